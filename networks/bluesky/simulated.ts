import { signedIn, type Call, type Caller, type HostKind, type Play, type SimulatedNetwork } from "#simulator/play.ts";
import { findAccount } from "./simulated/accounts.ts";
import { answerApi } from "./simulated/api.ts";
import { appView, directory, entryway, homeHosts } from "./simulated/hosts.ts";
import { sample } from "./simulated/sample.ts";
import { catchUp } from "./simulated/sessions.ts";
import { answerSite, isSite } from "./simulated/site.ts";
import { trouble } from "./simulated/trouble.ts";

/** A handle is a host as well: it says there whose it is. */
const handles = (sample.pages ?? []).flatMap(({ username }) => username ?? []);

/**
 * Bluesky as the simulator plays it: the directory of accounts, the app view, Bluesky's own servers behind their common door, and
 * a server of somebody's own that asks its people itself.
 */
export const simulated = {
  id: "bluesky",
  name: "Bluesky",
  hosts: Object.fromEntries(
    [entryway, appView, directory, ...homeHosts, ...handles].map((host): [string, HostKind] => [host, "api"]),
  ),
  // An account is its person's own: there is nobody else to give a role to.
  roles: { owner: [] },
  sample,
  answer(play, call) {
    catchUp(play);
    return isSite(call) ? answerSite(play, call) : answerApi(play, call);
  },
  caller,
  trouble,
  errorCode: ({ body }) => /^\{"error":"([^"]+)"/.exec(String(body))?.[1] ?? null,
} satisfies SimulatedNetwork;

function caller(play: Play, call: Call): Caller {
  const [, bearer] = /^DPoP (\S+)$/i.exec(call.headers["authorization"] ?? "") ?? [];
  const { form, query } = call;
  const token = play.state.tokens[bearer ?? form.get("refresh_token") ?? form.get("token") ?? ""];
  if (token) return { person: token.person, page: token.page ?? undefined, app: token.app };
  const asked = query.get("did") ?? query.get("repo") ?? query.get("handle") ?? query.get("actor");
  const account = asked === null ? undefined : findAccount(play, asked);
  const app = form.get("client_id") ?? query.get("client_id") ?? undefined;
  return { person: account?.owner?.id ?? signedIn(play, call)?.person.id, page: account?.page.id, app };
}
