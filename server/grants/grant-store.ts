/** The door of this room for others: grants as stored. Leases, intents and saves of refreshed tokens stay inside. */
export {
  claimDue,
  destroyTokens,
  findGrant,
  findGrantOfSetter,
  forgetPerson,
  grantsOfSetterEverywhere,
  insertGrant,
  listGrants,
  lockGrant,
  nextDue,
  replaceGrant,
  saveGrantFacts,
  saveGrantHealth,
  scheduleProbe,
  type NewGrant,
  type StoredGrant,
} from "./queries.ts";
