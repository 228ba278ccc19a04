import { createHash } from "node:crypto";
import { endTokens, findAuthorization, issueToken, json, rotate, spendCode } from "#simulator/play.ts";
import type { Answer, App, Call, Play, Token } from "#simulator/play.ts";
import { familyOf } from "./accounts.ts";
import { clientOf, livingAccount } from "./bearer.ts";
import { errors, Refusal } from "./errors.ts";

const accessSeconds = 7200;
/** "Six months" is often quoted and nowhere documented (fact sheet §1). */
const refreshSeconds = 182 * 24 * 3600;

/** `POST /2/oauth2/token`; fact sheet §1. */
export function tokenEndpoint(play: Play, call: Call): Answer {
  const app = clientOf(play, call);
  const grantType = call.form.get("grant_type");
  if (grantType === "authorization_code") return redeem(play, call, app);
  if (grantType === "refresh_token") return refresh(play, call, app);
  throw new Refusal(grantType === null ? errors.missing("grant_type") : errors.grantType);
}

function redeem(play: Play, { form }: Call, app: App): Answer {
  for (const name of ["code", "redirect_uri", "code_verifier"])
    if (!form.get(name)) throw new Refusal(errors.missing(name));
  const value = form.get("code") ?? "";
  const account = Object.values(play.state.pages).find((one) => challengesOf(one.notes)[value] !== undefined);
  const challenge = account && challengesOf(account.notes)[value];
  if (!account || challenge !== challengeOf(form.get("code_verifier") ?? "")) throw new Refusal(errors.code);
  const verdict = spendCode(play, value, { app: app.id, redirectUri: form.get("redirect_uri") ?? "" });
  if ("problem" in verdict) throw new Refusal(errors.code);
  const { person, scopes } = verdict.code;
  const next = { app: app.id, person, scopes, family: familyOf(play, account) };
  const access = issueToken(play, { ...next, kind: "access", lifetimeSeconds: accessSeconds });
  if (!scopes.includes("offline.access")) return json(answerOf(access));
  const fresh = issueToken(play, { ...next, kind: "refresh", lifetimeSeconds: refreshSeconds });
  return json({ ...answerOf(access), refresh_token: fresh.value });
}

/** What was shown at the consent must be what the verifier makes: RFC 7636 §4.6, S256. */
export const challengeOf = (verifier: string): string => createHash("sha256").update(verifier).digest("base64url");

/** Challenges are kept with the account that the code is for, under the code. */
export const challengesOf = (notes: Record<string, unknown>): Record<string, unknown> =>
  (notes.challenges ??= {}) as Record<string, unknown>;

/** Every refresh spends the token shown; one that was spent before ends the newest pair as well. */
function refresh(play: Play, call: Call, app: App): Answer {
  const value = call.form.get("refresh_token");
  if (!value) throw new Refusal(errors.missing("refresh_token"));
  const old = play.state.tokens[value];
  if (!old || !livingAccount(play, old)) throw new Refusal(errors.token);
  const pair = rotate(play, value, { app: app.id, accessSeconds, refreshSeconds });
  if ("problem" in pair) throw new Refusal(errors.token);
  const consent = findAuthorization(play, app, { id: old.person });
  for (const fresh of [pair.access, pair.refresh])
    fresh.scopes = fresh.scopes.filter((scope) => consent?.scopes[scope] === "granted");
  return json({ ...answerOf(pair.access), refresh_token: pair.refresh.value });
}

const answerOf = (access: Token) => ({
  token_type: "bearer",
  expires_in: accessSeconds,
  access_token: access.value,
  scope: access.scopes.join(" "),
});

/**
 * `POST /2/oauth2/revoke`: fact sheet §6, the answer unconfirmed. A refresh token takes its family along, an access token
 * goes alone: the less comfortable of two readings.
 */
export function revokeEndpoint(play: Play, call: Call): Answer {
  const app = clientOf(play, call);
  const token = play.state.tokens[call.form.get("token") ?? ""];
  if (!token || token.app !== app.id || token.ended) throw new Refusal(errors.token);
  const dies = (one: Token) => one === token || (token.kind === "refresh" && one.family === token.family);
  endTokens(play, "revoked_by_app", dies);
  return json({ revoked: true });
}
