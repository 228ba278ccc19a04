import type { TokenAnswer } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import { readAs, type Asking } from "../kit/asking.ts";
import { asTokenAnswer, sendCode } from "../kit/meta-code.ts";
import { readRefusal } from "../kit/meta-login.ts";
import type { Call, Consent, DanceReturn, DanceStart, LiveGrant, OAuth, Refusal } from "../network.ts";
import { apiHost, askUnversioned, windowHost } from "./api.ts";
import { scopes } from "./capabilities.ts";
import { explained } from "./explain.ts";
import { inspect, type Inspection } from "./inspect.ts";
import { asPerson, readProfile } from "./profile.ts";
import { longTokenAnswer, shortTokenAnswer } from "./wire.ts";

/**
 * Code, short token, long token; no PKCE, no forced login and no revocation are documented. What is wrong with the request is
 * shown in the window and never sent back to us: then the flow simply runs out. Sources: "Get access tokens" (2026-08-12),
 * "Long-lived tokens", read 2026-11-22.
 */
export const oauth: OAuth = {
  scopes,
  begin: (call, start) => Promise.resolve({ url: windowAddress(call, start) }),
  refusal,
  finish,
  refresh,
};

/** There is no parameter that asks again for what was declined: the whole list is asked for every time. */
function windowAddress(call: Call, start: DanceStart): string {
  const url = new URL(`https://${windowHost}/oauth/authorize`);
  const query = {
    client_id: call.app.clientId,
    redirect_uri: start.redirectUri,
    response_type: "code",
    scope: start.scopes.join(","),
    state: start.state,
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** The documentation's own table spells it `acceess_denied`; its sample does not. */
function refusal(params: URLSearchParams): Refusal | undefined {
  const read = readRefusal(params, "Threads");
  return read && params.get("error") === "acceess_denied" ? { ...read, what: "cancelled" } : read;
}

/** Code → short token (an hour) → long token (60 days) → whose it is → what was granted, which only `debug_token` tells. */
async function finish(call: Call, back: DanceReturn): Promise<Consent> {
  const asking: Asking = { call, act: "connect" };
  const { access_token: short } = readAs(asking, await sendCode(asking, apiHost, back), shortTokenAnswer);
  const answer = await askUnversioned(asking, {
    path: "/access_token",
    token: Secret.of(short),
    query: { grant_type: "th_exchange_token", client_secret: call.app.clientSecret },
  });
  const fresh = asTokenAnswer(call, readAs(asking, answer, longTokenAnswer));
  const token = fresh.tokens.accessToken;
  const person = asPerson(await readProfile(asking, { token }));
  return { answer: { ...fresh, ...rightsOf(await inspect(asking, token)) }, person };
}

/** Scopes and the end of data access, where Threads tells; unknown stays unknown (P34). */
export function rightsOf(
  seen: Inspection | undefined,
): Pick<TokenAnswer, "scopesGranted" | "scopesDeclined" | "dataAccessEndsAt"> {
  if (!seen?.facts.is_valid) return {};
  const { scopes: granted, data_access_expires_at: dataAccessEndsAt } = seen.facts;
  const declined = granted && scopes.filter((scope) => !granted.includes(scope));
  return { scopesGranted: granted, scopesDeclined: declined, dataAccessEndsAt };
}

/** Sixty more days for a token that is at least 24 hours old and still lives; of private profiles too. */
function refresh(call: Call, grant: LiveGrant): Promise<TokenAnswer> {
  const asking: Asking = { call, act: "token-refresh" };
  return explained(asking, grant, async () => {
    const answer = await askUnversioned(asking, {
      path: "/refresh_access_token",
      token: grant.tokens.accessToken,
      query: { grant_type: "th_refresh_token" },
      tokenIssuedAt: grant.issuedAt,
    });
    return asTokenAnswer(call, readAs(asking, answer, longTokenAnswer));
  });
}
