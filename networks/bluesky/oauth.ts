import type { NodeSavedState, TokenSet } from "@atproto/oauth-client-node";
import { AppError } from "#core/app-error.ts";
import type { TokenAnswer, Tokens } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import { NetworkFailure } from "../network.ts";
import type { Call, Consent, DanceReturn, DanceStart, LiveGrant, OAuth, Refusal } from "../network.ts";
import {
  clientIdentity,
  dpopAlgorithm,
  handleResolver,
  isLibraryError,
  openLibrary,
  scopes,
  type ClientIdentity,
} from "./api.ts";
import { causes, judge, lastRefusal, listen, type Listener } from "./listen.ts";
import { failForAccount, keptIn, openSession, readSession, serverOf, toTokenAnswer, type Kept } from "./session.ts";
import { brokenHandle } from "./wire.ts";

/** Everything that the callback needs, sealed by the server in between; another process may take it up. */
interface KeptDance {
  readonly identity: ClientIdentity;
  /** The library's own name for the dance; the network carries ours. */
  readonly state: string;
  readonly saved: NodeSavedState;
}

/** The whole dance of Bluesky: PAR, PKCE and DPoP by the library, what lasts by us. */
export const oauth = { scopes, begin, refusal, finish, refresh, revoke, retire: revoke, lend } satisfies OAuth;

async function begin(call: Call, start: DanceStart) {
  const identity = await clientIdentity(call.publicUrl, start.redirectUri);
  const listener = listen(call, "connect", start.state);
  const { client, states } = await openLibrary({ call, listener }, identity, handleResolver);
  const prompt = start.switchAccount ? "login" : start.rerequest ? "consent" : undefined;
  let url: URL;
  try {
    url = await client.authorize(whose(start), {
      scope: start.scopes.join(" "),
      redirect_uri: identity.redirectUri,
      ...(prompt && { prompt }),
    });
  } catch (error) {
    failForIdentifier(start, listener, error);
    judge({ call, act: "connect" }, listener, error);
  }
  const [entry] = states;
  if (!entry) throw new Error("The library kept no state.");
  const dance: KeptDance = { identity, state: entry[0], saved: entry[1] };
  return { url: url.href, keep: Secret.of(JSON.stringify(dance)) };
}

/** Servers of Bluesky's own share this door; who goes through it says there which account is meant. */
const entryway = "https://bsky.social";

/** The account to ask for, as a DID, a handle or the address of a server. */
function whose({ identifier, expected, switchAccount }: DanceStart): string {
  // A renewal goes by DID: the handle that we remember may be somebody else's by now.
  if (expected && !switchAccount) return expected.remoteId;
  return identifier?.trim() ? asAccount(identifier) : entryway;
}

