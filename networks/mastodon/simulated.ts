import { signedIn, type Call, type Caller, type Play, type SimulatedNetwork } from "#simulator/play.ts";
import { answerApi, isApi } from "./simulated/api.ts";
import { tokenIn } from "./simulated/bearer.ts";
import { sample } from "./simulated/sample.ts";
import { serverHosts } from "./simulated/servers.ts";
import { answerSite } from "./simulated/site.ts";
import { trouble } from "./simulated/trouble.ts";

/**
 * Mastodon as the simulator plays it: two servers that know nothing of each other. One is a Mastodon, where a login is an account;
 * the other a Hollo, another program with the same interface and quirks of its own, where a login has several accounts.
 */
export const simulated = {
  id: "mastodon",
  name: "Mastodon",
  hosts: Object.fromEntries(serverHosts.map((host) => [host, "api"] as const)),
  // An account is its person's own: there is nobody else to give a role to.
  roles: { owner: [] },
  sample,
  answer: (play, call) => (isApi(call) ? answerApi(play, call) : answerSite(play, call)),
  caller,
  trouble,
  errorCode: ({ body }) => /^\{"error":"([^"]+)"/.exec(String(body))?.[1] ?? null,
} satisfies SimulatedNetwork;

function caller(play: Play, call: Call): Caller {
  const token = tokenIn(play, call);
  const app = token?.app ?? call.query.get("client_id") ?? call.form.get("client_id") ?? undefined;
  return { person: token?.person ?? signedIn(play, call)?.person.id, page: token?.page ?? undefined, app };
}
