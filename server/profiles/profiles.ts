/** The door of this room for others: profiles as stored. */
export { brandsOf as brandsOfProfiles, findProfile, profilesByIds, type StoredProfile } from "./queries.ts";
