import { connections } from "./client/connections.ts";
import { demo } from "./client/demo.ts";
import { events } from "./client/events.ts";
import { failures } from "./client/failures.ts";
import { grants } from "./client/grants.ts";
import { incidents } from "./client/incidents.ts";
import { networks } from "./client/networks.ts";
import { people } from "./client/people.ts";
import { profiles } from "./client/profiles.ts";
import { renewals } from "./client/renewals.ts";
import { tokens } from "./client/tokens.ts";
import { type ClientOptions, openTransport } from "./client/transport.ts";

export type * from "./contract.ts";
export type { ProfileQuery } from "./client/profiles.ts";
export { ApiProblem, type ClientOptions, type Paging } from "./client/transport.ts";

/** What `createClient` makes: one function per operation, under the operation's id. */
export type Client = ReturnType<typeof createClient>;

/** One function per operation. All of them throw `ApiProblem`, or what `fetch` throws when no answer came at all. */
export function createClient(options: ClientOptions) {
  const transport = openTransport(options);
  return {
    ...tokens(transport),
    ...profiles(transport),
    ...connections(transport),
    ...renewals(transport),
    ...incidents(transport),
    ...events(transport),
    ...grants(transport),
    ...networks(transport),
    ...failures(transport),
    ...people(transport),
    ...demo(transport),
  };
}
