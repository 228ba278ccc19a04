/** The door of this room for others: accesses as stored, and the incidents' bookkeeping they share. */
export {
  accessesOfProfile,
  asAccess,
  claimDeriveDue,
  nextLook,
  profilesOfGrant,
  scheduleLooks,
  type StoredAccess,
} from "./queries.ts";
