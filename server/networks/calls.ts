/** The door of this room for others: the activity log. */
export { forgetOldCalls } from "./queries.ts";