/** What people paste: `@anna.example`, a profile's address, a handle between the direction marks that apps put there. */
function asAccount(typed: string): string {
  const text = typed.replaceAll(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\s]/g, "").replace(/^@/, "");
  return /^https?:\/\/bsky\.app\/profile\/([^/?#]+)/i.exec(text)?.[1] ?? text;
}

/** A name that leads to no account is the typist's mistake, unless a server was in trouble. */
function failForIdentifier(start: DanceStart, listener: Listener, error: unknown): void {
  const typed = start.identifier?.trim();
  const unheard = causes(error).some((one) => one instanceof NetworkFailure);
  const inTrouble = unheard || (lastRefusal(listener)?.status ?? 0) >= 429;
  if (!typed || inTrouble || !isLibraryError("OAuthResolverError", error)) return;
  throw new AppError("invalid_input", `No account was found for “${typed}”. Enter a handle such as anna.bsky.social.`);
}

function refusal(params: URLSearchParams): Refusal | undefined {
  const error = params.get("error")?.trim();
  if (!error) return undefined;
  const words = params.get("error_description")?.trim() || error;
  // The reference server answers access_denied too when the request has expired or the account is deactivated; only its words tell. 2026-11-22.
  if (error === "access_denied") return { what: /expired|deactivated/i.test(words) ? "failed" : "cancelled", words };
  const isOurs = /^(unauthorized_client|invalid_(client|redirect_uri|scope|request))/.test(error);
  return { what: isOurs ? "app_rejected" : "failed", words };
}

async function finish(call: Call, back: DanceReturn): Promise<Consent> {
  if (!back.keep) throw new Error("The dance came back without what was kept for it.");
  const dance: KeptDance = JSON.parse(back.keep.reveal());
  const listener = listen(call, "connect");
  const { client, states, sessions } = await openLibrary({ call, listener }, dance.identity);
  states.set(dance.state, dance.saved);
  const params = new URLSearchParams(back.params);
  params.set("state", dance.state);
  try {
    // With an empty session store: the library would revoke the person's former session here, which must live on until
    // the new one is proved.
    await client.callback(params, { redirect_uri: dance.identity.redirectUri });
  } catch (error) {
    judge({ call, act: "connect" }, listener, error);
  }
  const [session] = sessions.values();
  if (!session) throw new Error("The library kept no session.");
  const answer = toTokenAnswer(session, { ...dance.identity, startedAt: call.now().toISOString() }, { call, listener });
  return { answer, person: await readPerson(call, answer.tokens) };
}

/** The person behind a fresh session. A session that cannot be used is not left behind at the network. */
async function readPerson(call: Call, tokens: Tokens) {
  try {
    const { did, handle } = await readSession(call, "connect", tokens);
    return handle === brokenHandle ? { remoteId: did, name: did } : { remoteId: did, name: handle, handle };
  } catch (failure) {
    await Promise.allSettled([endSession(call, tokens)]); // whether that works or not, the first failure is the news
    throw failure;
  }
}

/** Spends the one-time refresh token: the caller holds the lease on the grant. A replay ends the whole session. */
async function refresh(call: Call, grant: LiveGrant): Promise<TokenAnswer> {
  const session = await openSession(call, "token-refresh", grant.tokens);
  const { kept, listener } = session;
  const { dpopJwk, authMethod } = kept;
  try {
    const server = await serverOf(session);
    const tokenSet = await server.refresh(spendable(grant.tokens, kept));
    return toTokenAnswer({ tokenSet, dpopJwk, authMethod }, kept, { call, listener });
  } catch (error) {
    if (isLibraryError("OAuthResponseError", error) && error.error === "invalid_grant")
      await failForAccount(call, "token-refresh", grant.tokens);
    judge({ call, act: "token-refresh" }, listener, error);
  }
}

function spendable(tokens: Tokens, { iss, aud, sub, scope }: Kept): TokenSet {
  if (!tokens.refreshToken) throw new Error("A Bluesky grant without a refresh token.");
  const refresh_token = tokens.refreshToken.reveal();
  return { iss, aud, sub, scope, refresh_token, access_token: tokens.accessToken.reveal(), token_type: "DPoP" };
}

/** One grant is one session at Bluesky, so ending a grant and retiring a replaced one are the same. */
async function revoke(call: Call, grant: LiveGrant): Promise<void> {
  await endSession(call, grant.tokens);
}

/** A DPoP token is worth nothing without its key, and works at the account's own server only. */
function lend(grant: LiveGrant) {
  const { dpopJwk, aud } = keptIn(grant.tokens);
  return { dpopKey: { ...dpopJwk, alg: dpopAlgorithm }, audience: new URL(aud).origin };
}

async function endSession(call: Call, tokens: Tokens): Promise<void> {
  const session = await openSession(call, "revoke", tokens);
  const { refreshToken = tokens.accessToken } = tokens;
  try {
    const server = await serverOf(session);
    // Not `server.revoke`, which hides refusals.
    await server.request("revocation", { token: refreshToken.reveal() });
  } catch (error) {
    judge({ call, act: "revoke" }, session.listener, error);
  }
}
