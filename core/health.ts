import { addSeconds, backoffSeconds, type Backoff } from "./backoff.ts";
import { canExpire, isTemporary, type Cause, type Diagnosis } from "./diagnosis.ts";
import type { Ruling } from "./outage.ts";

/**
 * Health of a grant or an access. `unverified`: never proved. `live`: proved. `suspect`: an authorisation failure was
 * seen, a second look is due. `dead`: proved not to work. `ended`: a person here disconnected it.
 */
export const healthStates = ["unverified", "live", "suspect", "dead", "ended"] as const;
export type HealthState = (typeof healthStates)[number];

export interface Health {
  readonly state: HealthState;
  readonly cause: Cause | null;
  /** Since when the state holds. */
  readonly since: Date;
  /** Failures in a row that time alone repairs; they never change `state`. */
  readonly troubles: number;
}

export interface HealthPolicy {
  /** Pause between the first look and the second. Seconds. */
  readonly secondLookSeconds: number;
  readonly backoff: Backoff;
  /** Whether this refusal may be a verdict, by what is known of the others there (`core/outage.ts`). */
  readonly ruling: Ruling;
  /** When it was first refused, where that was before it became `suspect`: by a refresh while the token at hand still worked. */
  readonly refusedSince?: Date | undefined;
}

export interface Judgement {
  readonly health: Health;
  /** When to look again; `undefined`: at the ordinary interval. */
  readonly lookAgainAt: Date | undefined;
  /** The state became `dead` by this judgement. */
  readonly died: boolean;
}

/** A proof that it works, by a real call, clears everything but an end set by a person. */
export function proved(health: Health, now: Date): Health {
  if (health.state === "ended") return health;
  const since = health.state === "live" ? health.since : now;
  return { state: "live", cause: null, since, troubles: 0 };
}

/**
 * Design rule 1: a verdict needs proof. Temporary and unrecognised answers never change the state; an authorisation
 * cause makes `suspect` first and `dead` when seen again after the pause, or at once where the answer leaves no doubt.
 * @param fraction chance in [0,1) for the backoff
 */
export function judge(
  health: Health,
  diagnosis: Diagnosis,
  policy: HealthPolicy,
  now: Date,
  fraction: number,
): Judgement {
  if (health.state === "ended") return unchanged(health, undefined);
  if (isTemporary(diagnosis)) return temporary(health, diagnosis, policy, now, fraction);
  if (!canExpire(diagnosis)) return unchanged(health, addSeconds(now, policy.secondLookSeconds));
  if (health.state === "dead") return unchanged({ ...health, cause: diagnosis.cause }, undefined);
  return authorisationFailure(health, diagnosis, policy, now);
}

function unchanged(health: Health, lookAgainAt: Date | undefined): Judgement {
  return { health, lookAgainAt, died: false };
}

function temporary(health: Health, diagnosis: Diagnosis, policy: HealthPolicy, now: Date, fraction: number): Judgement {
  const waited = addSeconds(now, backoffSeconds(policy.backoff, health.troubles, fraction));
  const lookAgainAt = diagnosis.until && diagnosis.until > now ? diagnosis.until : waited;
  return unchanged({ ...health, troubles: health.troubles + 1 }, lookAgainAt);
}

/** While verdicts are paused a few are asked by lot for all; the others wait for so long. Seconds. */
export const pausedSeconds = 900;

function authorisationFailure(health: Health, diagnosis: Diagnosis, policy: HealthPolicy, now: Date): Judgement {
  const isFirst = health.state !== "suspect";
  const suspect: Health = isFirst ? { state: "suspect", cause: diagnosis.cause, since: now, troubles: 0 } : health;
  if (policy.ruling === "pause") return unchanged(suspect, addSeconds(now, pausedSeconds));
  const { refusedSince = suspect.since } = policy;
  const firstAt = refusedSince < suspect.since ? refusedSince : suspect.since;
  const due = addSeconds(firstAt, policy.secondLookSeconds);
  const isSeen = diagnosis.confidence === "certain" || now >= due;
  if (isSeen && policy.ruling === "pronounce") return dead(diagnosis, health, now);
  return unchanged(suspect, now < due ? due : addSeconds(now, patienceSeconds(suspect, policy, now)));
}

/** Whoever waits for a witness asks again less and less often; a witness brings the next call forward. */
function patienceSeconds({ since }: Health, policy: HealthPolicy, now: Date): number {
  const waited = (now.getTime() - since.getTime()) / 1000;
  return Math.max(policy.secondLookSeconds, Math.min(waited, policy.backoff.longestSeconds));
}

function dead(diagnosis: Diagnosis, health: Health, now: Date): Judgement {
  const since = health.state === "suspect" ? health.since : now;
  return { health: { state: "dead", cause: diagnosis.cause, since, troubles: 0 }, lookAgainAt: undefined, died: true };
}
