import type { TokenAnswer } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import { readAs, type Asking } from "../kit/asking.ts";
import { asTokenAnswer, sendCode } from "../kit/meta-code.ts";
import { facebookDialog, finishFacebookLogin, readRefusal } from "../kit/meta-login.ts";
import { giveBack } from "../kit/meta-revoke.ts";
import type { Call, Consent, DanceReturn, DanceStart, LiveGrant, OAuth } from "../network.ts";
import { asPerson, readAccount } from "./profile.ts";
import { askUnversioned, codeHost, loginHost, wayOf } from "./api.ts";
import { loginScopes, pageScopes, sharedWithFacebook } from "./capabilities.ts";
import { longTokenAnswer, shortTokenAnswer } from "./wire.ts";

/**
 * Two dances. Through a Page it is Facebook's (kit/meta-login.ts). The Instagram login is its own: code, short token, long
 * token, each at another host, no PKCE documented; its long token is extended by itself. Sources: "Business Login"
 * (2026-03-13), reference/oauth-authorize and reference/refresh_access_token (2025-07-17), read 2026-11-22.
 */
export const oauth: OAuth = {
  scopes: [...new Set([...loginScopes, ...pageScopes])],
  begin: (call, start) =>
    Promise.resolve({ url: wayOf(call) === "page" ? pageDialog(call, start) : loginDialog(call, start) }),
  refusal: (params) => readRefusal(params, "Instagram"),
  finish: (call, back) => (wayOf(call) === "page" ? finishFacebookLogin(call, back) : finishLogin(call, back)),
  refresh,
  revoke,
};

/** Each way knows its own scopes only: one of the other's would end on a page of the network's, "Invalid Scopes". */
const own = (scopes: readonly string[], way: readonly string[]): string[] =>
  scopes.filter((scope) => way.includes(scope));

const pageDialog = (call: Call, start: DanceStart): string =>
  facebookDialog(call, { ...start, scopes: own(start.scopes, pageScopes) });

/** There is no parameter that asks again for what was declined: the whole list is asked for every time. */
function loginDialog(call: Call, start: DanceStart): string {
  const url = new URL(`https://${loginHost}/oauth/authorize`);
  const query = {
    client_id: call.app.clientId,
    redirect_uri: start.redirectUri,
    response_type: "code",
    scope: own(start.scopes, loginScopes).join(","),
    state: start.state,
    // Asks for a login even if somebody is signed in: the way to another account.
    ...(start.switchAccount ? { force_reauth: "true" } : {}),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** Code → short token (an hour) → long token (60 days) → whose it is. What was granted is told with the first one only. */
async function finishLogin(call: Call, back: DanceReturn): Promise<Consent> {
  const asking: Asking = { call, act: "connect" };
  const { access_token: short, permissions } = readAs(asking, await sendCode(asking, codeHost, back), shortTokenAnswer);
  const answer = await askUnversioned(asking, {
    path: "/access_token",
    token: Secret.of(short),
    query: { grant_type: "ig_exchange_token", client_secret: call.app.clientSecret },
  });
  const fresh = asTokenAnswer(call, readAs(asking, answer, longTokenAnswer));
  const account = await readAccount(asking, fresh.tokens.accessToken);
  const rights = permissions && {
    scopesGranted: permissions,
    scopesDeclined: loginScopes.filter((scope) => !permissions.includes(scope)),
  };
  return { answer: { ...fresh, ...rights }, person: asPerson(account) };
}

/**
 * Sixty more days for a token that is at least 24 hours old and still lives. A grant that came through a Page has nothing to
 * extend: its Page tokens have no end, and its user token keeps the one it has.
 */
async function refresh(call: Call, grant: LiveGrant): Promise<TokenAnswer> {
  const { tokens, tokenKind, accessExpiresAt, issuedAt } = grant;
  if (wayOf(call) === "page") return { tokens, tokenKind, accessExpiresAt };
  const asking: Asking = { call, act: "token-refresh" };
  const answer = await askUnversioned(asking, {
    path: "/refresh_access_token",
    token: tokens.accessToken,
    query: { grant_type: "ig_refresh_token" },
    tokenIssuedAt: issuedAt,
  });
  return asTokenAnswer(call, readAs(asking, answer, longTokenAnswer));
}

/** No revocation is documented for the Instagram login: its token is destroyed here, and people can remove the app at Instagram. */
async function revoke(call: Call, grant: LiveGrant): Promise<void> {
  if (wayOf(call) === "page") await giveBack(call, grant, { asked: pageScopes, shared: sharedWithFacebook });
}

/** The code is made up, so nothing can come of it; an unknown id or a wrong secret is refused before it is looked at (unconfirmed). */
export async function redeemNothing(call: Call): Promise<void> {
  const params = new URLSearchParams({ code: "latchkey-proves-the-app" });
  const asking: Asking = { call, act: "connect" };
  const answer = await sendCode(asking, codeHost, { params, redirectUri: `${call.publicUrl}/v1/oauth/callback` });
  readAs(asking, answer, shortTokenAnswer);
}
