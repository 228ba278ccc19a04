/** The door of this room for others. */
export { countOpenIncidents } from "./queries.ts";
