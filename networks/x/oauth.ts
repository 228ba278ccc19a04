import { createHash } from "node:crypto";
import { expiryAfter, type TokenAnswer } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import { readAs, judgeAnew, type Asking } from "../kit/asking.ts";
import { readStandardRefusal } from "../kit/refusal.ts";
import { untilKnown } from "../kit/until-known.ts";
import { NetworkFailure } from "../network.ts";
import type { Call, Consent, DanceReturn, DanceStart, LiveGrant, NetworkRequest, OAuth } from "../network.ts";
import { asPerson } from "./profile.ts";
import { own, readMe, readXError, sendAsApp, siteHost, tokenRefused } from "./api.ts";
import { scopes } from "./capabilities.ts";
import { proveApp } from "./prove-app.ts";
import { tokenAnswer } from "./wire.ts";

/**
 * X's dance: the authorisation code flow with PKCE, as a confidential client. Every refresh spends the refresh token.
 * Nothing makes X ask for another login. Source: OAuth 2.0 guide (2026-08-22), read 2026-11-22; NOTES.md, "The dance".
 */
export const oauth = {
  scopes,
  begin,
  // The words of the callback are unconfirmed: those of the standard are read.
  refusal: (params) => readStandardRefusal(params, "X"),
  finish,
  refresh,
  revoke,
} satisfies OAuth;

function begin(call: Call, start: DanceStart) {
  const query = {
    response_type: "code",
    client_id: call.app.clientId,
    redirect_uri: start.redirectUri,
    scope: start.scopes.join(" "),
    state: start.state,
    code_challenge: createHash("sha256").update(start.verifier).digest("base64url"),
    code_challenge_method: "S256",
  };
  // X's own sample separates scopes with %20, where URLSearchParams writes a plus sign.
  const text = new URLSearchParams(query).toString().replaceAll("+", "%20");
  const keep = Secret.of(JSON.stringify(start.scopes));
  return Promise.resolve({ url: `https://${siteHost}/i/oauth2/authorize?${text}`, keep });
}

/** The code lives 30 seconds, so it is exchanged before anything else. */
async function finish(call: Call, back: DanceReturn): Promise<Consent> {
  const asking: Asking = { call, act: "connect" };
  const exchanged = await askForTokens(asking, {
    grant_type: "authorization_code",
    code: Secret.of(back.params.get("code") ?? ""),
    redirect_uri: back.redirectUri,
    code_verifier: Secret.of(back.verifier),
  });
  const granted = exchanged.scopesGranted;
  const scopesDeclined = granted && asked(back.keep).filter((scope) => !granted.includes(scope));
  const { me } = await readMe(asking, exchanged.tokens.accessToken);
  return { answer: { ...exchanged, scopesDeclined }, person: asPerson(me) };
}

function asked(keep: Secret | undefined): readonly string[] {
  return keep ? (JSON.parse(keep.reveal()) as readonly string[]) : [];
}

/**
 * Spends the refresh token: shown a second time it is refused, and the newest pair may die with it. The caller holds the
 * lease and saves before anything else.
 */
async function refresh(call: Call, grant: LiveGrant): Promise<TokenAnswer> {
  const { refreshToken } = grant.tokens;
  if (!refreshToken) throw new Error("An X grant without a refresh token.");
  const asking: Asking = { call, act: "token-refresh" };
  try {
    return await askForTokens(asking, { grant_type: "refresh_token", refresh_token: refreshToken });
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || !isAmbiguous(failure)) throw failure;
    await untilKnown(asking, proveApp(asking));
    return judgeAnew(asking, failure, own.refreshRefused);
  }
}

/**
 * `invalid_request` on a refresh is what X says of a dead token, and of an app that is not set up as we were told. One
 * that names the app in its words has said enough; every other is followed by the question whether the app is known.
 */
function isAmbiguous({ diagnosis, evidence }: NetworkFailure): boolean {
  if (evidence.status !== 400 && evidence.status !== 401) return false;
  const { code } = readXError(evidence) ?? {};
  return diagnosis.kind !== "app-rejected" && typeof code === "string" && tokenRefused.includes(code);
}

/** The end of a refresh token is told nowhere, so none is stored; `policy.refresh.idleSeconds` keeps it from lying idle. */
async function askForTokens(asking: Asking, form: NetworkRequest["form"] & object): Promise<TokenAnswer> {
  const told = readAs(asking, await sendAsApp(asking, "/oauth2/token", form), tokenAnswer);
  return {
    tokens: {
      accessToken: Secret.of(told.access_token),
      refreshToken: told.refresh_token === undefined ? undefined : Secret.of(told.refresh_token),
    },
    tokenKind: "bearer",
    accessExpiresAt: expiryAfter(asking.call.now(), told.expires_in),
    scopesGranted: told.scope,
  };
}

/**
 * The refresh token first: it is what keeps the grant alive. Whether its end takes the access token along is not
 * documented, so that one is ended too; where X does not know it any more, that is what we wanted.
 */
async function revoke(call: Call, { tokens, accessExpiresAt }: LiveGrant): Promise<void> {
  const asking: Asking = { call, act: "revoke" };
  const { accessToken, refreshToken } = tokens;
  if (refreshToken) await endToken(asking, refreshToken);
  if (!accessExpiresAt || accessExpiresAt > call.now()) await endToken(asking, accessToken);
}

async function endToken(asking: Asking, token: Secret): Promise<void> {
  try {
    await sendAsApp(asking, "/oauth2/revoke", { token });
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || !isUnknownToken(failure)) throw failure;
  }
}

function isUnknownToken({ evidence }: NetworkFailure): boolean {
  const { code, words = "" } = readXError(evidence) ?? {};
  return evidence.status === 400 && code === "invalid_request" && /value passed for the token/i.test(words);
}
