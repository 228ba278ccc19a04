/** The door of this room for others: profiles as stored. */
export { asProfile, findProfile, profilesByIds, type StoredProfile } from "./queries.ts";
