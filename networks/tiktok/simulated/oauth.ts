import { createHash } from "node:crypto";
import { findAuthorization, json, spendCode, isDisabled } from "#simulator/play.ts";
import type { Answer, App, Call, Page, Play, Token } from "#simulator/play.ts";
import { findAccount, findClient, openId } from "./accounts.ts";
import { OAuthRefusal, oauthRefused } from "./answers.ts";
import { openSession, removeAccount } from "./bearer.ts";
import { isOn } from "./switches.ts";
import { rotatePair, startPair, type Pair } from "./tokens.ts";

const malformed = (): OAuthRefusal => new OAuthRefusal("invalid_request", "The request parameters are malformed.");

/** `/v2/oauth/…`: flat answers, no envelope. */
export function answerOAuth(play: Play, call: Call, run: (play: Play, call: Call) => Answer): Answer {
  try {
    return run(play, call);
  } catch (refusal) {
    if (!(refusal instanceof OAuthRefusal)) throw refusal;
    const answer = oauthRefused(play, refusal);
    return isOn(findClient(play, call.form.get("client_key")), "errors-with-200") ? { ...answer, status: 200 } : answer;
  }
}

/** `/v2/oauth/token/`: a code, or a refresh token (fact sheet §1.2, §1.3). */
export function token(play: Play, call: Call): Answer {
  const app = clientOf(play, call);
  switch (call.form.get("grant_type")) {
    case "authorization_code":
      return answerPair(play, app, redeem(play, call, app));
    case "refresh_token":
      return answerPair(play, app, rotatePair(play, app, required(call, "refresh_token")));
    default:
      throw new OAuthRefusal("unsupported_grant_type", "The grant type is not supported by the authorization server.");
  }
}

function required(call: Call, name: string): string {
  const value = call.form.get(name);
  if (!value) throw malformed();
  return value;
}

function clientOf(play: Play, call: Call): App {
  if (!(call.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded")) throw malformed();
  const app = findClient(play, required(call, "client_key"));
  const isRight = app && call.form.get("client_secret") === app.secret;
  if (!isRight || play.fault("app_secret_changed", { app: app.id }))
    throw new OAuthRefusal("invalid_client", "Client key or secret is incorrect.", 401);
  if (isDisabled(play, app))
    throw new OAuthRefusal("unauthorized_client", "The client is not authorized to use this service.", 401);
  return app;
}

const codeDead = (): OAuthRefusal => new OAuthRefusal("invalid_grant", "Authorization code is expired.");

function redeem(play: Play, call: Call, app: App): Pair {
  const value = required(call, "code");
  const verdict = spendCode(play, value, { app: app.id, redirectUri: required(call, "redirect_uri") });
  if ("problem" in verdict && verdict.problem === "wrong_redirect")
    throw new OAuthRefusal("invalid_request", "Redirect_uri is not matched with the uri when requesting code.");
  if ("problem" in verdict) throw codeDead();
  const { account, challenge } = takeNote(play, value);
  if (challenge && challenge !== hexChallenge(call.form.get("code_verifier") ?? ""))
    throw new OAuthRefusal("invalid_request", "Code verifier or code challenge is invalid.");
  const { person, scopes } = verdict.code;
  if (!findAuthorization(play, app, { id: person }) || !findAccount(play, account)) throw codeDead();
  return startPair(play, app, { person, account, scopes });
}

/** Hexadecimal, where everybody else takes base64url (fact sheet §1.1). */
export const hexChallenge = (verifier: string): string => createHash("sha256").update(verifier).digest("hex");

/** What belongs to a code besides the kit's own fields; kept at the account, because codes have no notes of their own. */
type CodeNotes = Record<string, string | null>;

const notesOf = (account: Page): CodeNotes => (account.notes.codes ?? {}) as CodeNotes;

export function noteCode(account: Page, code: string, challenge: string | null): void {
  account.notes.codes = { ...notesOf(account), [hexChallenge(code)]: challenge };
}

function takeNote(play: Play, code: string): { account: string; challenge: string | null } {
  const key = hexChallenge(code);
  const account = Object.values(play.state.pages).find((one) => Object.hasOwn(notesOf(one), key));
  if (!account) throw codeDead();
  const { [key]: challenge = null, ...others } = notesOf(account);
  account.notes.codes = others;
  return { account: account.id, challenge };
}

const secondsLeft = (play: Play, one: Token): number =>
  Math.max(0, Math.round(((one.expiresAt ?? 0) - play.now()) / 1000));

function answerPair(play: Play, app: App, pair: Pair): Answer {
  return json({
    access_token: pair.access.value,
    expires_in: secondsLeft(play, pair.access),
    open_id: openId(app, { id: pair.account }),
    refresh_expires_in: secondsLeft(play, pair.refresh),
    refresh_token: pair.refresh.value,
    scope: pair.scopes.join(","),
    token_type: "Bearer",
  });
}

/** `/v2/oauth/revoke/`: 200 and nothing else (fact sheet §6). */
export function revoke(play: Play, call: Call): Answer {
  clientOf(play, call);
  const session = openSession(play, play.state.tokens[required(call, "token")], "access");
  if (!session) throw new OAuthRefusal("invalid_request", "The access token is invalid or expired.");
  removeAccount(play, session.authorization, session.account);
  return { status: 200, headers: { "content-type": "application/json; charset=utf-8" }, body: "" };
}
