import { issueToken, json, spendCode } from "#simulator/play.ts";
import type { Answer, App, Call, Play, Token } from "#simulator/play.ts";
import { basicOf, clientOf, familyOf, livingConsent } from "./bearer.ts";
import { errors, Refusal, refuse } from "./errors.ts";

const day = 24 * 3600;
const accessSeconds = 30 * day;
const continuousSeconds = 60 * day;
const legacySeconds = 365 * day;

/** `POST /v5/oauth/token`; fact sheet §1.2 and §1.3. */
export function tokenEndpoint(play: Play, call: Call): Answer {
  const app = clientOf(play, call);
  const grantType = call.form.get("grant_type");
  if (grantType === "authorization_code") return redeem(play, call, app);
  if (grantType === "refresh_token") return refresh(play, call, app);
  throw new Refusal(errors.parameter("'grant_type' is not one of ['authorization_code', 'refresh_token']"));
}

/** `POST /v5/oauth/token/revoke` knows tokens of system users only, whoever asks; fact sheet §6. */
export function revokeEndpoint(play: Play, call: Call): Answer {
  clientOf(play, call);
  return refuse(errors.notPermitted);
}

function redeem(play: Play, call: Call, app: App): Answer {
  const shown = { app: app.id, redirectUri: call.form.get("redirect_uri") ?? "" };
  const verdict = spendCode(play, call.form.get("code") ?? "", shown);
  const person = "code" in verdict ? play.state.people[verdict.code.person] : undefined;
  if ("problem" in verdict || !person) throw new Refusal(errors.authentication);
  const next = {
    app: app.id,
    person: person.id,
    scopes: verdict.code.scopes,
    family: familyOf(play, person),
    longLived: isLegacy(app, call),
  };
  const access = startAccess(play, next);
  const refreshToken = startRefresh(play, next);
  return json({ ...answerOf(access, "authorization_code"), ...refreshOf(play, refreshToken) });
}

/**
 * Apps from before 2025-09-25 get 365-day tokens unless they ask for continuous refresh; with the other configuration they
 * get these whatever they ask, as old answers of Pinterest's show.
 */
function isLegacy(app: App, call: Call): boolean {
  const marks = app.configurations.map(({ id }) => id);
  if (marks.includes("365-day-tokens")) return true;
  return marks.includes("before-2025-09-25") && call.form.get("continuous_refresh") !== "true";
}

/**
 * What becomes of a refresh token that was rotated is unconfirmed (§1.3); here it is refused, and the newer ones live on.
 * A 365-day token is not rotated: the answer names none.
 */
function refresh(play: Play, call: Call, app: App): Answer {
  const old = play.state.tokens[call.form.get("refresh_token") ?? ""];
  const person = play.state.people[old?.person ?? ""];
  if (old?.kind !== "refresh" || old.app !== app.id || old.spentAt !== null || !person)
    throw new Refusal(errors.authentication);
  const consent = livingConsent(play, old, { app, person });
  if (!consent) throw new Refusal(errors.authentication);
  const scopes = old.scopes.filter((scope) => consent.scopes[scope] === "granted");
  const next = { app: old.app, person: old.person, scopes, family: old.family, longLived: old.longLived };
  const answer = answerOf(startAccess(play, next), "refresh_token");
  if (old.longLived) return json(answer);
  old.spentAt = play.now();
  const fresh = startRefresh(play, next);
  const refresh_token_expires_at = Math.floor((fresh.expiresAt ?? 0) / 1000);
  return json({ ...answer, ...refreshOf(play, fresh), refresh_token_expires_at });
}

type Next = Pick<Token, "app" | "person" | "scopes" | "family" | "longLived">;

/** `longLived` marks a 365-day refresh token; an access token lives 30 days either way. */
const startAccess = (play: Play, next: Next): Token =>
  issueToken(play, {
    ...next,
    value: `pina_${play.secret(100)}`,
    kind: "access",
    longLived: false,
    lifetimeSeconds: accessSeconds,
  });

const startRefresh = (play: Play, next: Next): Token =>
  issueToken(play, {
    ...next,
    value: `pinr.${play.secret(100)}`,
    kind: "refresh",
    lifetimeSeconds: next.longLived ? legacySeconds : continuousSeconds,
  });

const answerOf = (access: Token, response_type: string) => ({
  access_token: access.value,
  response_type,
  token_type: "bearer",
  expires_in: accessSeconds,
  scope: access.scopes.join(" "),
});

const refreshOf = (play: Play, token: Token) => ({
  refresh_token: token.value,
  refresh_token_expires_in: Math.round(((token.expiresAt ?? 0) - play.now()) / 1000),
});

/** Whose token, code or app a call of these endpoints is about. */
export function subjectOf(play: Play, call: Call): { person?: string | undefined; app?: string | undefined } {
  const { tokens, codes } = play.state;
  const about = tokens[call.form.get("refresh_token") ?? ""] ?? codes[call.form.get("code") ?? ""];
  return { person: about?.person, app: about?.app ?? basicOf(call).id };
}
