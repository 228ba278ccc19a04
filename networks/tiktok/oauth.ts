import { createHash } from "node:crypto";
import { expiryAfter, refreshEndAfter, type TokenAnswer } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import { readAs, refuse, judgeAnew, type Asking } from "../kit/asking.ts";
import { NetworkFailure } from "../network.ts";
import type { Call, Consent, DanceReturn, DanceStart, LiveGrant, NetworkRequest, OAuth } from "../network.ts";
import { adAccount, refreshOver, sendAsClient, siteHost } from "./api.ts";
import { scopes } from "./capabilities.ts";
import { malformedRefresh } from "./diagnose/diagnose.ts";
import { refusal } from "./refusal.ts";
import { asPerson, readUser } from "./profile.ts";
import { advertiserAnswer, tokenAnswer, type TokenWire } from "./wire.ts";

/** TikTok's dance: Login Kit v2, an OAuth dialect with names of its own. Facts and sources: NOTES.md, "The dance". */
export const oauth = { scopes, begin, refusal, finish, refresh, revoke } satisfies OAuth;

/**
 * Always with `disable_auto_auth=1`: otherwise TikTok sends whoever agreed before straight back, with the account and the
 * switches of that time, although somebody wants to connect another account or to switch something on.
 */
function begin(call: Call, start: DanceStart) {
  const url = new URL(`https://${siteHost}/v2/auth/authorize/`);
  const query = {
    client_key: call.app.clientId,
    response_type: "code",
    scope: start.scopes.join(","),
    redirect_uri: start.redirectUri,
    state: start.state,
    disable_auto_auth: "1",
    ...(isDesktop(start.redirectUri) ? challenge(start.verifier) : {}),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return Promise.resolve({ url: url.href, keep: Secret.of(JSON.stringify(start.scopes)) });
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** An installation on somebody's own machine is a desktop app to TikTok: http is allowed, and PKCE is asked for. */
function isDesktop(redirectUri: string): boolean {
  return loopback.has(new URL(redirectUri).hostname);
}

/** The challenge is hexadecimal, where RFC 7636 §4.2 has base64url ("Login Kit for Desktop"). */
function challenge(verifier: string) {
  const code_challenge = createHash("sha256").update(verifier).digest("hex");
  return { code_challenge, code_challenge_method: "S256" };
}

async function finish(call: Call, back: DanceReturn): Promise<Consent> {
  const asking: Asking = { call, act: "connect" };
  const wire = await exchange(asking, {
    grant_type: "authorization_code",
    code: Secret.of(back.params.get("code") ?? ""),
    redirect_uri: back.redirectUri,
    code_verifier: isDesktop(back.redirectUri) ? Secret.of(back.verifier) : undefined,
  });
  const answer = toTokenAnswer(call, wire);
  const granted = answer.scopesGranted ?? listed(back.params.get("scopes"));
  const user = await readUser(asking, { token: answer.tokens.accessToken, scopes: granted });
  const declined = granted && asked(back.keep).filter((scope) => !granted.includes(scope));
  return { answer: { ...answer, scopesGranted: granted, scopesDeclined: declined }, person: asPerson(user) };
}

/** The callback says what was left switched on, too; the token's own list counts where there is one. */
function listed(joined: string | null): readonly string[] | undefined {
  return joined ? joined.split(",") : undefined;
}

function asked(keep: Secret | undefined): readonly string[] {
  return keep ? (JSON.parse(keep.reveal()) as readonly string[]) : [];
}

/** Spends the refresh token: the earlier one stops working, and showing it again ends what came of it. */
async function refresh(call: Call, grant: LiveGrant): Promise<TokenAnswer> {
  const asking: Asking = { call, act: "token-refresh" };
  try {
    return toTokenAnswer(call, await exchangeRefresh(asking, grant));
  } catch (failure) {
    if (failure instanceof NetworkFailure && isOver(failure, grant, call.now()))
      judgeAnew(asking, failure, refreshOver);
    throw failure;
  }
}

/** TikTok words every dead refresh token alike; that its time was over is told by the end it named itself. */
function isOver({ diagnosis }: NetworkFailure, grant: LiveGrant, now: Date): boolean {
  const end = grant.refreshExpiresAt ?? grant.endsAt;
  return diagnosis.kind === "grant-revoked" && Boolean(end && end <= now);
}

/** "Malformed" is sometimes said of a refresh that is right (postiz-app), so it is sent once more before it is believed. */
async function exchangeRefresh(asking: Asking, grant: LiveGrant): Promise<TokenWire> {
  const form = { grant_type: "refresh_token", refresh_token: grant.tokens.refreshToken };
  try {
    return await exchange(asking, form);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || failure.diagnosis.rule !== malformedRefresh) throw failure;
    return exchange(asking, form);
  }
}

async function exchange(asking: Asking, form: NetworkRequest["form"]): Promise<TokenWire> {
  const answer = await sendAsClient(asking, "/v2/oauth/token/", form);
  const advertiser = advertiserAnswer.safeParse(answer.body);
  if (advertiser.success) refuse(asking, answer, { code: adAccount, shown: {} });
  return readAs(asking, answer, tokenAnswer);
}

/**
 * Every end is the one that this answer names: 24 h and 365 d, or 2 h and 180 d, counted down from the first login or begun
 * anew with every refresh (all four are documented or recorded, NOTES.md). The refresh token's end is also the day by which
 * a person must have come back (R61); where TikTok moves it on, it moves on with the next answer.
 */
function toTokenAnswer(call: Call, wire: TokenWire): TokenAnswer {
  const end = refreshEndAfter(call.now(), wire.refresh_expires_in);
  return {
    tokens: {
      accessToken: Secret.of(wire.access_token),
      refreshToken: wire.refresh_token === undefined ? undefined : Secret.of(wire.refresh_token),
    },
    tokenKind: "bearer",
    accessExpiresAt: expiryAfter(call.now(), wire.expires_in),
    refreshExpiresAt: end,
    endsAt: end,
    scopesGranted: wire.scope,
  };
}

/** Takes the account's consent back. TikTok wants a living access token for it, so a dead one is refreshed first. */
async function revoke(call: Call, grant: LiveGrant): Promise<void> {
  const asking: Asking = { call, act: "revoke" };
  const isDead = grant.accessExpiresAt && grant.accessExpiresAt <= call.now();
  const token =
    isDead && grant.tokens.refreshToken
      ? Secret.of((await exchangeRefresh(asking, grant)).access_token)
      : grant.tokens.accessToken;
  await sendAsClient(asking, "/v2/oauth/revoke/", { token });
}
