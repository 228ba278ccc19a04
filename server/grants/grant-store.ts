/** The door of this room for others: grants as stored. Leases, intents and saves of refreshed tokens stay inside. */
export {
  allowSending,
  claimDue,
  destroyTokens,
  findGrant,
  findGrantOfSetter,
  forgetPerson,
  grantsOfSetterEverywhere,
  insertGrant,
  lockGrant,
  nextDue,
  replaceGrant,
  saveGrantFacts,
  saveGrantHealth,
  scheduleProbe,
  type NewGrant,
  type StoredGrant,
} from "./queries.ts";
