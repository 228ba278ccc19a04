import { json, withHeaders, type Answer, type App, type Call, type Play } from "#simulator/play.ts";
import { accountJson } from "./accounts.ts";
import { bearerOf, identify, needScope } from "./bearer.ts";
import { listBoards, readBoard } from "./boards.ts";
import { errors, Refusal, refuse } from "./errors.ts";
import { revokeEndpoint, tokenEndpoint } from "./token.ts";

/** Answers api.pinterest.com. */
export function answerApi(play: Play, call: Call): Answer {
  const app = play.state.apps[play.state.tokens[bearerOf(call) ?? ""]?.app ?? ""];
  try {
    return withHeaders(route(play, call), quota(play, app));
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return withHeaders(refuse(refusal.error), quota(play, app));
  }
}

function route(play: Play, call: Call): Answer {
  const [version, first, second, third, ...rest] = call.path.split("/").slice(1);
  if (version !== "v5" || rest.length > 0) throw new Refusal(errors.noRoute);
  if (first === "oauth" && second === "token" && call.method === "POST")
    return third === "revoke" ? revokeEndpoint(play, call) : tokenEndpoint(play, call);
  if (call.method !== "GET" || third !== undefined) throw new Refusal(errors.noRoute);
  if (first === "user_account" && second === undefined) return account(play, call);
  if (first !== "boards") throw new Refusal(errors.noRoute);
  const session = identify(play, call);
  return second === undefined ? listBoards(play, call, session) : readBoard(play, second, session);
}

function account(play: Play, call: Call): Answer {
  const session = identify(play, call);
  needScope(play, session, "user_accounts:read");
  return json(accountJson(play, session.person));
}

/** Trial: 1000 a day for the whole app; Standard: 100 a second and 1000 a minute per user. Format unconfirmed, fact sheet §8. */
function quota(play: Play, app: App | undefined): Answer["headers"] {
  const trial = app?.mode === "development";
  const most = trial ? 1000 : 100;
  const left = Math.max(0, Math.round((most * (100 - (play.state.usage ?? 0))) / 100));
  return {
    "x-ratelimit-limit": trial ? "1000, 1000;w=86400" : "100, 100;w=1, 1000;w=60",
    "x-ratelimit-remaining": String(left),
    "x-ratelimit-reset": trial ? "86400" : "1",
  };
}
