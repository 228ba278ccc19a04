import { createHash } from "node:crypto";
import { expiryAfter, refreshEndAfter, type Person, type TokenAnswer } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import { readAs, judgeAnew, type Asking } from "./asking.ts";
import { NetworkFailure } from "../network.ts";
import type { Call, Consent, DanceReturn, DanceStart, LiveGrant, OAuth } from "../network.ts";
import { loginHost, readGoogleError, sendAsClient, tokenHost } from "./google-calls.ts";
import { endingOf, noteConsent } from "./google-ending.ts";
import { loginOf, readLogin, revokesAllOf } from "./google-login.ts";
import { refusal } from "./google-refusal.ts";
import { endedRule, tokenOver } from "./google-rows.ts";
import { tokenAnswer, type Login, type TokenWire } from "./google-wire.ts";

/** What a product brings to Google's dance. */
export interface GoogleProduct {
  readonly network: string;
  readonly scopes: readonly string[];
  /** Whose consent it is: the login, or the login with the one thing that the consent was for. */
  setter(asking: Asking, login: Login, answer: TokenAnswer): Person | Promise<Person>;
}

/** Google's dance: the standard with a few switches of its own. Facts and sources: networks/youtube/NOTES.md, "The dance". */
export function googleDance(product: GoogleProduct) {
  return {
    scopes: product.scopes,
    begin,
    refusal,
    finish: (call: Call, back: DanceReturn) => finish(product, call, back),
    refresh: (call: Call, grant: LiveGrant) => refresh(product, call, grant),
    revoke,
    loginOf,
    revokesAllOf,
  } satisfies OAuth;
}

/**
 * Always with both prompts: without `consent` Google names a refresh token at the first consent only, without
 * `select_account` it takes whoever is signed in.
 */
function begin(call: Call, start: DanceStart) {
  const url = new URL(`https://${loginHost}/o/oauth2/v2/auth`);
  const query = {
    client_id: call.app.clientId,
    redirect_uri: start.redirectUri,
    response_type: "code",
    scope: start.scopes.join(" "),
    state: start.state,
    access_type: "offline",
    prompt: "consent select_account",
    // A token reaches what this consent gave, and nothing that the person gave the same project for another purpose (P36).
    include_granted_scopes: "false",
    code_challenge: createHash("sha256").update(start.verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...(start.expected ? { login_hint: loginOf(start.expected.remoteId) } : {}),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return Promise.resolve({ url: url.href, keep: Secret.of(JSON.stringify(start.scopes)) });
}

async function finish(product: GoogleProduct, call: Call, back: DanceReturn): Promise<Consent> {
  const asking: Asking = { call, act: "connect" };
  const answer = await sendAsClient(asking, {
    grant_type: "authorization_code",
    code: Secret.of(back.params.get("code") ?? ""),
    redirect_uri: back.redirectUri,
    code_verifier: Secret.of(back.verifier),
  });
  const wire = readAs(asking, answer, tokenAnswer);
  const login = readLogin(asking, answer, wire);
  const told = toTokenAnswer(call, wire);
  const held = told.scopesGranted;
  const declined = held && asked(back.keep).filter((scope) => !held.includes(scope));
  const tokens = { ...told.tokens, extra: noteConsent(call.now()) };
  const person = await product.setter(asking, login, told);
  return { answer: { ...told, tokens, scopesDeclined: declined }, person };
}

function asked(keep: Secret | undefined): readonly string[] {
  return keep ? (JSON.parse(keep.reveal()) as readonly string[]) : [];
}

/** Spends nothing: the refresh token stays, so this may be asked again after an answer that was lost. */
async function refresh({ network }: GoogleProduct, call: Call, grant: LiveGrant): Promise<TokenAnswer> {
  const asking: Asking = { call, act: "token-refresh" };
  const form = { grant_type: "refresh_token", refresh_token: grant.tokens.refreshToken };
  try {
    return toTokenAnswer(call, readAs(asking, await sendAsClient(asking, form), tokenAnswer));
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || failure.diagnosis.rule !== `${network}/${endedRule}`) throw failure;
    const ending = endingOf(grant, call.now());
    return ending ? judgeAnew(asking, failure, ending) : Promise.reject(failure);
  }
}

/**
 * Dates and scopes as this answer names them. A told end of the refresh token is the end of the whole grant, because no
 * refresh moves it; an answer without a refresh token leaves the one at hand.
 */
function toTokenAnswer(call: Call, wire: TokenWire): TokenAnswer {
  const now = call.now();
  const end = refreshEndAfter(now, wire.refresh_token_expires_in);
  return {
    tokens: {
      accessToken: Secret.of(wire.access_token),
      refreshToken: wire.refresh_token === undefined ? undefined : Secret.of(wire.refresh_token),
    },
    tokenKind: "bearer",
    accessExpiresAt: expiryAfter(now, wire.expires_in),
    refreshExpiresAt: end,
    endsAt: end,
    scopesGranted: wire.scope,
  };
}

/**
 * Takes back everything that this login gave to the app's Cloud project, other products included (`revokesAllOf`): the caller asks
 * for it only when nothing of that is left. A token that is over already is as good as revoked.
 */
async function revoke(call: Call, grant: LiveGrant): Promise<void> {
  const { accessToken, refreshToken } = grant.tokens;
  try {
    await call.send("revoke", { url: `https://${tokenHost}/revoke`, form: { token: refreshToken ?? accessToken } });
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || readGoogleError(failure.evidence)?.code !== tokenOver) throw failure;
  }
}
