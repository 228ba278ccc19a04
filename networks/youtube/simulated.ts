import {
  json,
  signedIn,
  type Answer,
  type Call,
  type Caller,
  type Play,
  type SimulatedNetwork,
} from "#simulator/play.ts";
import { bearerOf, channelPictures, channelsEndpoint } from "./simulated/channels.ts";
import { authorizePage } from "./simulated/dialog.ts";
import { apiErrors, apiRefused, OAuthRefusal, oauthRefused } from "./simulated/errors.ts";
import { revokeEndpoint, tokenInfo } from "./simulated/inspect.ts";
import { publicKeys } from "./simulated/keys.ts";
import { errorPage } from "./simulated/look.ts";
import { personPictures } from "./simulated/people.ts";
import { deauthorized } from "./simulated/risc.ts";
import { sample } from "./simulated/sample.ts";
import { answerPicture, permissionsPage } from "./simulated/site.ts";
import { tokenEndpoint } from "./simulated/token.ts";
import { trouble } from "./simulated/trouble.ts";
import { discovery, riscConfiguration } from "./simulated/well-known.ts";

/** Google's sign-in and YouTube's channels as the simulator plays them: one consent is one channel, and every way in which it dies. */
export const simulated = {
  id: "youtube",
  name: "YouTube",
  hosts: {
    "accounts.google.com": "site",
    "myaccount.google.com": "site",
    "oauth2.googleapis.com": "api",
    "www.googleapis.com": "api",
    [channelPictures]: "files",
    [personPictures]: "files",
  },
  roles: { owner: ["OWNER"], manager: ["MANAGER"] },
  sample,
  answer(play, call) {
    const answer = hosts[call.host];
    return answer ? answer(play, call) : answerPicture(play, call);
  },
  caller,
  trouble,
  deauthorized,
  errorCode: ({ body }) => /"(?:error|reason)":"(\w+)"/.exec(String(body))?.[1] ?? null,
} satisfies SimulatedNetwork;

const hosts: Record<string, (play: Play, call: Call) => Answer> = {
  "accounts.google.com": answerAccounts,
  "myaccount.google.com": permissionsPage,
  "oauth2.googleapis.com": answerTokens,
  "www.googleapis.com": answerApi,
};

function answerAccounts(play: Play, call: Call): Answer {
  if (call.path === "/o/oauth2/v2/auth") return authorizePage(play, call);
  if (call.path === "/.well-known/openid-configuration") return discovery();
  if (call.path === "/.well-known/risc-configuration") return riscConfiguration();
  return errorPage("404. That’s an error.", "The requested URL was not found on this server.");
}

const tokenPaths: Record<string, (play: Play, call: Call) => Answer> = {
  "/token": tokenEndpoint,
  "/revoke": revokeEndpoint,
  "/tokeninfo": tokenInfo,
};

function answerTokens(play: Play, call: Call): Answer {
  const answer = tokenPaths[call.path];
  if (!answer) return json({ error: "invalid_request", error_description: "Not Found" }, 404);
  try {
    return answer(play, call);
  } catch (refusal) {
    if (!(refusal instanceof OAuthRefusal)) throw refusal;
    return oauthRefused(refusal);
  }
}

function answerApi(play: Play, call: Call): Answer {
  if (call.path === "/youtube/v3/channels") return channelsEndpoint(play, call);
  return call.path === "/oauth2/v3/certs" ? json(publicKeys()) : apiRefused(apiErrors.noRoute());
}

function caller(play: Play, call: Call): Caller {
  const { tokens, codes } = play.state;
  const shown = call.form.get("refresh_token") ?? call.form.get("token") ?? call.query.get("token") ?? bearerOf(call);
  const about = tokens[shown] ?? codes[call.form.get("code") ?? ""];
  const page = tokens[shown]?.page ?? undefined;
  const app = about?.app ?? call.form.get("client_id") ?? call.query.get("client_id") ?? undefined;
  return { person: about?.person ?? signedIn(play, call)?.person.id, page, app };
}
