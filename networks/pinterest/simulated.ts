import { signedIn, type Call, type Caller, type Play, type SimulatedNetwork } from "#simulator/play.ts";
import { pictureHost } from "./simulated/accounts.ts";
import { answerApi } from "./simulated/api.ts";
import { bearerOf } from "./simulated/bearer.ts";
import { sample } from "./simulated/sample.ts";
import { answerPicture, answerSite } from "./simulated/site.ts";
import { subjectOf } from "./simulated/token.ts";
import { trouble } from "./simulated/trouble.ts";

/** Pinterest as the simulator plays it: one consent for all boards, tokens that rotate, and every way in which they die. */
export const simulated = {
  id: "pinterest",
  name: "Pinterest",
  hosts: { "www.pinterest.com": "site", "api.pinterest.com": "api", [pictureHost]: "files" },
  roles: { owner: ["OWNER"], collaborator: ["COLLABORATOR"] },
  sample,
  answer(play, call) {
    if (call.host === "api.pinterest.com") return answerApi(play, call);
    return call.host === pictureHost ? answerPicture(play, call) : answerSite(play, call);
  },
  caller,
  trouble,
  errorCode: ({ body }) => /"code":(\d+)/.exec(String(body))?.[1] ?? null,
} satisfies SimulatedNetwork;

function caller(play: Play, call: Call): Caller {
  if (call.host !== "api.pinterest.com") {
    const person = signedIn(play, call)?.person.id;
    return { person, app: call.query.get("client_id") ?? undefined };
  }
  if (call.path.startsWith("/v5/oauth/")) return subjectOf(play, call);
  const token = play.state.tokens[bearerOf(call) ?? ""];
  const page = call.path.split("/").find((part) => Object.hasOwn(play.state.pages, part));
  return { person: token?.person, page, app: token?.app };
}
