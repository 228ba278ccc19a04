/**
 * The types of the HTTP API. They are written by `npm run docs` from the schemas of the server's rooms, with their sentences.
 * All times are ISO 8601 in UTC. Ids are opaque strings. Lists are paged by `cursor`.
 */
export type * from "./contract/http.ts";
export type * from "./contract/profiles.ts";
export type * from "./contract/tokens.ts";
export type * from "./contract/connections.ts";
export type * from "./contract/renewals.ts";
export type * from "./contract/grants.ts";
export type * from "./contract/incidents.ts";
export type * from "./contract/events.ts";
export type * from "./contract/stream.ts";
export type * from "./contract/networks.ts";
export type * from "./contract/lifetimes.ts";
export type * from "./contract/operator.ts";
export type * from "./contract/failures.ts";
export type * from "./contract/people.ts";
export type * from "./contract/demo.ts";
