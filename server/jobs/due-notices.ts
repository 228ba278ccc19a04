/** The door of this room for whoever listens on behalf of a worker. */
export { listenToDueWork } from "./queries.ts";
