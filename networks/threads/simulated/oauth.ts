import { Refusal, codeError } from "#simulator/meta/errors.ts";
import { codeProblems, tokenAnswer, withNumber } from "#simulator/meta/login.ts";
import { param, tokenOf } from "#simulator/meta/request.ts";
import { findAuthorization, issueToken, json, spendCode, isDisabled, knowsSecret } from "#simulator/play.ts";
import type { Answer, App, Call, Play, Token } from "#simulator/play.ts";
import { errors } from "./errors.ts";
import { appScopedId } from "./profiles.ts";
import { need, openSession } from "./session.ts";
import { basic } from "./scopes.ts";

// Seconds: fact sheet §1.
const shortLife = 3600;
const longLife = 5_183_944;
const youngest = 24 * 3600;

/** A code has no place for the profile that it is for, so that travels among the scopes. */
export const profileMark = "profile:";

/** `/oauth/access_token`: a code becomes a short token by POST; by GET an app gets a token of its own. */
export function answerAccessToken(play: Play, call: Call): Answer {
  if (param(call, "grant_type") === "client_credentials") return ownToken(play, call);
  if (call.method !== "POST") throw new Refusal(errors.method(call.method));
  if (param(call, "grant_type") !== "authorization_code") return codeError("grant_type must be authorization_code");
  const app = play.state.apps[param(call, "client_id") ?? ""];
  // Neither of the next three wordings is in the sheet.
  if (!app) return codeError("Error validating application. Invalid application ID.");
  if (!knowsSecret(play, app, param(call, "client_secret"))) return codeError("Error validating client secret.");
  if (isDisabled(play, app)) return codeError("This app is not active");
  return redeem(play, call, app);
}

function redeem(play: Play, call: Call, app: App): Answer {
  const shown = { app: app.id, redirectUri: param(call, "redirect_uri") ?? "" };
  const verdict = spendCode(play, param(call, "code") ?? "", shown);
  if ("problem" in verdict) return codeError(codeProblems[verdict.problem]);
  const { person, scopes } = verdict.code;
  const profile = play.state.pages[scopes.find((one) => one.startsWith(profileMark))?.slice(profileMark.length) ?? ""];
  if (!profile || !findAuthorization(play, app, { id: person })) return codeError(codeProblems.unknown);
  const granted = scopes.filter((one) => !one.startsWith(profileMark));
  const consent = { person, page: profile.id, scopes: granted, family: String(play.now()) };
  const token = startToken(play, app, consent, shortLife);
  return withNumber({ access_token: token.value, user_id: appScopedId(app, profile) });
}

/** An app's own token, for what needs no person. */
function ownToken(play: Play, call: Call): Answer {
  const app = play.state.apps[param(call, "client_id") ?? ""];
  if (!app) throw new Refusal(errors.parameter("Error validating application. Invalid application ID."));
  if (!knowsSecret(play, app, param(call, "client_secret"))) throw new Refusal(errors.secretWrong);
  if (isDisabled(play, app)) throw new Refusal(errors.appDisabled);
  return json({ access_token: ownTokenOf(app), token_type: "bearer" });
}

/** The form in which it may be used directly; what stands behind the second bar in real answers is not told. */
export const ownTokenOf = ({ id, secret }: App): string => `TH|${id}|${secret}`;

/** `/access_token`: short for long. */
export function exchange(play: Play, call: Call): Answer {
  if (param(call, "grant_type") !== "th_exchange_token")
    throw new Refusal(errors.parameter("grant_type must be th_exchange_token"));
  const session = openSession(play, tokenOf(call));
  if (!knowsSecret(play, session.app, param(call, "client_secret"))) throw new Refusal(errors.secretWrong);
  return tokenAnswer(extend(play, session.app, session.token));
}

/** `/refresh_access_token`: sixty more days, from 24 hours on and only while it lives; for private profiles too. */
export function refresh(play: Play, call: Call): Answer {
  if (param(call, "grant_type") !== "th_refresh_token")
    throw new Refusal(errors.parameter("grant_type must be th_refresh_token"));
  const session = openSession(play, tokenOf(call));
  if (!session.token.longLived) throw new Refusal(errors.notLongLived);
  if (play.now() - session.token.issuedAt < youngest * 1000) throw new Refusal(errors.tooYoung);
  need(play, session, basic);
  return tokenAnswer(extend(play, session.app, session.token));
}

/** The old token keeps its own end: that it dies at once is said nowhere. */
const extend = (play: Play, app: App, { person, page, scopes, family }: Token): Token =>
  startToken(play, app, { person, page: page ?? "", scopes, family }, longLife);

/** `family` holds the moment of the consent, from which a private profile's 90 days count. */
function startToken(
  play: Play,
  app: App,
  of: { person: string; page: string; scopes: string[]; family: string | null },
  lifetimeSeconds: number,
): Token {
  const value = `THQVJ${play.secret(176)}`;
  const longLived = lifetimeSeconds === longLife;
  return issueToken(play, { ...of, value, kind: "user", app: app.id, lifetimeSeconds, longLived });
}
