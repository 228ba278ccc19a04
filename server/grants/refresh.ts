import { addSeconds, backoffSeconds } from "#core/backoff.ts";
import { isTemporary, kindFacts, type Cause, type Diagnosis } from "#core/diagnosis.ts";
import { mergeExpiries, mergeTokens, movedExpiry, type TokenAnswer } from "#core/grant.ts";
import { newId } from "#core/id.ts";
import { isEnded, isSpent, planRefresh } from "#core/refresh-plan.ts";
import { NetworkFailure, type Network } from "#networks/network.ts";
import { appOf, isRefreshable } from "../networks/apps.ts";
import { withCall } from "../networks/call.ts";
import type { World } from "../world.ts";
import {
  beginAttempt,
  claimLease,
  endAttempt,
  findGrant,
  hasUnknownAttempt,
  releaseLease,
  saveRefreshed,
  saveRefreshTrouble,
  type StoredGrant,
} from "./queries.ts";
import { grantBinding, openGrant, openTokens, sealTokens } from "./tokens.ts";

/**
 * `due`: only if the plan says so. `needed`: the token at hand is spent. `rejected`: the network refused the token at hand.
 * `second-chance`: the grant is dead, and whether rightly is in doubt.
 */
export type RefreshReason = "due" | "needed" | "rejected" | "second-chance";

/**
 * `refreshed`: this call did it. `followed`: somebody else was at it, here or in another process; the grant is as they left it.
 * `unmoved`: the network answered, and the token lives no longer than before (P10). `postponed`: it failed lately, and the
 * next attempt is planned.
 */
export type RefreshOutcome =
  | {
      readonly outcome: "refreshed" | "followed" | "unmoved" | "not-needed" | "postponed";
      readonly grant: StoredGrant;
    }
  | { readonly outcome: "failed"; readonly grant: StoredGrant; readonly failure: NetworkFailure }
  /** Nothing refreshes this grant: no refresh at this network, no refresh token (P22), its tokens destroyed, or it is dead (R4). */
  | { readonly outcome: "impossible"; readonly grant: StoredGrant | undefined };

const backoff = { firstSeconds: 30, longestSeconds: 900 };
/** The lease outlasts the call's deadline by this much, so that the save still happens under it. Seconds. */
const leaseMarginSeconds = 30;

const inThisProcess = new WeakMap<World, Map<string, Promise<RefreshOutcome>>>();

/** Keeps a grant alive. Everybody in this process who asks at once shares one refresh; across processes the lease decides (design rule 3). */
export function refreshGrant(world: World, id: string, reason: RefreshReason): Promise<RefreshOutcome> {
  const running = inThisProcess.get(world) ?? new Map<string, Promise<RefreshOutcome>>();
  inThisProcess.set(world, running);
  const shared = running.get(id);
  if (shared) return shared.then(asFollower);
  const mine = refreshOrFollow(world, id, reason).finally(() => running.delete(id));
  running.set(id, mine);
  return mine;
}

/** What happened is told once, by whoever did it. */
function asFollower(result: RefreshOutcome): RefreshOutcome {
  return result.outcome === "impossible" ? result : { outcome: "followed", grant: result.grant };
}

/** Waits for refreshes in flight: a shutdown lets the answers be saved. */
export async function refreshesInFlight(world: World): Promise<void> {
  await Promise.allSettled(Array.from(inThisProcess.get(world)?.values() ?? []));
}

async function refreshOrFollow(world: World, id: string, reason: RefreshReason): Promise<RefreshOutcome> {
  const now = world.clock.now();
  const before = await findGrant(world.db, id);
  const network = before && world.networks.find(before.network);
  if (!before || !network || !(await isPossible(world, before, network, reason)))
    return { outcome: "impossible", grant: before };
  if (!isWanted(before, network, reason, now)) return { outcome: "not-needed", grant: before };
  if (isPostponed(before, reason, now)) return { outcome: "postponed", grant: before };
  const by = newId("refreshAttempt", now, world.random.bytes(13));
  const until = addSeconds(
    now,
    world.config.callDeadlineSeconds * (network.policy.refresh.requests ?? 1) + leaseMarginSeconds,
  );
  const grant = await claimLease(world.db, { id, by, now, until });
  if (!grant) return followWinner(world, before, reason);
  try {
    if (grant.version !== before.version) return { outcome: "followed", grant };
    return await refreshUnderLease(world, network, grant, by);
  } finally {
    await releaseLease(world.db, { id, by });
  }
}

