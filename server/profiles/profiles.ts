/** The door of this room for others: profiles as stored. */
export { findProfile, profilesByIds, type StoredProfile } from "./queries.ts";
