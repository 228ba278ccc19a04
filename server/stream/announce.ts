/** The door of this room for features: tell the browsers that something has changed. */
export { announce } from "./queries.ts";
