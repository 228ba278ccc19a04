/** The door of this room for others: what is known of a network as a whole. */
export {
  findCondition,
  lockCondition,
  networkSigns,
  profilesOfNetwork,
  saveAppHealth,
  saveCondition,
  spreadProbes,
  withdrawVerdicts,
  type StoredCondition,
} from "./queries.ts";
