import { expiryAfter, type TokenAnswer } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import { createHash } from "node:crypto";
import type { Asking } from "../kit/asking.ts";
import { NetworkFailure } from "../network.ts";
import type { Call, Consent, DanceReturn, DanceStart, LiveGrant, OAuth, Refusal } from "../network.ts";
import { readAnswer, readMe, serverUrl } from "./api.ts";
import { isHeld, scopes } from "./capabilities.ts";
import { hasForgottenUs } from "./diagnose/diagnose.ts";
import { asPerson } from "./profiles.ts";
import { tokenAnswer } from "./wire.ts";

/**
 * OAuth 2 with PKCE (servers before 4.3 overlook it), at the server where `servers.register` has registered us. Nothing refreshes, as
 * nothing ends by time. Source: methods/oauth, read 2026-11-22.
 */
export const oauth = { scopes, begin, refusal, finish, revoke } satisfies OAuth;

async function begin(call: Call, start: DanceStart) {
  await proveRegistration(call, start.redirectUri);
  const url = new URL(serverUrl(call, "/oauth/authorize"));
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: call.app.clientId,
    redirect_uri: start.redirectUri,
    // A subset of what was registered, or the server refuses: a broad registration is asked for as it was made.
    scope: call.app.settings["scope"] ?? start.scopes.join(" "),
    state: start.state,
    code_challenge: createHash("sha256").update(start.verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...(start.switchAccount ? { force_login: "true" } : {}),
  }).toString();
  return { url: url.href };
}

/** No code looks like this, so the exchange must fail; how, tells whether the server knows us. */
const madeUpCode = "latchkey-asks-whether-you-know-it";

/**
 * A server that has forgotten us would keep the person on an error page of its own, with no way back; one that is down would keep them
 * waiting. So it is asked first, by a request that changes nothing; whatever else it answers to that is no news.
 */
async function proveRegistration(call: Call, redirectUri: string): Promise<void> {
  try {
    await exchange({ call, act: "connect" }, { code: madeUpCode, redirect_uri: redirectUri });
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    const { status } = failure.evidence;
    if (hasForgottenUs(failure.diagnosis) || status === 0 || status >= 429 || failure.diagnosis.kind === "unreachable")
      throw failure;
  }
}

function exchange({ call, act }: Asking, form: Readonly<Record<string, string>>) {
  const { clientId, clientSecret } = call.app;
  return call.send(act, {
    url: serverUrl(call, "/oauth/token"),
    form: { grant_type: "authorization_code", client_id: clientId, client_secret: clientSecret, ...secretly(form) },
  });
}

const secretly = (form: Readonly<Record<string, string>>): Record<string, Secret> =>
  Object.fromEntries(Object.entries(form).map(([name, value]) => [name, Secret.of(value)]));

/** Hollo's refusals bring no `state`: then the server of ours finds no flow, and says so on a page of its own. */
function refusal(params: URLSearchParams): Refusal | undefined {
  const error = params.get("error")?.trim().slice(0, 100);
  if (!error) return undefined;
  const words = params.get("error_description")?.trim().slice(0, 300) || error;
  if (error === "access_denied") return { what: "cancelled", words };
  const isOurs = /^(unauthorized_client|invalid_(client|redirect_uri|scope|request))$/.test(error);
  return { what: isOurs ? "app_rejected" : "failed", words };
}

async function finish(call: Call, back: DanceReturn): Promise<Consent> {
  const asking: Asking = { call, act: "connect" };
  const answered = await exchange(asking, {
    code: back.params.get("code") ?? "",
    redirect_uri: back.redirectUri,
    code_verifier: back.verifier,
  });
  const token = readAnswer(asking, answered, tokenAnswer);
  const accessToken = Secret.of(token.access_token);
  // Absent means "as asked" (RFC 6749 §5.1).
  const held = token.scope?.split(/\s+/) ?? scopes;
  const answer: TokenAnswer = {
    tokens: { accessToken },
    tokenKind: "bearer",
    // Without `expires_in` there is no end: see NOTES.md, "Lifetimes". Programs that tell one are obeyed.
    accessExpiresAt: (token.expires_in ?? null) === null ? null : expiryAfter(call.now(), token.expires_in),
    scopesGranted: scopes.filter((scope) => isHeld(held, scope)),
    scopesDeclined: scopes.filter((scope) => !isHeld(held, scope)),
  };
  return { answer, person: asPerson(call, await readMe(asking, accessToken)) };
}

/** Mastodon gives out one token for one app, account and set of scopes: this ends it for every place that holds it. */
async function revoke(call: Call, grant: LiveGrant): Promise<void> {
  const { clientId, clientSecret } = call.app;
  const form = { client_id: clientId, client_secret: clientSecret, token: grant.tokens.accessToken };
  await call.send("revoke", { url: serverUrl(call, "/oauth/revoke"), form });
}
