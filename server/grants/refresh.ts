import type { Tokens } from "#core/grant.ts";
import { newId } from "#core/id.ts";
import { isEnded, isSpent } from "#core/refresh-plan.ts";
import { NetworkFailure, type Network } from "#networks/network.ts";
import { appOf, isRefreshable } from "../apps/apps.ts";
import { withCall } from "../calls/call.ts";
import { beginAttempt } from "../store/attempts.ts";
import { claimLease, planRefreshAgain, releaseLease } from "../store/grant-writes.ts";
import { findGrantTogether, grantBinding, watchLease, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";
import { askLeave, type Heard, type Leave } from "./caution.ts";
import { track } from "./in-flight.ts";
import { saveAnswer } from "./save-answer.ts";
import { settleBug, settleFailure } from "./settle-failure.ts";
import { liveGrant, openTokens } from "./tokens.ts";
import { findUnsaved, replayOne } from "./unsaved.ts";

/**
 * `due`: only if the plan says so. `needed`: the token at hand is spent. `rejected`: the network refused the token at hand.
 * `second-chance`: the grant is dead, and whether rightly is in doubt.
 */
export type RefreshReason = "due" | "needed" | "rejected" | "second-chance";

/**
 * `refreshed`: this call did it. `followed`: somebody else was at it, here or in another process; the grant is as they left it.
 * `unmoved`: the network answered, and the token lives no longer than before (P10). `postponed`: it failed lately, and the
 * next attempt is planned. `under-way`: another process is still at it after the time that anybody waits.
 */
export type RefreshOutcome =
  | { readonly outcome: "refreshed" | "unmoved"; readonly grant: StoredGrant; readonly before: StoredGrant }
  | { readonly outcome: "followed" | "not-needed" | "postponed" | "under-way"; readonly grant: StoredGrant }
  | { readonly outcome: "failed"; readonly grant: StoredGrant; readonly failure: NetworkFailure }
  /** Nothing refreshes this grant: no refresh at this network, no refresh token (P22), its tokens destroyed, or it is dead (R4). */
  | { readonly outcome: "impossible"; readonly grant: StoredGrant | undefined };

/** The lease outlasts the deadline by this much, so that the save usually still happens under it. Seconds. */
const leaseMarginSeconds = 30;

const inThisProcess = new WeakMap<World, Map<string, Promise<RefreshOutcome>>>();

/** Keeps a grant alive. Everybody in this process who asks at once shares one refresh; across processes the lease decides (design rule 3). */
export function refreshGrant(world: World, id: string, reason: RefreshReason): Promise<RefreshOutcome> {
  const running = inThisProcess.get(world) ?? new Map<string, Promise<RefreshOutcome>>();
  inThisProcess.set(world, running);
  const shared = running.get(id);
  if (shared) return shared.then(asFollower);
  const mine = track(world, refreshOrFollow(world, id, reason)).finally(() => running.delete(id));
  running.set(id, mine);
  return mine;
}

/** What happened is told once, by whoever did it. */
function asFollower(result: RefreshOutcome): RefreshOutcome {
  if (result.outcome === "impossible" || result.outcome === "under-way") return result;
  return { outcome: "followed", grant: result.grant };
}

async function refreshOrFollow(world: World, id: string, reason: RefreshReason): Promise<RefreshOutcome> {
  // What came due is refreshed nearly always, so it is claimed at once; whoever reads a token is told first that there is nothing to do.
  if (reason === "due") return claimAndRefresh(world, { id, reason });
  const before = await findGrantTogether(world.db, id);
  const wanted = await lookInto(world, before, reason);
  return "outcome" in wanted ? wanted : claimAndRefresh(world, { id, reason, ...wanted });
}

/** A grant that is to be refreshed, with its tokens: opened once, for all that follows. */
interface Refreshable {
  readonly before: StoredGrant;
  readonly tokens: Tokens;
}

/** What is so without a refresh; or the grant that is to be refreshed. */
async function lookInto(
  world: World,
  grant: StoredGrant | undefined,
  reason: RefreshReason,
): Promise<RefreshOutcome | Refreshable> {
  const now = world.clock.now();
  const network = grant && world.networks.find(grant.network);
  const tokens = grant && network && (await openIfPossible(world, grant, network, reason));
  if (!grant || !network || !tokens) return { outcome: "impossible", grant };
  const unsaved = findUnsaved(world, grant);
  if (unsaved) {
    await replayOne(world, unsaved);
    return { outcome: "followed", grant: (await findGrantTogether(world.db, grant.id)) ?? grant };
  }
  if (!isWanted(grant, network, reason, now)) return { outcome: "not-needed", grant };
  return isPostponed(grant, reason, now) ? { outcome: "postponed", grant } : { before: grant, tokens };
}

/** Absent: nobody has looked into it yet. */
type Wanted = Partial<Refreshable> & { readonly id: string; readonly reason: RefreshReason };

async function claimAndRefresh(world: World, { id, reason, before, tokens }: Wanted): Promise<RefreshOutcome> {
  const by = newId("refreshAttempt", world.clock.now(), world.random.bytes(13));
  const leaseSeconds = world.config.refreshDeadlineSeconds + leaseMarginSeconds;
  const grant = await claimLease(world.db, { id, by, seconds: leaseSeconds });
  if (!grant) return followWinner(world, reason, before ?? (await findGrantTogether(world.db, id)));
  let isHeld = true;
  try {
    if (before && grant.version !== before.version) return { outcome: "followed", grant };
    // Under the lease the version is the same as before, so these are its tokens.
    const wanted = tokens ? { tokens } : await lookInto(world, grant, reason);
    if ("outcome" in wanted) return wanted;
    const result = await refreshWithLeave(world, grant, { by, leaseSeconds, reason, tokens: wanted.tokens });
    isHeld = result.outcome !== "refreshed" && result.outcome !== "unmoved"; // the save has given it back
    return result;
  } finally {
    if (isHeld) await letGo(world, { id, by });
  }
}

/** How long a refresh may take, all its requests together. */
function deadlineSeconds({ config }: Pick<World, "config">, network: Network): number {
  return Math.min(config.refreshDeadlineSeconds, network.policy.refresh.deadlineSeconds ?? Number.POSITIVE_INFINITY);
}

/** A lease that cannot be given back runs out by itself; what was saved under it is saved. */
async function letGo(world: World, lease: { id: string; by: string }): Promise<void> {
  try {
    await releaseLease(world.db, lease);
  } catch (error) {
    world.log.warn({ error, grant: lease.id }, "the lease of a refresh could not be given back; it runs out by itself");
  }
}

/** It depends on the credential, not on the network's kind (P22); a dead grant is not asked for again (R4). Its tokens are opened once, for all that follows. */
async function openIfPossible(
  world: World,
  grant: StoredGrant,
  network: Network,
  reason: RefreshReason,
): Promise<Tokens | undefined> {
  if (!network.oauth.refresh || grant.tokensSealed === null) return undefined;
  if (grant.health.state === "ended") return undefined;
  if (grant.health.state === "dead" && reason !== "second-chance") return undefined;
  if (network.about.ways && !isRefreshable(network, await appOf(world, grant.appId))) return undefined;
  const tokens = openTokens(world, grant.tokensSealed, grantBinding(grant.id));
  return network.policy.refresh.model === "extending" || tokens.refreshToken !== undefined ? tokens : undefined;
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

/**
 * Another process refreshes this grant: its result is ours. If it died with its lease, we take over when that has ended (P16).
 * Waiting has an end: whoever asked is told that it is under way, and asks again.
 */
async function followWinner(
  world: World,
  reason: RefreshReason,
  before: StoredGrant | undefined,
): Promise<RefreshOutcome> {
  if (!before) return { outcome: "impossible", grant: undefined };
  const givingUpAt = performance.now() + world.config.callDeadlineSeconds * 1000;
  for (;;) {
    const seen = await watchLease(world.db, before.id);
    if (!seen?.grant.tokensSealed) return { outcome: "impossible", grant: seen?.grant };
    if (seen.grant.version !== before.version || seen.lease === "none")
      return { outcome: "followed", grant: seen.grant };
    if (seen.lease === "over") return refreshOrFollow(world, before.id, reason);
    if (performance.now() >= givingUpAt) return { outcome: "under-way", grant: seen.grant };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

interface Attempt {
  readonly by: string;
  readonly leaseSeconds: number;
  readonly reason: RefreshReason;
  readonly tokens: Tokens;
}

/** Where a silence may cost a login, whoever can wait does (`caution.ts`): nothing is spent then, and it is planned again. */
async function refreshWithLeave(world: World, grant: StoredGrant, attempt: Attempt): Promise<RefreshOutcome> {
  const network = world.networks.find(grant.network);
  if (!network) return { outcome: "impossible", grant };
  const { by, reason, leaseSeconds, tokens } = attempt;
  const isEarly = reason !== "rejected" && !isEnded(grant, world.clock.now());
  const early = reason === "needed" ? "early-for-reader" : "early";
  const when = isEarly ? early : "now";
  const leave = await askLeave(world, { network, appId: grant.appId, when, by, leaseSeconds });
  if ("askAgainAt" in leave) {
    if (reason === "due")
      await planRefreshAgain(world.db, { id: grant.id, version: grant.version, at: leave.askAgainAt });
    return { outcome: "postponed", grant };
  }
  return refreshUnderLease(world, network, grant, { id: by, leave, tokens });
}

async function refreshUnderLease(
  world: World,
  network: Network,
  grant: StoredGrant,
  { id, leave, tokens }: { readonly id: string; readonly leave: Leave; readonly tokens: Tokens },
): Promise<RefreshOutcome> {
  let heard: Heard = "not-sent";
  try {
    const app = await appOf(world, grant.appId);
    const live = liveGrant(grant, tokens);
    const now = world.clock.now();
    await beginAttempt(world.db, { id, grantId: grant.id, version: grant.version, process: processName(), now });
    heard = "silent";
    leave.sent();
    const wholeSeconds = deadlineSeconds(world, network);
    return await withCall(world, { network, app, grantId: grant.id, wholeSeconds }, async (call) => {
      const answer = await network.oauth.refresh!(call, live); // the last await before the save
      heard = "answered";
      leave.answered();
      return saveAnswer(world, { network, grant, spent: tokens, attemptId: id, askedAt: now, answer });
    });
  } catch (failure) {
    if (failure instanceof NetworkFailure) {
      heard = failure.outcomeUnknown ? "silent" : "answered";
      return await settleFailure(world, grant, id, failure);
    }
    if (heard === "silent") await settleBug(world, grant, id);
    throw failure;
  } finally {
    await leave.end(heard);
  }
}

function processName(): string {
  return `pid-${process.pid}`;
}
