import { tokenOf } from "#simulator/meta/request.ts";
import { signedIn, type Call, type Caller, type Play, type SimulatedNetwork } from "#simulator/play.ts";
import { answerGraph, pictureHost } from "./simulated/graph.ts";
import { sample } from "./simulated/sample.ts";
import { dataDeletion, deauthorized } from "./simulated/signed-request.ts";
import { answerPicture, answerSite, siteHost } from "./simulated/site.ts";
import { trouble } from "./simulated/trouble.ts";

/** Threads as the simulator plays it: its window, its profiles, their tokens and every way in which they die. */
export const simulated = {
  id: "threads",
  name: "Threads",
  hosts: {
    [siteHost]: "site",
    "www.threads.com": "site",
    "threads.net": "site",
    "www.threads.net": "site",
    "graph.threads.net": "api",
    "graph.threads.com": "api",
    [pictureHost]: "files",
  },
  // Whoever knows the login has everything (fact sheet §3).
  roles: { owner: ["OWNER"] },
  sample,
  answer(play, call) {
    if (call.host.startsWith("graph.")) return answerGraph(play, call);
    return call.host === pictureHost ? answerPicture(play, call) : answerSite(play, call);
  },
  caller,
  trouble,
  errorCode: ({ body }) => {
    const found = /"(?:error_)?code":(-?\d+)(?:.*?"error_subcode":(\d+))?/.exec(String(body));
    return found ? [found[1], found[2]].filter(Boolean).join("/") : null;
  },
  deauthorized,
  dataDeletion,
} satisfies SimulatedNetwork;

function caller(play: Play, call: Call): Caller {
  const { tokens, codes } = play.state;
  const token = tokens[call.query.get("input_token") ?? tokenOf(call) ?? ""];
  const code = codes[call.form.get("code") ?? ""];
  return {
    person: token?.person ?? code?.person ?? signedIn(play, call)?.person.id,
    page: token?.page ?? undefined,
    app: token?.app ?? code?.app ?? call.query.get("client_id") ?? call.form.get("client_id") ?? undefined,
  };
}
