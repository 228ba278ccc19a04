import { expiryAfter, refreshEndAfter, type Person, type TokenAnswer } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import type { z } from "zod";
import { readAs, judgeAnew, type Asking } from "../kit/asking.ts";
import { readStandardRefusal } from "../kit/refusal.ts";
import { untilKnown } from "../kit/until-known.ts";
import { NetworkFailure } from "../network.ts";
import type { Call, Consent, DanceReturn, DanceStart, LiveGrant, NetworkRequest, OAuth } from "../network.ts";
import { scopes, secretScopes } from "./capabilities.ts";
import { own, proveApp, read, readPinterestError, sendAsApp, siteHost } from "./api.ts";
import { accountAnswer, tokenAnswer } from "./wire.ts";

/**
 * Pinterest's dance: `state` and the app's secret guard it (no PKCE is documented), nothing makes it ask for another
 * login. Every refresh brings a new refresh token. Source: authentication guide (after 2025-09-25), read 2026-11-22.
 */
export const oauth = {
  scopes,
  begin,
  // The words of the callback are unconfirmed: those of the standard are read.
  refusal: (params) => readStandardRefusal(params, "Pinterest"),
  finish,
  refresh,
  revoke,
} satisfies OAuth;

/** The setting with which the operator asks for secret boards too. */
const wantsSecretBoards = ({ app }: Call): boolean => /^(yes|true|1)$/i.test(app.settings["secretBoards"] ?? "");

function begin(call: Call, start: DanceStart): Promise<{ readonly url: string }> {
  const asked = wantsSecretBoards(call) ? [...start.scopes, ...secretScopes] : start.scopes;
  const query = {
    client_id: call.app.clientId,
    redirect_uri: start.redirectUri,
    response_type: "code",
    scope: [...new Set(asked)].join(","),
    state: start.state,
  };
  return Promise.resolve({ url: `https://${siteHost}/oauth/?${new URLSearchParams(query).toString()}` });
}

async function finish(call: Call, back: DanceReturn): Promise<Consent> {
  const asking: Asking = { call, act: "connect" };
  const code = Secret.of(back.params.get("code") ?? "");
  const form = {
    grant_type: "authorization_code",
    code,
    redirect_uri: back.redirectUri,
    // For apps registered before 2025-09-25: without it they get tokens that end after 365 days, whatever is done.
    continuous_refresh: "true",
  };
  const answer = asTokenAnswer(call, await askForTokens(asking, form, own.codeRefused));
  return { answer, person: await readPerson(asking, answer.tokens.accessToken) };
}

/**
 * Rotates both tokens. What becomes of the old ones at that moment is not documented: the caller holds the lease and saves
 * before anything else. An answer without a new refresh token is the older kind: the one at hand stays and its end is final.
 */
async function refresh(call: Call, grant: LiveGrant): Promise<TokenAnswer> {
  const { refreshToken } = grant.tokens;
  if (!refreshToken) throw new Error("A Pinterest grant without a refresh token.");
  const isOver = grant.refreshExpiresAt && grant.refreshExpiresAt <= call.now();
  const form = { grant_type: "refresh_token", refresh_token: refreshToken };
  const refused = isOver ? own.refreshOver : own.refreshRefused;
  const answer = asTokenAnswer(call, await askForTokens({ call, act: "token-refresh" }, form, refused));
  const fresh = answer.tokens.refreshToken?.reveal();
  const isRotated = fresh !== undefined && fresh !== refreshToken.reveal();
  return { ...answer, endsAt: isRotated ? null : (answer.refreshExpiresAt ?? grant.refreshExpiresAt) };
}

/**
 * Pinterest answers 401/2 whether our secret is wrong or what we showed is dead, so a refusal is followed by the question
 * whether the app is known. Only then does it count against the person's grant.
 */
async function askForTokens(asking: Asking, form: NetworkRequest["form"] & object, refused: string) {
  try {
    return readAs(asking, await sendAsApp(asking, "/oauth/token", form), tokenAnswer);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || !isAmbiguous(failure)) throw failure;
    await untilKnown(asking, proveApp(asking));
    return judgeAnew(asking, failure, refused);
  }
}

/** A refusal of the exchange itself; one that names our app (401/3) or comes from a server in trouble needs no question. */
function isAmbiguous({ diagnosis, evidence }: NetworkFailure): boolean {
  if (evidence.status !== 400 && evidence.status !== 401) return false;
  const isOpen = diagnosis.kind === "grant-revoked" || diagnosis.kind === "unrecognised";
  return isOpen && readPinterestError(evidence) !== undefined;
}

function asTokenAnswer(call: Call, told: z.output<typeof tokenAnswer>): TokenAnswer {
  const { refresh_token, refresh_token_expires_in, refresh_token_expires_at } = told;
  const now = call.now();
  return {
    tokens: {
      accessToken: Secret.of(told.access_token),
      refreshToken: refresh_token === undefined ? undefined : Secret.of(refresh_token),
    },
    tokenKind: "bearer",
    accessExpiresAt: expiryAfter(now, told.expires_in),
    refreshExpiresAt: refreshEndAfter(now, refresh_token_expires_in) ?? refresh_token_expires_at,
    scopesGranted: told.scope,
  };
}

async function readPerson(asking: Asking, token: Secret): Promise<Person> {
  const account = readAs(asking, await read(asking, "/user_account", { token }), accountAnswer);
  const { id, username, business_name, profile_image } = account;
  return { remoteId: id, name: business_name ?? username, handle: username, avatarUrl: profile_image };
}

/**
 * Tried once, with the token that keeps the grant alive. Pinterest documents the call for tokens of system users and
 * answers 403 for people's: then only they can remove the app, in their settings (OpenAPI v5.23.0, read 2026-11-22).
 */
async function revoke(call: Call, grant: LiveGrant): Promise<void> {
  const { accessToken, refreshToken } = grant.tokens;
  const form = refreshToken
    ? { token: refreshToken, token_type_hint: "refresh_token" }
    : { token: accessToken, token_type_hint: "access_token" };
  try {
    await sendAsApp({ call, act: "revoke" }, "/oauth/token/revoke", form);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || failure.evidence.status !== 403) throw failure;
  }
}
