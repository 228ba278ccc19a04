import { expiryAfter, type Person, type TokenAnswer } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import { readAs, type Asking } from "./asking.ts";
import type { Call, Consent, DanceReturn, DanceStart, Refusal } from "../network.ts";
import { dialogHost, graphVersion, readPermissions, send } from "./meta-calls.ts";
import { inspect, requireUserToken } from "./meta-inspect.ts";
import { personAnswer, tokenAnswer } from "./meta-wire.ts";

/**
 * Facebook's login, for Pages and for Instagram accounts linked to them: `state` and the app secret guard it (PKCE exists
 * in an OIDC variant "in testing" only), nothing refreshes. Sources: "Manually build a login flow" (2026-03-10), "Get
 * long-lived tokens" (2026-06-30), "Facebook Login for Business" (2026-05-05), read 2026-11-22.
 */
export function facebookDialog(call: Call, start: DanceStart): string {
  const url = new URL(`https://${dialogHost}/${graphVersion}/dialog/oauth`);
  const { configId } = call.app.settings;
  const query = {
    client_id: call.app.clientId,
    redirect_uri: start.redirectUri,
    state: start.state,
    response_type: "code",
    // Facebook Login for Business: the configuration replaces the list of scopes.
    ...(configId ? { config_id: configId } : { scope: start.scopes.join(",") }),
    ...authType(start),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * Without `rerequest` the dialog silently skips what was declined before (P32). `reauthenticate` asks the person who is
 * logged in for the password; it offers no other account ("Re-authentication"), so only an explicit switch sends it.
 */
function authType(start: DanceStart): { readonly auth_type?: string } {
  const types = [...(start.rerequest ? ["rerequest"] : []), ...(start.switchAccount ? ["reauthenticate"] : [])];
  return types.length > 0 ? { auth_type: types.join(",") } : {};
}

const notAllowed = "200";

/**
 * What Meta's logins bring back instead of a code. `error_code=200` beside the usual cancel: the app may not ask
 * (development mode, missing access). A refusal inside Facebook Login for Business looks the same (recorded, 2026), so the
 * words name both.
 */
export function readRefusal(params: URLSearchParams, name: string): Refusal | undefined {
  const said =
    params.get("error_description") ?? params.get("error_message") ?? params.get("error_reason") ?? params.get("error");
  const words = said?.slice(0, 300) || undefined;
  if (params.get("error_code") === notAllowed) return { what: "app_rejected", words: words ?? "Permissions error" };
  if (params.get("error_reason") === "user_denied" || params.get("error") === "access_denied")
    return { what: "cancelled", words: words ?? "user_denied" };
  if (params.has("error") || params.has("error_code"))
    return { what: "failed", words: words ?? `${name} named no reason.` };
  return params.get("code") ? undefined : { what: "failed", words: `${name} sent neither a code nor a reason.` };
}

/** Code → short token → long token → who, until when, what was granted. Page tokens live on only if made from a long token. */
export async function finishFacebookLogin(call: Call, back: DanceReturn): Promise<Consent> {
  const asking: Asking = { call, act: "connect" };
  const code = Secret.of(back.params.get("code") ?? "");
  const short = await exchange(asking, { redirect_uri: back.redirectUri, code });
  const swap = { grant_type: "fb_exchange_token", fb_exchange_token: Secret.of(short.access_token) };
  const long = await exchange(asking, swap);
  const token = Secret.of(long.access_token);
  const facts = requireUserToken(asking, await inspect(asking, token));
  const person = await readPerson(asking, token);
  const answer: TokenAnswer = {
    ...readPermissions(asking, await send(asking, { path: "/me/permissions", token })),
    tokens: { accessToken: token },
    tokenKind: "bearer",
    accessExpiresAt: facts.expires_at === undefined ? expiryAfter(call.now(), long.expires_in) : facts.expires_at,
    dataAccessEndsAt: facts.data_access_expires_at,
  };
  return { answer, person };
}

async function exchange(asking: Asking, query: Readonly<Record<string, string | Secret>>) {
  const { clientId, clientSecret } = asking.call.app;
  const app = { client_id: clientId, client_secret: clientSecret };
  const answer = await send(asking, { path: "/oauth/access_token", query: { ...app, ...query } });
  return readAs(asking, answer, tokenAnswer);
}

async function readPerson(asking: Asking, token: Secret): Promise<Person> {
  const answer = await send(asking, { path: "/me", token, query: { fields: "id,name,picture" } });
  const { id, name, picture } = readAs(asking, answer, personAnswer);
  return { remoteId: id, name, avatarUrl: picture };
}
