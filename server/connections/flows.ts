/** The door of this room for others: dances under way. */
export { bindBrowser, findFlow, listCandidates, type FlowStatus } from "./queries.ts";
