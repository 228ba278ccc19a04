import type { Secret } from "./secret.ts";

/** The secret half of a grant. `extra` is what else a network's dance needs to keep (a DPoP key, an OAuth 1.0a token secret). */
export interface Tokens {
  readonly accessToken: Secret;
  readonly refreshToken?: Secret | undefined;
  readonly extra?: Secret | undefined;
}

export type TokenKind = "bearer" | "dpop" | "oauth1";

/**
 * When things end, as the network told us. `null` = told to be without end; `undefined` = not told.
 * `endsAt` is the hard end of the whole grant, whatever is refreshed; `dataAccessEndsAt` Meta's 90 days of inactivity.
 */
export interface Expiries {
  readonly accessExpiresAt?: Date | null | undefined;
  /** Nobody told `accessExpiresAt`: it is the lifetime that the network documents, reckoned from the issue. */
  readonly accessAssumed?: true | undefined;
  readonly refreshExpiresAt?: Date | null | undefined;
  readonly endsAt?: Date | null | undefined;
  readonly dataAccessEndsAt?: Date | null | undefined;
}

/** A token answer as we keep it: absolute expiries, scopes held. */
export interface TokenAnswer extends Expiries {
  readonly tokens: Tokens;
  readonly tokenKind: TokenKind;
  readonly scopesGranted?: readonly string[] | undefined;
  readonly scopesDeclined?: readonly string[] | undefined;
}

/** The person who authorised: the token setter. */
export interface Person {
  readonly remoteId: string;
  readonly name: string;
  readonly handle?: string | undefined;
  readonly avatarUrl?: string | undefined;
}

/** Nothing is ever overwritten with blank (P18): what the new answer does not carry stays as it was. */
export function mergeTokens(old: Tokens, fresh: Tokens): Tokens {
  return {
    accessToken: isBlank(fresh.accessToken) ? old.accessToken : fresh.accessToken,
    refreshToken: isBlank(fresh.refreshToken) ? old.refreshToken : fresh.refreshToken,
    extra: isBlank(fresh.extra) ? old.extra : fresh.extra,
  };
}

function isBlank(secret: Secret | undefined): boolean {
  return secret === undefined || secret.reveal() === "";
}

/** Takes the new expiries where the network told any, keeps the old ones where it was silent. */
export function mergeExpiries(old: Expiries, fresh: Expiries, now: Date): Expiries {
  const accessExpiresAt = told(fresh.accessExpiresAt, undefined, now);
  return {
    accessExpiresAt,
    ...(accessExpiresAt && fresh.accessAssumed ? { accessAssumed: true } : {}),
    refreshExpiresAt: told(fresh.refreshExpiresAt, old.refreshExpiresAt, now),
    endsAt: told(fresh.endsAt, old.endsAt, now),
    dataAccessEndsAt: told(fresh.dataAccessEndsAt, old.dataAccessEndsAt, now),
  };
}

function told(fresh: Date | null | undefined, old: Date | null | undefined, now: Date): Date | null | undefined {
  if (fresh === null) return null;
  return plausibleExpiry(fresh, now) ?? old;
}

const longestPlausibleLife = 5 * 365 * 86_400_000;

/**
 * An expiry that can be true: a valid date, at most five years ahead. Others (the year 2058 of P19, NaN, the
 * epoch) are refused as "not told". Longest documented life: two years (Bluesky session, confidential client).
 */
export function plausibleExpiry(expiry: Date | undefined, now: Date): Date | undefined {
  if (!expiry || Number.isNaN(expiry.getTime())) return undefined;
  if (expiry.getTime() > now.getTime() + longestPlausibleLife) return undefined;
  return expiry.getTime() <= 86_400_000 ? undefined : expiry;
}

/** Where the network told no end of its access token, the documented lifetime is assumed, and marked as such: a dead token is not lent as endless. */
export function withAssumedEnd(expiries: Expiries, documentedSeconds: number | undefined, now: Date): Expiries {
  if (expiries.accessExpiresAt !== undefined || documentedSeconds === undefined) return expiries;
  const accessExpiresAt = new Date(now.getTime() + documentedSeconds * 1000);
  return { ...expiries, accessExpiresAt, accessAssumed: true };
}

/** A number of seconds as networks write it: a number, or its digits as a text. Anything else tells nothing. */
export function secondsTold(value: unknown): number | undefined {
  const seconds = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return typeof seconds === "number" && Number.isFinite(seconds) ? seconds : undefined;
}

/** `expires_in` of a token answer as a moment; absent stays absent, nonsense becomes absent. 0 and less: it has ended. */
export function expiryAfter(now: Date, expiresIn: unknown): Date | undefined {
  const seconds = secondsTold(expiresIn);
  if (seconds === undefined) return undefined;
  return plausibleExpiry(new Date(now.getTime() + Math.max(0, seconds) * 1000), now);
}

/** The same of a refresh token: one that was given out just now has not ended, so 0 and less tell nothing. */
export function refreshEndAfter(now: Date, expiresIn: unknown): Date | undefined {
  const seconds = secondsTold(expiresIn);
  return seconds !== undefined && seconds > 0 ? expiryAfter(now, seconds) : undefined;
}

/** A refresh must move the expiry, or it failed (P10). One that is over already moves nothing; one that nobody told cannot be judged. */
export function movedExpiry(old: Expiries, fresh: Expiries, now: Date): boolean {
  if (!fresh.accessExpiresAt || fresh.accessAssumed) return true;
  if (fresh.accessExpiresAt <= now) return false;
  return !old.accessExpiresAt || fresh.accessExpiresAt > old.accessExpiresAt;
}