/** It depends on the credential, not on the network's kind (P22); a dead grant is not asked for again (R4). */
async function isPossible(
  world: World,
  grant: StoredGrant,
  network: Network,
  reason: RefreshReason,
): Promise<boolean> {
  if (!network.oauth.refresh || grant.tokensSealed === null) return false;
  if (grant.health.state === "ended") return false;
  if (grant.health.state === "dead" && reason !== "second-chance") return false;
  if (network.about.ways && !isRefreshable(network, await appOf(world, grant.appId))) return false;
  if (network.policy.refresh.model === "extending") return true;
  return openTokens(world, grant.tokensSealed, grantBinding(grant.id)).refreshToken !== undefined;
}

/** A network that just failed is not asked again by every reader; one that refused is, when it now refuses the token at hand too. */
function isPostponed(grant: StoredGrant, reason: RefreshReason, now: Date): boolean {
  if (reason === "second-chance") return false;
  if (grant.refreshTroubles === 0 || grant.refreshAt === null || grant.refreshAt <= now) return false;
  return !(reason === "rejected" && grant.refreshRefused);
}

function isWanted(grant: StoredGrant, network: Network, reason: RefreshReason, now: Date): boolean {
  if (reason === "rejected" || reason === "second-chance") return true;
  if (reason === "needed") return isSpent(grant, network.policy.refresh, now);
  return grant.refreshAt !== null && grant.refreshAt <= now;
}

