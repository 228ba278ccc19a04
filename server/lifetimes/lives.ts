/** The door of this room for others: where a login dies, and where a verdict is withdrawn. */
export { keepLife, withdrawLife, withdrawLives } from "./queries.ts";
