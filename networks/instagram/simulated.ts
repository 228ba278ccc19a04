import { codeError } from "#simulator/meta/errors.ts";
import { tokenOf } from "#simulator/meta/request.ts";
import { redirect, signedIn, type Call, type Caller, type Play, type SimulatedNetwork } from "#simulator/play.ts";
import { answerGraph, pictureHost } from "./simulated/graph.ts";
import { redeemCode } from "./simulated/oauth.ts";
import { sample } from "./simulated/sample.ts";
import { dataDeletion, deauthorized } from "./simulated/signed-request.ts";
import { answerPicture, answerSite } from "./simulated/site.ts";
import { trouble } from "./simulated/trouble.ts";

/**
 * Instagram as the simulator plays it: the login of its own, with accounts, their tokens and every way in which they die.
 * The way in through a Facebook Page is played by the simulated Facebook.
 */
export const simulated = {
  id: "instagram",
  name: "Instagram",
  hosts: {
    "www.instagram.com": "site",
    "api.instagram.com": "api",
    "graph.instagram.com": "api",
    [pictureHost]: "files",
  },
  // Whoever knows the login has everything (fact sheet §3C).
  roles: { owner: ["OWNER"] },
  sample,
  answer(play, call) {
    if (call.host === "graph.instagram.com") return answerGraph(play, call);
    if (call.host === pictureHost) return answerPicture(play, call);
    return call.host === "api.instagram.com" ? answerLogin(play, call) : answerSite(play, call);
  },
  caller,
  trouble,
  errorCode: ({ body }) => {
    const found = /"code":(-?\d+)(?:.*?"error_subcode":(\d+))?/.exec(String(body));
    return found ? [found[1], found[2]].filter(Boolean).join("/") : null;
  },
  deauthorized,
  dataDeletion,
} satisfies SimulatedNetwork;

function answerLogin(play: Play, call: Call) {
  // The reference page shows this address too (§1B).
  if (call.path === "/oauth/authorize") return redirect(`/www.instagram.com/oauth/authorize?${call.query.toString()}`);
  return call.path === "/oauth/access_token" ? redeemCode(play, call) : codeError("Unknown address");
}

function caller(play: Play, call: Call): Caller {
  const { tokens, codes } = play.state;
  const token = tokens[tokenOf(call) ?? ""];
  const code = codes[call.form.get("code") ?? ""];
  return {
    person: token?.person ?? code?.person ?? signedIn(play, call)?.person.id,
    page: token?.page ?? undefined,
    app: token?.app ?? code?.app ?? call.query.get("client_id") ?? call.form.get("client_id") ?? undefined,
  };
}