/** Another process refreshes this grant: its result is ours. If it died with its lease, we take over when that has ended (P16). */
async function followWinner(world: World, before: StoredGrant, reason: RefreshReason): Promise<RefreshOutcome> {
  for (;;) {
    const grant = await findGrant(world.db, before.id);
    if (!grant?.tokensSealed) return { outcome: "impossible", grant };
    if (grant.version !== before.version || !grant.leaseUntil) return { outcome: "followed", grant };
    if (grant.leaseUntil <= world.clock.now()) return refreshOrFollow(world, before.id, reason);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function refreshUnderLease(
  world: World,
  network: Network,
  grant: StoredGrant,
  attemptId: string,
): Promise<RefreshOutcome> {
  const app = await appOf(world, grant.appId);
  const live = openGrant(world, grant);
  await beginAttempt(world.db, {
    id: attemptId,
    grantId: grant.id,
    version: grant.version,
    process: processName(),
    now: world.clock.now(),
  });
  try {
    return await withCall(world, { network, app, grantId: grant.id }, async (call) => {
      const answer = await network.oauth.refresh!(call, live); // the last await before the save
      return saveAnswer(world, network, grant, attemptId, answer);
    });
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    return settleFailure(world, grant, attemptId, failure);
  }
}

async function saveAnswer(
  world: World,
  network: Network,
  grant: StoredGrant,
  attemptId: string,
  answer: TokenAnswer,
): Promise<RefreshOutcome> {
  const now = world.clock.now();
  const old = openTokens(world, grant.tokensSealed ?? "", grantBinding(grant.id));
  const tokens = mergeTokens(old, answer.tokens);
  const isRotated = tokens.refreshToken?.reveal() !== old.refreshToken?.reveal();
  // The end of a spent refresh token says nothing about the one that took its place.
  const expiries = mergeExpiries(isRotated ? { ...grant, refreshExpiresAt: undefined } : grant, answer, now);
  const moved = movedExpiry(grant, expiries);
  const plan = planRefresh(
    { ...expiries, issuedAt: now, hasRefreshToken: tokens.refreshToken !== undefined },
    network.policy.refresh,
    world.random.fraction(),
  );
  // An answer that moved nothing is asked for again, unless nothing fresher is to be had.
  const isSettled = moved || "never" in plan;
  const troubles = isSettled ? 0 : grant.refreshTroubles + 1;
  const planned = "at" in plan ? plan.at : null;
  const refreshAt = isSettled ? planned : addSeconds(now, backoffSeconds(backoff, troubles, world.random.fraction()));
  const fresh = {
    id: grant.id,
    version: grant.version,
    tokensSealed: sealTokens(world, tokens, grantBinding(grant.id)),
    tokenKind: answer.tokenKind,
    scopesGranted: answer.scopesGranted,
    ...expiries,
    refreshAt,
    troubles,
    now,
  };
  const saved = await untilSaved(world, () => saveRefreshed(world.db, fresh));
  await endAttempt(world.db, {
    id: attemptId,
    outcome: saved ? (moved ? "saved" : "unmoved") : "superseded",
    evidence: null,
    now,
  });
  return {
    outcome: saved ? (moved ? "refreshed" : "unmoved") : "followed",
    grant: (await findGrant(world.db, grant.id)) ?? grant,
  };
}

const saveRetries = { firstSeconds: 0.1, longestSeconds: 5 };

/** A rotated token exists only here until it is saved: a save that fails is tried again until the lease is nearly over. */
async function untilSaved(world: World, save: () => Promise<boolean>): Promise<boolean> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await save();
    } catch (error) {
      if (attempt >= 10) throw error;
      world.log.error({ error, attempt }, "a refreshed token could not be saved yet");
      const seconds = backoffSeconds(saveRetries, attempt, world.random.fraction());
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
}

async function settleFailure(
  world: World,
  grant: StoredGrant,
  attemptId: string,
  failure: NetworkFailure,
): Promise<RefreshOutcome> {
  const now = world.clock.now();
  const newer = await findGrant(world.db, grant.id);
  if (newer && newer.version !== grant.version) {
    await endAttempt(world.db, { id: attemptId, outcome: "superseded", evidence: { ...failure.evidence }, now });
    return { outcome: "followed", grant: newer };
  }
  const explained = await explainRotation(world, grant, attemptId, failure);
  const refused = kindFacts[explained.diagnosis.kind].canExpire;
  const troubles = grant.refreshTroubles + 1;
  await saveRefreshTrouble(world.db, {
    id: grant.id,
    version: grant.version,
    troubles,
    refreshAt: nextAttempt(explained.diagnosis, grant, now, backoffSeconds(backoff, troubles, world.random.fraction())),
    refused: refused ? { at: grant.refreshRefused?.at ?? now, cause: explained.diagnosis.cause } : null,
  });
  await endAttempt(world.db, {
    id: attemptId,
    outcome: outcomeOf(explained, refused),
    evidence: { ...failure.evidence, rule: explained.diagnosis.rule },
    now,
  });
  return { outcome: "failed", grant: (await findGrant(world.db, grant.id)) ?? grant, failure: explained };
}

function outcomeOf(failure: NetworkFailure, refused: boolean): "refused" | "unknown" | "unreachable" {
  if (refused) return "refused";
  return failure.outcomeUnknown ? "unknown" : "unreachable";
}

/** A refusal while the token at hand still works is looked at once more when that one has ended, not before. */
function nextAttempt(diagnosis: Diagnosis, grant: StoredGrant, now: Date, waitSeconds: number): Date | null {
  if (isTemporary(diagnosis)) return diagnosis.until ?? addSeconds(now, waitSeconds);
  if (!kindFacts[diagnosis.kind].canExpire) return addSeconds(now, Math.max(waitSeconds, 300));
  if (isEnded(grant, now)) return null;
  // What a person may mend while the token lives is tried again daily (a private account at Instagram, P29).
  return diagnosis.retry === "daily" ? addSeconds(now, 86_400) : (grant.accessExpiresAt ?? null);
}

/** Causes under which a network refuses a refresh token without saying that it was spent before. */
const silentEnds: ReadonlySet<Cause> = new Set(["revoked_by_person", "session_ended"]);

/** After an attempt with an unknown outcome "invalid refresh token" most likely means that our own spent token came back: say so. */
async function explainRotation(
  world: World,
  grant: StoredGrant,
  attemptId: string,
  failure: NetworkFailure,
): Promise<NetworkFailure> {
  if (failure.diagnosis.kind !== "grant-revoked") return failure;
  if (!silentEnds.has(failure.diagnosis.cause)) return failure;
  if (!(await hasUnknownAttempt(world.db, grant.id, grant.version, attemptId))) return failure;
  const diagnosis: Diagnosis = {
    ...failure.diagnosis,
    cause: "rotation_lost",
    repair: { who: "token_setter", how: "One login repairs it. This was our side's bad luck, not yours." },
  };
  return new NetworkFailure(diagnosis, failure.evidence, failure.outcomeUnknown);
}

function processName(): string {
  return `pid-${process.pid}`;
}
