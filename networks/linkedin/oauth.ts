import { expiryAfter, refreshEndAfter, type TokenAnswer } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import type { z } from "zod";
import { readAs, judgeAnew } from "../kit/asking.ts";
import { NetworkFailure } from "../network.ts";
import type { Call, Consent, DanceReturn, DanceStart, LiveGrant, OAuth, Refusal } from "../network.ts";
import { asksForPages, memberScopes, scopes } from "./capabilities.ts";
import { inspect } from "./inspect.ts";
import { own, post, readMember, siteHost } from "./api.ts";
import { tokenAnswer } from "./wire.ts";

/**
 * LinkedIn's dance: `state` and the app secret guard it (PKCE exists for native apps by arrangement only), consent is all or
 * nothing, nothing makes LinkedIn ask for another login. Sources: "Authorization code flow", "Programmatic refresh tokens"
 * (learn.microsoft.com/linkedin/shared/authentication, 2025-05-31), read 2026-11-22.
 */
export const oauth = {
  scopes,
  begin: (call, start) => Promise.resolve({ url: authorizationUrl(call, start) }),
  refusal,
  finish,
  refresh,
  revoke,
} satisfies OAuth;

function authorizationUrl(call: Call, start: DanceStart): string {
  const url = new URL(`https://${siteHost}/oauth/v2/authorization`);
  const query = {
    response_type: "code",
    client_id: call.app.clientId,
    redirect_uri: start.redirectUri,
    state: start.state,
    scope: wholeSet(call, start).join(" "),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * Always the same whole set, whatever a single connection needs: another one would end every earlier token of this member,
 * in all workspaces and brands. Only the operator narrows it, for an app that may not ask for company pages (P36).
 */
function wholeSet({ app }: Call, start: DanceStart): readonly string[] {
  return asksForPages(app) ? [...new Set([...scopes, ...start.scopes])] : memberScopes;
}

const notOwned =
  "This LinkedIn app lacks a permission that we ask for. The operator adds the product “Community Management API” to it in " +
  "the Developer Portal, or sets “Company pages” to off, so that personal profiles connect without it.";

function refusal(params: URLSearchParams): Refusal | undefined {
  const error = params.get("error")?.trim();
  const said = params.get("error_description")?.trim().slice(0, 300) || error;
  if (error === "user_cancelled_login" || error === "user_cancelled_authorize")
    return { what: "cancelled", words: said ?? error };
  if (error === "unauthorized_scope_error")
    return { what: "app_rejected", words: said === error ? notOwned : `${notOwned} LinkedIn says: ${said}.` };
  if (error && /^(unauthorized_client|invalid_(client|client_id|redirect_uri|scope))$/.test(error))
    return { what: "app_rejected", words: said ?? error };
  if (error) return { what: "failed", words: said ?? error };
  return params.get("code") ? undefined : { what: "failed", words: "LinkedIn sent neither a code nor a reason." };
}

async function finish(call: Call, back: DanceReturn): Promise<Consent> {
  const code = Secret.of(back.params.get("code") ?? "");
  const fields = { grant_type: "authorization_code", code, redirect_uri: back.redirectUri };
  const first = readTokens(
    call,
    readAs({ call, act: "connect" }, await post({ call, act: "connect" }, "accessToken", fields), tokenAnswer),
  );
  const token = first.tokens.accessToken;
  const { member } = await readMember({ call, act: "connect", token, tokenIssuedAt: call.now() });
  return {
    answer: { ...first, scopesGranted: first.scopesGranted ?? (await readScopes(call, token)) },
    person: { remoteId: member.urn, name: member.name, avatarUrl: member.avatarUrl },
  };
}

/** Read back rather than assumed where the token answer is silent (P34). */
async function readScopes(call: Call, token: Secret): Promise<readonly string[] | undefined> {
  return (await inspect(call, "connect", token))?.facts.scope;
}

/**
 * The refresh token's end is the end of the grant: using it moves nothing, its seconds count down (R61). It is told as
 * `endsAt` alone, not as an end that disuse would bring. Without a refresh token the access token's own end is the end of
 * all (P26): people renew by hand before it.
 */
function readTokens(call: Call, told: z.output<typeof tokenAnswer>): TokenAnswer {
  const now = call.now();
  return {
    tokens: {
      accessToken: Secret.of(told.access_token),
      refreshToken: told.refresh_token === undefined ? undefined : Secret.of(told.refresh_token),
    },
    tokenKind: "bearer",
    accessExpiresAt: expiryAfter(now, told.expires_in),
    endsAt: refreshEndAfter(now, told.refresh_token_expires_in),
    scopesGranted: told.scope,
  };
}

/** LinkedIn's refresh token does not rotate, but whatever comes back is kept. */
async function refresh(call: Call, grant: LiveGrant): Promise<TokenAnswer> {
  const act = "token-refresh";
  const { refreshToken } = grant.tokens;
  const fields = { grant_type: "refresh_token", refresh_token: refreshToken };
  try {
    return readTokens(call, readAs({ call, act }, await post({ call, act }, "accessToken", fields), tokenAnswer));
  } catch (failure) {
    if (failure instanceof NetworkFailure && refreshToken) await failWithReason(call, refreshToken, failure);
    throw failure;
  }
}

export const refreshRefused = "linkedin/refresh-refused";

/** One text for "invalid, expired or revoked": introspection knows which, so that the yearly renewal is told from a removed app. */
async function failWithReason(call: Call, refreshToken: Secret, failure: NetworkFailure): Promise<void> {
  if (failure.diagnosis.rule !== refreshRefused) return;
  const asking = { call, act: "token-refresh" } as const;
  const status = await statusOf(call, refreshToken);
  if (status === "expired") judgeAnew(asking, failure, own.yearly);
  if (status === "revoked") judgeAnew(asking, failure, own.revoked);
}

async function statusOf(call: Call, token: Secret): Promise<string | undefined> {
  try {
    return (await inspect(call, "token-refresh", token))?.facts.status;
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    return undefined; // the refusal itself is the news; its evidence is kept
  }
}

/** Undocumented: one client uses this endpoint so (NOTES.md). The refresh token first, because the rest hangs on it. */
async function revoke(call: Call, { tokens }: LiveGrant): Promise<void> {
  for (const token of [tokens.refreshToken, tokens.accessToken])
    if (token) await post({ call, act: "revoke" }, "revoke", { token });
}
