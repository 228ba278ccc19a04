import { signedIn, type Call, type Caller, type Play, type SimulatedNetwork } from "#simulator/play.ts";
import { answerApi } from "./simulated/api.ts";
import { apiHost, siteHost } from "./simulated/hosts.ts";
import { memberId } from "./simulated/members.ts";
import { sample } from "./simulated/sample.ts";
import { oauthParams } from "./simulated/signature.ts";
import { answerSite } from "./simulated/site.ts";
import { trouble } from "./simulated/trouble.ts";

/** XING as the simulator plays it: version 1 of its interface, with OAuth 1.0a and signatures that are really verified. */
export const simulated = {
  id: "xing",
  name: "XING",
  hosts: { [apiHost]: "api", [siteHost]: "site" },
  // One person, one profile: there is nobody else to give a role to.
  roles: { owner: [] },
  sample,
  answer: (play, call) => (call.host === apiHost ? answerApi(play, call) : answerSite(play, call)),
  caller,
  trouble,
  errorCode: ({ body }) => /"error_name":"([A-Z_]+)"/.exec(String(body))?.[1] ?? null,
  idForApp: (_app, person) => memberId(person),
} satisfies SimulatedNetwork;

function caller(play: Play, call: Call): Caller {
  const { state } = play;
  if (call.host === siteHost) {
    const app = state.codes[call.query.get("oauth_token") ?? ""]?.app;
    return { person: signedIn(play, call)?.person.id, app };
  }
  const oauth = oauthParams(call);
  const token = state.tokens[oauth.get("oauth_token") ?? ""];
  const code = state.codes[oauth.get("oauth_token") ?? ""];
  return { person: token?.person ?? (code?.person || undefined), app: oauth.get("oauth_consumer_key") ?? undefined };
}
