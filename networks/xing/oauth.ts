import type { TokenAnswer } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import type { Asking } from "../kit/asking.ts";
import type { Answer, Call, Consent, DanceReturn, DanceStart, LiveGrant, OAuth, Refusal } from "../network.ts";
import { cardFields, pairOf, readForm, readMe, root, send } from "./api.ts";
import { scopes } from "./capabilities.ts";
import { otherAttempt } from "./diagnose/diagnose.ts";
import { asPerson } from "./profiles.ts";
import type { TokenPair } from "./sign.ts";
import { pairAnswer } from "./wire.ts";

/**
 * OAuth 1.0a: request token, consent, access token. No scopes, no PKCE, nothing to refresh and no way to revoke: the person
 * takes the app away on xing.com. Source: dev.xing.com/docs/authentication (stored page), read 2026-11-22; RFC 5849.
 */
export const oauth = { scopes, begin, refusal, finish, lend } satisfies OAuth;

async function begin(call: Call, start: DanceStart) {
  const pair = await askRequestToken({ call, act: "connect" }, callbackOf(start));
  const url = new URL(`${root}/authorize`);
  url.searchParams.set("oauth_token", pair.token.reveal());
  return { url: url.href, keep: keep(pair) };
}

/** OAuth 1.0a knows no `state`: it travels in the callback's own query, and XING adds to that what it has to say. */
function callbackOf({ redirectUri, state }: Pick<DanceStart, "redirectUri" | "state">): string {
  const callback = new URL(redirectUri);
  callback.searchParams.set("state", state);
  return callback.href;
}

/** Step 1. Answered 200 or 201 (unconfirmed which); any 2xx counts. */
export async function askRequestToken(asking: Asking, callback: string): Promise<TokenPair> {
  const handshake = { oauth_callback: callback };
  const answer = await send(asking, { method: "POST", path: "/request_token", handshake, expects: "text" });
  return readPair(asking, answer);
}

function readPair(asking: Asking, answer: Answer): TokenPair {
  const { oauth_token, oauth_token_secret } = readForm(asking, answer, pairAnswer);
  return { token: Secret.of(oauth_token), secret: Secret.of(oauth_token_secret) };
}

function keep({ token, secret }: TokenPair): Secret {
  return Secret.of(JSON.stringify({ token: token.reveal(), secret: secret.reveal() }));
}

function kept(back: DanceReturn): TokenPair {
  if (!back.keep) throw new Error("The dance came back without what was kept for it.");
  const { token, secret } = JSON.parse(back.keep.reveal()) as { token: string; secret: string };
  return { token: Secret.of(token), secret: Secret.of(secret) };
}

/**
 * A refusal brings no verifier; what else it brings is unconfirmed. `oauth_problem` (OAuth's Problem Reporting extension, 2008)
 * is what others of that time sent: one that names something else than a person's no is no cancelling.
 */
function refusal(params: URLSearchParams): Refusal | undefined {
  if (params.get("oauth_verifier")) return undefined;
  const problem = params.get("oauth_problem")?.trim().slice(0, 300);
  if (problem && !/^(user_refused|permission_denied)$/.test(problem)) return { what: "failed", words: problem };
  return { what: "cancelled", words: problem || "No access was allowed." };
}

/** Step 3, then who the person is. What has no end by XING's own word has none told here either: see NOTES.md, "Lifetimes". */
async function finish(call: Call, back: DanceReturn): Promise<Consent> {
  const asking: Asking = { call, act: "connect" };
  const begun = kept(back);
  if (back.params.get("oauth_token") !== begun.token.reveal()) failForOtherAttempt(asking, back);
  const exchange = {
    method: "POST",
    path: "/access_token",
    handshake: { oauth_verifier: back.params.get("oauth_verifier") ?? "" },
    pair: begun,
    expects: "text",
  } as const;
  const pair = readPair(asking, await send(asking, exchange));
  const answer: TokenAnswer = {
    tokens: { accessToken: pair.token, extra: pair.secret },
    tokenKind: "oauth1",
    // There are none to grant; "not told" would leave every profile in doubt for ever.
    scopesGranted: [],
    scopesDeclined: [],
  };
  return { answer, person: asPerson(await readMe(asking, pair, cardFields)) };
}

/** The callback of another handshake, in an older tab or slipped in by a stranger: its consent is not taken. */
function failForOtherAttempt({ call, act }: Asking, { redirectUri }: DanceReturn): never {
  const { host, pathname } = new URL(redirectUri);
  const seen = { status: 200, headers: {}, body: { error_name: otherAttempt }, at: call.now() };
  return call.fail(act, seen, { method: "GET", address: `${host}${pathname}` });
}

/** Every request is signed with both secrets, so whoever borrows the token needs the one beside it. */
function lend(grant: LiveGrant) {
  return { tokenSecret: pairOf(grant).secret };
}
