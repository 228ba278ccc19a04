import { endTokens, findAuthorization, issueToken, type Page, type Play, type Token } from "#simulator/play.ts";
import { accountOf, accounts, isShut, standingOf, type Account } from "./accounts.ts";
import type { Authentication } from "./client-auth.ts";
import type { livesOf } from "./clients.ts";

/** What one consent began: it lives on through all its tokens, and they end with it. Kept in the notes of the account's page. */
export interface Session {
  readonly id: string;
  readonly client: string;
  /** Bound to how its client proves itself, and to the key of its proofs. */
  readonly auth: Authentication;
  readonly jkt: string;
  readonly person: string;
  readonly scope: string;
  readonly issuer: string;
  readonly startedAt: number;
  /** The code that it came from: shown again, it ends the session. */
  readonly code: string;
}

/** Sessions of an account, by id. Nobody else writes into these notes. */
export function sessionsOf({ notes }: Page): Record<string, Session> {
  notes["sessions"] ??= {};
  return notes["sessions"] as Record<string, Session>;
}

export function startSession(play: Play, page: Page, wanted: Omit<Session, "id" | "startedAt">): Session {
  const session = { ...wanted, id: `ses-${play.secret(22)}`, startedAt: play.now() };
  sessionsOf(page)[session.id] = session;
  return session;
}

export function endSession(play: Play, page: Page, id: string, reason: string): void {
  delete sessionsOf(page)[id];
  endTokens(play, reason, (token) => token.family === id);
}

/** Where a token belongs; undefined once its session has ended. */
export interface Belonging {
  readonly token: Token;
  readonly session: Session;
  readonly account: Account;
}

export function belongingOf(play: Play, token: Token | undefined): Belonging | undefined {
  const account = token && accountOf(play, token.page);
  const session = account && sessionsOf(account.page)[token?.family ?? ""];
  return token && session ? { token, session, account } : undefined;
}

/**
 * Ends what moderation, deletion or the removal of an app has ended since the last call. A change of the password ends browser
 * logins and app passwords but no session: `updateAccountPassword` of @atproto/pds 0.5.35, by which an operator's and a person's
 * own change both go, deletes the refresh tokens of password logins only (source read 2026-11-22; bsky.social's own is not published).
 */
export function catchUp(play: Play): void {
  for (const token of Object.values(play.state.tokens))
    if (token.ended?.reason === "password_changed") token.ended = null;
  for (const account of accounts(play)) {
    const { page } = account;
    const shut = isShut(standingOf(play, account));
    for (const session of Object.values(sessionsOf(page))) {
      if (shut) endSession(play, page, session.id, "account_shut");
      else if (!isAllowed(play, session)) endSession(play, page, session.id, "revoked");
    }
  }
}

/** Taken away by the person, and perhaps given again since: then for other sessions. */
function isAllowed(play: Play, { client, person, startedAt, id }: Session): boolean {
  const consent = findAuthorization(play, { id: client }, { id: person });
  const isEnded = Object.values(play.state.tokens).some((token) => token.family === id && token.ended !== null);
  return consent !== undefined && consent.since <= startedAt && !isEnded;
}

/** The next pair of a session. The access token before it is forgotten, however young. */
export function issuePair(
  play: Play,
  account: Account,
  session: Session,
  lives: ReturnType<typeof livesOf>,
): { access: Token; refresh: Token; seconds: number } {
  const { tokens } = play.state;
  for (const { value, family, kind } of Object.values(tokens))
    if (family === session.id && kind === "access") delete tokens[value];
  const left = Math.floor((session.startedAt - play.now()) / 1000 + lives.session);
  const seconds = Math.min(lives.access, left);
  const shared = {
    app: session.client,
    person: session.person,
    page: account.page.id,
    scopes: session.scope.split(" "),
    family: session.id,
  };
  const access = issueToken(play, {
    ...shared,
    kind: "access",
    lifetimeSeconds: seconds,
    value: accessToken(play, account, session, seconds),
  });
  const refresh = issueToken(play, {
    ...shared,
    kind: "refresh",
    lifetimeSeconds: lives.refresh,
    value: `ref-${play.secret(43)}`,
  });
  return { access, refresh, seconds };
}

/** Looks like the real one, a JWT of type at+jwt; apps must not look inside, so nothing in it counts. */
function accessToken(play: Play, { did, pds }: Account, session: Session, seconds: number): string {
  const issuedAt = Math.floor(play.now() / 1000);
  const parts = [
    { typ: "at+jwt", alg: "ES256K" },
    {
      jti: `tok-${play.secret(32).toLowerCase()}`,
      sub: did,
      iat: issuedAt,
      exp: issuedAt + seconds,
      aud: `did:web:${pds}`,
      cnf: { jkt: session.jkt },
      client_id: session.client,
    },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return [...parts, play.secret(86)].join(".");
}

/** Spends a refresh token: it is known from now on as one that was used. */
export function spend(play: Play, token: Token): void {
  token.spentAt = play.now();
}
