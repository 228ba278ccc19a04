import { Refusal, codeError } from "#simulator/meta/errors.ts";
import { codeProblems, tokenAnswer, withNumber } from "#simulator/meta/login.ts";
import { param, tokenOf } from "#simulator/meta/request.ts";
import { findAuthorization, issueToken, spendCode, isDisabled, knowsSecret } from "#simulator/play.ts";
import type { Answer, App, Call, Play, Token } from "#simulator/play.ts";
import { appScopedId, isPrivate, isProfessional } from "./accounts.ts";
import { has, openSession } from "./bearer.ts";
import { errors } from "./errors.ts";
import { basic } from "./permissions.ts";

// Seconds: fact sheet §1B, "B lifetimes".
const shortLife = 3600;
const longLife = 5_183_944;
const youngest = 24 * 3600;

/** A code has no place for the account that it is for, so that travels among the scopes. */
export const accountMark = "account:";

/** `POST api.instagram.com/oauth/access_token`: a code becomes a short token. */
export function redeemCode(play: Play, call: Call): Answer {
  const app = play.state.apps[call.form.get("client_id") ?? ""];
  if (call.method !== "POST" || call.form.get("grant_type") !== "authorization_code")
    return codeError("grant_type must be authorization_code");
  // Neither wording is in the sheet.
  if (!app) return codeError("Invalid platform app");
  if (!knowsSecret(play, app, call.form.get("client_secret"))) return codeError("Error validating client secret");
  if (isDisabled(play, app)) return codeError("This app is not active");
  const shown = { app: app.id, redirectUri: call.form.get("redirect_uri") ?? "" };
  const verdict = spendCode(play, call.form.get("code") ?? "", shown);
  if ("problem" in verdict) return codeError(codeProblems[verdict.problem]);
  const { person, scopes } = verdict.code;
  const account = play.state.pages[scopes.find((one) => one.startsWith(accountMark))?.slice(accountMark.length) ?? ""];
  if (!account || !findAuthorization(play, app, { id: person })) return codeError(codeProblems.unknown);
  const granted = scopes.filter((one) => !one.startsWith(accountMark));
  const token = startToken(play, app, { person, page: account.id, scopes: granted }, shortLife);
  return withNumber({
    access_token: token.value,
    user_id: appScopedId(app, account),
    permissions: granted,
  });
}

/** `GET graph.instagram.com/access_token`: short for long. */
export function exchange(play: Play, call: Call): Answer {
  if (param(call, "grant_type") !== "ig_exchange_token")
    throw new Refusal(errors.parameter("grant_type must be ig_exchange_token"));
  const session = openSession(play, tokenOf(call));
  if (!knowsSecret(play, session.app, param(call, "client_secret"))) throw new Refusal(errors.secretWrong);
  return tokenAnswer(extend(play, session.app, session.token));
}

/** `GET graph.instagram.com/refresh_access_token`: sixty more days, from 24 hours on and only while it lives. */
export function refresh(play: Play, call: Call): Answer {
  if (param(call, "grant_type") !== "ig_refresh_token")
    throw new Refusal(errors.parameter("grant_type must be ig_refresh_token"));
  const session = openSession(play, tokenOf(call));
  if (!session.token.longLived) throw new Refusal(errors.notLongLived);
  if (play.now() - session.token.issuedAt < youngest * 1000) throw new Refusal(errors.tooYoung);
  if (!isProfessional(session.account)) throw new Refusal(errors.notBusiness);
  if (!has(play, session, basic)) throw new Refusal(errors.noPermission);
  if (isPrivate(session.account)) throw new Refusal(errors.isPrivate);
  return tokenAnswer(extend(play, session.app, session.token));
}

/** The old token keeps its own end: that it dies at once is said nowhere. */
const extend = (play: Play, app: App, { person, page, scopes }: Token): Token =>
  startToken(play, app, { person, page: page ?? "", scopes }, longLife);

function startToken(
  play: Play,
  app: App,
  of: { person: string; page: string; scopes: string[] },
  lifetimeSeconds: number,
): Token {
  const value = `IGAA${play.secret(176)}`;
  return issueToken(play, {
    ...of,
    value,
    kind: "user",
    app: app.id,
    lifetimeSeconds,
    longLived: lifetimeSeconds === longLife,
  });
}
