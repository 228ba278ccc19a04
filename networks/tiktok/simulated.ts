import { signedIn, type Answer, type Call, type Caller, type Play, type SimulatedNetwork } from "#simulator/play.ts";
import { pictureHost } from "./simulated/accounts.ts";
import { answerApi } from "./simulated/api.ts";
import { bearerOf } from "./simulated/bearer.ts";
import { sample } from "./simulated/sample.ts";
import { answerPicture, answerSite } from "./simulated/site.ts";
import { trouble } from "./simulated/trouble.ts";
import { deauthorized } from "./simulated/webhooks.ts";

/** TikTok as the simulator plays it: Login Kit, its two ways of counting lifetimes, and every way in which tokens die. */
export const simulated = {
  id: "tiktok",
  name: "TikTok",
  hosts: { "www.tiktok.com": "site", "open.tiktokapis.com": "api", [pictureHost]: "files" },
  // TikTok knows no roles: whoever can log in as the account can grant (fact sheet §3).
  roles: { owner: ["LOGIN"] },
  sample,
  answer(play, call) {
    if (call.host === "open.tiktokapis.com") return answerApi(play, call);
    return call.host === pictureHost ? answerPicture(play, call) : answerSite(play, call);
  },
  caller,
  trouble,
  errorCode,
  deauthorized,
} satisfies SimulatedNetwork;

function caller(play: Play, call: Call): Caller {
  if (call.host !== "open.tiktokapis.com")
    return { person: signedIn(play, call)?.person.id, app: call.query.get("client_key") ?? undefined };
  const { tokens, codes } = play.state;
  const token = tokens[bearerOf(call) ?? call.form.get("refresh_token") ?? call.form.get("token") ?? ""];
  const code = codes[call.form.get("code") ?? ""];
  return {
    person: token?.person ?? code?.person,
    page: token?.page ?? undefined,
    app: token?.app ?? code?.app ?? call.form.get("client_key") ?? undefined,
  };
}

/** Data answers always carry a code, `ok` when all is well; OAuth answers are flat. */
function errorCode({ body }: Answer): string | null {
  const found = /"error":(?:"(\w+)"|\{"code":"(\w+)")/.exec(String(body));
  const code = found?.[1] ?? found?.[2] ?? null;
  return code === "ok" ? null : code;
}
