import type { NodeSavedSession, OAuthServerAgent, TokenSet } from "@atproto/oauth-client-node";
import { canExpire, type Act } from "#core/diagnosis.ts";
import { expiryAfter, type TokenAnswer, type Tokens } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import { NetworkFailure, type Call } from "../network.ts";
import { loadLibrary, openLibrary, type ClientIdentity, type LibraryUse } from "./api.ts";
import { judge, listen, type Listener } from "./listen.ts";
import { repoStatus, sessionAnswer, tokenLife, type SessionAnswer } from "./wire.ts";

/** What a session needs besides its two tokens; sealed with them as `tokens.extra`. */
export interface Kept extends ClientIdentity, Pick<NodeSavedSession, "dpopJwk" | "authMethod"> {
  readonly iss: string;
  /** Address of the PDS: the audience of the access token. */
  readonly aud: string;
  readonly sub: TokenSet["sub"];
  readonly scope: TokenSet["scope"];
  /** ISO date of the consent: the session's hard end counts from here. */
  readonly startedAt: string;
}

const day = 86_400;
const year = 365.25 * day;

/**
 * Seconds, by how our client proves itself. Reference server: `oauth-constants.ts` of @atproto/oauth-provider 0.22.9,
 * read 2026-11-22. The spec (atproto OAuth, 2026-08-20) lets servers give confidential clients more.
 */
export const lifetimes = {
  none: { refreshToken: 14 * day, session: 14 * day },
  private_key_jwt: { refreshToken: year / 4, session: 2 * year },
} as const;

/** What was sealed by `toTokenAnswer`, and therefore is of that shape. */
export function keptIn(tokens: Tokens): Kept {
  if (!tokens.extra) throw new Error("A Bluesky grant without its session.");
  return JSON.parse(tokens.extra.reveal());
}

/** A session as the library leaves it, as the token answer that is kept: nothing of it stays in the library. */
export function toTokenAnswer(
  session: NodeSavedSession,
  origin: ClientIdentity & Pick<Kept, "startedAt">,
  { call, listener }: { readonly call: Pick<Call, "now">; readonly listener: Listener },
): TokenAnswer {
  const { tokenSet, dpopJwk, authMethod } = session;
  const { iss, aud, sub, scope } = tokenSet;
  const { clientId, redirectUri, startedAt } = origin;
  const kept: Kept = { clientId, redirectUri, startedAt, iss, aud, sub, scope, dpopJwk, authMethod };
  const life = lifetimes[authMethod.method];
  return {
    tokens: {
      accessToken: Secret.of(tokenSet.access_token),
      refreshToken: tokenSet.refresh_token === undefined ? undefined : Secret.of(tokenSet.refresh_token),
      extra: Secret.of(JSON.stringify(kept)),
    },
    tokenKind: "dpop",
    scopesGranted: scope.split(" "),
    accessExpiresAt: expiryAfter(call.now(), accessLifeSeconds(listener)),
    refreshExpiresAt: expiryAfter(call.now(), life.refreshToken),
    endsAt: expiryAfter(new Date(startedAt), life.session),
  };
}

/** From the token answer itself: the library's `expires_at` counts from its own clock. */
function accessLifeSeconds({ heard }: Listener): number | undefined {
  const answer = heard.findLast((one) => one.asked.method === "POST" && one.status === 200);
  return tokenLife.safeParse(answer?.body).data?.expires_in;
}

/** A grant in the library's hands for one act. */
export interface OpenSession {
  readonly kept: Kept;
  readonly library: LibraryUse;
  readonly listener: Listener;
}

export async function openSession(call: Call, act: Act, tokens: Tokens): Promise<OpenSession> {
  const kept = keptIn(tokens);
  const listener = listen(call, act);
  return { kept, listener, library: await openLibrary({ call, listener }, kept) };
}

/** The authorisation server of a grant. Unlike the library's sessions it does one thing when told, and keeps nothing. */
export async function serverOf({ kept, library }: OpenSession): Promise<OAuthServerAgent> {
  const { JoseKey } = await loadLibrary();
  const dpopKey = await JoseKey.fromJWK(kept.dpopJwk);
  return library.client.serverFactory.fromIssuer(kept.iss, kept.authMethod, dpopKey);
}

/**
 * Proves the access token by asking the PDS whose it is. Throws NetworkFailure, with the account's own trouble as its
 * reason where there is one.
 */
export async function readSession(call: Call, act: Act, tokens: Tokens): Promise<SessionAnswer> {
  const { kept, library, listener } = await openSession(call, act, tokens);
  // The library would refresh by itself, before the call when `expires_at` is near and after a 401 in any case. It is
  // given neither that date nor a refresh token: it cannot.
  const { iss, aud, sub, scope } = kept;
  const tokenSet = { iss, aud, sub, scope, access_token: tokens.accessToken.reveal(), token_type: "DPoP" } as const;
  library.sessions.set(sub, { tokenSet, dpopJwk: kept.dpopJwk, authMethod: kept.authMethod });
  try {
    const lent = await library.client.restore(sub, false);
    await lent.fetchHandler("/xrpc/com.atproto.server.getSession");
  } catch (error) {
    judge({ call, act }, listener, error);
  }
  const answer = listener.heard.at(-1);
  if (!answer) throw new Error("The library made no call.");
  if (answer.status === 401) await failForAccount(call, act, tokens);
  const parsed = sessionAnswer.safeParse(answer.body);
  if (answer.status !== 200 || !parsed.success || !parsed.data.active) call.fail(act, answer, answer.asked);
  return parsed.data;
}

/**
 * After a refusal: asks the PDS, without a token, what became of the account, and fails with that if it is the reason.
 * A taken-down account looks like a revoked session otherwise. Returns when it is not, or nothing is known.
 */
export async function failForAccount(call: Call, act: Act, tokens: Tokens): Promise<void> {
  const session = await openSession(call, act, tokens); // with ears of its own: the refusal must stay the last thing heard
  const pds = await currentPds(session);
  try {
    const url = new URL("/xrpc/com.atproto.sync.getRepoStatus", pds).href;
    const answer = await call.send(act, { url, query: { did: session.kept.sub } });
    const isInactive = repoStatus.safeParse(answer.body).data?.active === false;
    if (isInactive) call.fail(act, { ...answer, at: call.now() }, answer.asked);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    // A session outlives that its account is switched off: only what ends the grant as well explains the refusal.
    if (canExpire(failure.diagnosis) && failure.diagnosis.reach === "grant") throw failure;
  }
}

/** Accounts move between servers, and the old one calls them deactivated or deleted: ask where they are now. */
async function currentPds({ kept, library }: OpenSession): Promise<string> {
  try {
    const { pds } = await library.client.oauthResolver.resolveFromIdentity(kept.sub, { noCache: true });
    return pds.href;
  } catch {
    return kept.aud; // the directory does not answer: the last known server may still know
  }
}
