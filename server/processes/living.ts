/** The door of this room for others: who lives, and what they know. */
export { findProcesses, lockProcesses, removeGone, saveBeat, someSealWithout, type LivingProcess } from "./queries.ts";
