import { json, type Answer, type Call, type Code, type Play, type Token } from "#simulator/play.ts";
import { accountOf, type Account } from "./accounts.ts";
import { openAsking, type Asking, type Authentication } from "./client-auth.ts";
import { livesOf } from "./clients.ts";
import { sha256 } from "./proofs.ts";
import { refuseOAuth } from "./refusals.ts";
import type { PushedRequest } from "./requests.ts";
import { belongingOf, endSession, issuePair, sessionsOf, spend, startSession, type Session } from "./sessions.ts";

/** A request that somebody said yes to; the only scope of a code, as JSON. */
export interface Allowed extends PushedRequest {
  readonly page: string;
}

const refuse = (why: string) => refuseOAuth("invalid_grant", why);
const codeChallengeMs = 86_400_000;

/** `POST /oauth/token`. */
export async function token(play: Play, call: Call): Promise<Answer> {
  const asking = await openAsking(play, call);
  const kind = call.form.get("grant_type");
  if (kind === "authorization_code") return exchange(play, call, asking);
  if (kind === "refresh_token") return refresh(play, call, asking);
  throw refuse(`Grant type "${kind}" is not supported by the server`);
}

function exchange(play: Play, { form, host }: Call, asking: Asking): Answer {
  const kept = play.state.codes[form.get("code") ?? ""];
  if (!kept?.value.startsWith("cod-") || kept.usedAt !== null) throw replayedCode(play, kept);
  kept.usedAt = play.now();
  if (kept.expiresAt <= play.now()) throw refuse("This code has expired");
  const allowed = JSON.parse(kept.scopes[0] ?? "{}") as Allowed;
  const account = accountOf(play, allowed.page);
  if (!account || allowed.issuer !== host) throw refuse("Invalid code");
  compare(asking, allowed);
  if (allowed.redirectUri !== form.get("redirect_uri"))
    throw refuse("The redirect_uri parameter must match the one used in the authorization request");
  checkVerifier(play, kept, allowed.challenge, form.get("code_verifier") ?? "");
  const { client, auth, jkt = "" } = asking;
  const { issuer, scope } = allowed;
  const { person, value: code } = kept;
  const session = startSession(play, account.page, { client: client.id, auth, jkt, issuer, scope, person, code });
  return answerPair(play, account, session, asking);
}

/** Somebody else may hold the first answer: whatever came of it ends. */
function replayedCode(play: Play, code: Code | undefined) {
  const page = code?.scopes[0] === undefined ? undefined : (JSON.parse(code.scopes[0]) as Partial<Allowed>).page;
  const account = accountOf(play, page ?? null);
  for (const session of account ? Object.values(sessionsOf(account.page)) : [])
    if (account && session.code === code?.value) endSession(play, account.page, session.id, "code_replayed");
  return refuse("Invalid code");
}

function checkVerifier(play: Play, kept: Code, challenge: string, verifier: string): void {
  if (verifier === "") throw refuse("code_verifier is required");
  if (verifier.length < 43) throw refuse("code_verifier too short");
  if (sha256(verifier) !== challenge) throw refuse("Invalid code_verifier");
  const isOld = Object.values(play.state.codes).some(
    (one) =>
      one !== kept &&
      one.usedAt !== null &&
      one.usedAt + codeChallengeMs > play.now() &&
      (JSON.parse(one.scopes[0] ?? "{}") as Partial<Allowed>).challenge === challenge,
  );
  if (isOld) throw refuse("Code challenge already used");
}

/** Whoever comes must be the one that began. */
function compare(
  { client, auth, jkt }: Asking,
  began: Pick<Session, "client" | "auth"> & { jkt: string | undefined },
): void {
  if (began.client !== client.id) throw refuse("Token was not issued to this client");
  if (began.jkt !== undefined && began.jkt !== jkt) throw refuse("DPoP proof does not match the expected JKT");
  if (began.auth.method === "none") return; // a public client may become a confidential one
  if (auth.method === "none") throw refuse("Client authentication method mismatch (expected private_key_jwt)");
  if (!isSameKey(auth, began.auth))
    throw refuse("The session was initiated with a different key than the client assertion currently used");
}

const isSameKey = (one: Authentication, other: Authentication): boolean =>
  one.method === "private_key_jwt" &&
  other.method === "private_key_jwt" &&
  one.kid === other.kid &&
  one.jkt === other.jkt;

/** One use for each refresh token; whatever goes wrong with a good one ends the session (reference server, oauth-provider). */
function refresh(play: Play, { form, host }: Call, asking: Asking): Answer {
  const known = play.state.tokens[form.get("refresh_token") ?? ""];
  const belonging = known?.kind === "refresh" ? belongingOf(play, known) : undefined;
  if (!belonging || belonging.session.issuer !== host || isLiedAbout(play, belonging.token))
    throw refuse("Invalid refresh token");
  const { session, account } = belonging;
  const end = (why: string) => {
    endSession(play, account.page, session.id, "refused");
    return refuse(why);
  };
  if (belonging.token.spentAt !== null) throw end("Refresh token replayed");
  try {
    compare(asking, session);
  } catch (refusal) {
    endSession(play, account.page, session.id, "refused");
    throw refusal;
  }
  if (session.startedAt + livesOf(asking.client).session * 1000 <= play.now()) throw end("Session expired");
  if ((belonging.token.expiresAt ?? 0) <= play.now()) throw end("Refresh token expired");
  spend(play, belonging.token);
  return answerPair(play, account, session, asking);
}

/** Switches that lie: the books say otherwise, the server's mouth says no. */
function isLiedAbout(play: Play, { app, person, page }: Token): boolean {
  const seen = { app, person, page: page ?? undefined };
  return (["revoked", "signed_out", "role_lost", "page_unticked"] as const).some((kind) => play.fault(kind, seen));
}

function answerPair(play: Play, account: Account, session: Session, { client }: Asking): Answer {
  const { access, refresh: next, seconds } = issuePair(play, account, session, livesOf(client));
  return json({
    access_token: access.value,
    token_type: "DPoP",
    refresh_token: next.value,
    scope: session.scope,
    expires_in: seconds - 1,
    sub: account.did,
  });
}

/** `POST /oauth/revoke`: the same answer for what never was a token, and for what is somebody else's. */
export async function revoke(play: Play, call: Call): Promise<Answer> {
  const asking = await openAsking(play, call);
  const belonging = belongingOf(play, play.state.tokens[call.form.get("token") ?? ""]);
  if (belonging && belonging.session.client === asking.client.id && belonging.session.jkt === asking.jkt)
    endSession(play, belonging.account.page, belonging.session.id, "revoked");
  return json({});
}
