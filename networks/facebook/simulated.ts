import { param, tokenOf } from "#simulator/meta/request.ts";
import type { Call, Caller, Play, SimulatedNetwork } from "#simulator/play.ts";
import { signedIn } from "#simulator/play.ts";
import { answerGraph } from "./simulated/graph.ts";
import { appScopedId, pictureHost } from "./simulated/nodes.ts";
import { roles } from "./simulated/permissions.ts";
import { sample } from "./simulated/sample.ts";
import { dataDeletion, deauthorized } from "./simulated/signed-request.ts";
import { answerPicture, answerSite } from "./simulated/site.ts";
import { trouble } from "./simulated/trouble.ts";

/** Facebook as the simulator plays it: login dialog, tokens, Pages, and every way in which they die. */
export const simulated = {
  id: "facebook",
  name: "Facebook",
  hosts: { "www.facebook.com": "site", "graph.facebook.com": "api", [pictureHost]: "files" },
  roles,
  sample,
  answer(play, call) {
    if (call.host === "graph.facebook.com") return answerGraph(play, call);
    return call.host === pictureHost ? answerPicture(play, call) : answerSite(play, call);
  },
  caller,
  trouble,
  errorCode,
  deauthorized,
  dataDeletion,
  idForApp: appScopedId,
} satisfies SimulatedNetwork;

// debug_token and the exchanges are about a token that is not the bearer's own.
function caller(play: Play, call: Call): Caller {
  if (call.host !== "graph.facebook.com") {
    const person = signedIn(play, call)?.person.id;
    return { person, app: call.query.get("client_id") ?? undefined };
  }
  const { tokens, codes, pages } = play.state;
  const subject = param(call, "input_token") ?? param(call, "fb_exchange_token") ?? tokenOf(call);
  const token = tokens[subject ?? ""];
  const code = codes[param(call, "code") ?? ""];
  const named = call.path.split("/").find((part) => Object.hasOwn(pages, part));
  return {
    person: token?.person ?? code?.person,
    page: token?.page ?? named,
    app: token?.app ?? code?.app ?? param(call, "client_id") ?? undefined,
  };
}

function errorCode(answer: { body: string | Uint8Array }): string | null {
  const found = /"code":(\d+)(?:.*?"(?:error_)?subcode":(\d+))?/.exec(String(answer.body));
  if (!found) return null;
  return found[2] ? `${found[1]}/${found[2]}` : (found[1] ?? null);
}
