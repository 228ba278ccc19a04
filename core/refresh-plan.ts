import { addSeconds } from "./backoff.ts";
import type { Cause } from "./diagnosis.ts";
import type { Expiries } from "./grant.ts";

/**
 * How a network lets a grant live on.
 * - `rotating`: every refresh spends the refresh token and gives a new one (X, Bluesky, TikTok).
 * - `renewable`: a refresh token that stays valid over refreshes (Google).
 * - `extending`: the access token itself is exchanged for a longer one (Threads, Instagram).
 * - `fixed`: nothing extends it, a person must come back (a Facebook user token).
 * - `none`: it does not end by time (Mastodon, a Facebook Page token).
 */
export interface RefreshPolicy {
  readonly model: "rotating" | "renewable" | "extending" | "fixed" | "none";
  /** A token with less life than this is refreshed before it is handed out. Seconds. */
  readonly handOutSeconds: number;
  /** Share of the life of what would die of disuse (refresh token, or the extending token) after which we refresh unasked. */
  readonly keepaliveShare: number;
  /** Where the network names no end of the refresh token: refresh at the latest after this much disuse. Seconds. */
  readonly idleSeconds: number;
  /** A token younger than this cannot be refreshed (Instagram: 24 h). Seconds. */
  readonly minimumAgeSeconds: number;
  /** How long an access token lives by the network's documents, for answers that do not tell; absent where it is not documented. Seconds. */
  readonly accessSeconds?: number;
  /** How long a refresh may take there, all its requests together, where the installation's own limit is not shorter. Seconds. */
  readonly deadlineSeconds?: number;
  /** Why the hard end of a whole grant comes (`endsAt`), where people know it by a name of its own: `yearly_renewal_due`. */
  readonly endsCause?: Cause;
  readonly source: string;
}

export interface RefreshSubject extends Expiries {
  readonly issuedAt: Date;
  readonly hasRefreshToken: boolean;
}

export type RefreshPlan = { readonly at: Date } | { readonly never: "fixed_life" | "no_expiry" | "no_refresh_token" };

/**
 * When a grant is refreshed unasked: late and rarely (P14), with jitter so that a thousand grants issued together do not
 * come due together. Reads refresh earlier when the token at hand is spent: see `isSpent`.
 * @param fraction chance in [0,1): moves the moment up to 10 % of the life earlier
 */
export function planRefresh(subject: RefreshSubject, policy: RefreshPolicy, fraction: number): RefreshPlan {
  if (policy.model === "none") return { never: "no_expiry" };
  if (policy.model === "fixed") return { never: "fixed_life" };
  if (policy.model !== "extending" && !subject.hasRefreshToken) return { never: "no_refresh_token" };
  if (livesToTheEnd(subject)) return { never: "fixed_life" };
  const earliest = addSeconds(subject.issuedAt, policy.minimumAgeSeconds);
  const at = keepaliveAt(subject, policy, fraction);
  return { at: at < earliest ? earliest : at };
}

/** The token at hand lives as long as the whole grant: no refresh brings a fresher one (LinkedIn in its last 60 days). */
export function livesToTheEnd({ accessExpiresAt, endsAt }: Expiries): boolean {
  return Boolean(accessExpiresAt && endsAt && accessExpiresAt >= addSeconds(endsAt, -60));
}

function keepaliveAt(subject: RefreshSubject, policy: RefreshPolicy, fraction: number): Date {
  const end = policy.model === "extending" ? subject.accessExpiresAt : subject.refreshExpiresAt;
  // An end before the issue was not told of this token: planning by it would refresh without a pause.
  const lifeSeconds =
    end && end > subject.issuedAt
      ? (end.getTime() - subject.issuedAt.getTime()) / 1000
      : policy.idleSeconds / policy.keepaliveShare;
  const share = policy.keepaliveShare - 0.1 * fraction * policy.keepaliveShare;
  return addSeconds(subject.issuedAt, lifeSeconds * share);
}

/** Whether the token at hand has too little life left to be handed out. A token without a known end counts as good. */
export function isSpent(expiries: Expiries, policy: RefreshPolicy, now: Date): boolean {
  if (!expiries.accessExpiresAt || livesToTheEnd(expiries)) return false;
  return expiries.accessExpiresAt <= addSeconds(now, policy.handOutSeconds);
}

/** Whether the token at hand has really ended: unlike a spent one it is of no use even when refreshing fails (P3). */
export function isEnded(expiries: Expiries, now: Date): boolean {
  return Boolean(expiries.accessExpiresAt && expiries.accessExpiresAt <= now);
}
