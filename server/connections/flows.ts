/** The door of this room for others: dances under way. */
export { listCandidates, type StoredCandidate } from "./candidate-queries.ts";
export { bindBrowser, findFlow, type FlowStatus } from "./flow-queries.ts";
