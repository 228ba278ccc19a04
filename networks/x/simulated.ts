import { signedIn, type Answer, type Call, type Caller, type Play, type SimulatedNetwork } from "#simulator/play.ts";
import { accountIdOf, pictureHost } from "./simulated/accounts.ts";
import { answerApi } from "./simulated/api.ts";
import { basicOf, bearerOf } from "./simulated/bearer.ts";
import { sample } from "./simulated/sample.ts";
import { answerPicture, answerSite } from "./simulated/site.ts";
import { trouble } from "./simulated/trouble.ts";

/** X as the simulator plays it: one consent is one account, refresh tokens for one use, reads that cost credits. */
export const simulated = {
  id: "x",
  name: "X",
  hosts: { "x.com": "site", "api.x.com": "api", [pictureHost]: "files" },
  // X knows no roles here: whoever is signed in is the account (fact sheet §3).
  roles: { owner: ["SIGN_IN"] },
  sample,
  answer(play, call) {
    if (call.host === "api.x.com") return answerApi(play, call);
    return call.host === pictureHost ? answerPicture(play, call) : answerSite(play, call);
  },
  caller,
  trouble,
  errorCode,
} satisfies SimulatedNetwork;

function caller(play: Play, call: Call): Caller {
  if (call.host !== "api.x.com")
    return { person: signedIn(play, call)?.person.id, app: call.query.get("client_id") ?? undefined };
  const { tokens, codes } = play.state;
  const token = tokens[bearerOf(call) ?? call.form.get("refresh_token") ?? call.form.get("token") ?? ""];
  const code = codes[call.form.get("code") ?? ""];
  return {
    person: token?.person ?? code?.person,
    page: token && accountIdOf(token),
    app: token?.app ?? code?.app ?? basicOf(call)?.id,
  };
}

/** The envelopes have nothing in common but that each names its error somewhere: fact sheet §5. */
function errorCode({ body }: Answer): string | null {
  const found = /"error":"(\w+)"|"type":"[^"]*\/problems\/([\w-]+)"|"code":(\d+)|"title":"([^"]+)"/.exec(String(body));
  return found?.slice(1).find(Boolean) ?? null;
}
