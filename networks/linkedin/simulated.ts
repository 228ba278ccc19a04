import { signedIn, type Call, type Caller, type Play, type SimulatedNetwork } from "#simulator/play.ts";
import { answerApi } from "./simulated/api.ts";
import { bearerOf, pictureHost, subjectFor } from "./simulated/bearer.ts";
import { roles } from "./simulated/scopes.ts";
import { sample } from "./simulated/sample.ts";
import { answerPicture, answerSite } from "./simulated/site.ts";
import { trouble } from "./simulated/trouble.ts";

/** LinkedIn as the simulator plays it: consent of all or nothing, tokens with a fixed year, members and company pages. */
export const simulated = {
  id: "linkedin",
  name: "LinkedIn",
  hosts: { "www.linkedin.com": "site", "api.linkedin.com": "api", [pictureHost]: "files" },
  roles,
  sample,
  answer(play, call) {
    if (call.host === "api.linkedin.com") return answerApi(play, call);
    return call.host === pictureHost ? answerPicture(play, call) : answerSite(play, call);
  },
  caller,
  trouble,
  errorCode,
  idForApp: subjectFor,
} satisfies SimulatedNetwork;

/** At the token endpoints it is about the token, refresh token or code that was sent; elsewhere about the bearer or whoever is signed in. */
function caller(play: Play, call: Call): Caller {
  const { tokens, codes, pages } = play.state;
  const { form, query } = call;
  const token = tokens[form.get("token") ?? form.get("refresh_token") ?? bearerOf(call) ?? ""];
  const code = codes[form.get("code") ?? ""];
  const page = call.path.split(/[/():,]/).find((part) => Object.hasOwn(pages, part));
  return {
    person: token?.person ?? code?.person ?? signedIn(play, call)?.person.id,
    page,
    app: token?.app ?? code?.app ?? form.get("client_id") ?? query.get("client_id") ?? undefined,
  };
}

function errorCode({ body }: { body: string | Uint8Array }): string | null {
  const text = String(body);
  return (/"serviceErrorCode":(\d+)/.exec(text) ?? /"(?:code|error)":"([^"]+)"/.exec(text))?.[1] ?? null;
}
