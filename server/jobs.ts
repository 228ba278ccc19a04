import { addSeconds } from "#core/backoff.ts";
import { pauseWithin } from "#core/pace.ts";
import { followProfiles } from "./attaching/follow.ts";
import { forgetOldReads } from "./calls/paid-reads.ts";
import { discoverProfiles } from "./connections/discover.ts";
import { endOldFlows, leftFlows } from "./connections/old-flows.ts";
import { proveFlow } from "./connections/prove.ts";
import { checkGrant } from "./health/check.ts";
import { deriveProfiles } from "./health/derive.ts";
import { sampleTroubled } from "./health/guard.ts";
import { keepAlive } from "./health/keep-alive.ts";
import { claimSecondChances, countSecondChances } from "./health/second-chance.ts";
import { forgetRefusals } from "./health/witnesses.ts";
import type { JobHandlers } from "./jobs/boss.ts";
import { Drain, type DrainParts } from "./jobs/drain.ts";
import type { DueWork, Leases } from "./jobs/due-work.ts";
import type { LaneLimits } from "./jobs/lane.ts";
import { sweep } from "./jobs/sweep.ts";
import type { DueState } from "./metrics.ts";
import { forgetOldCalls } from "./store/calls.ts";
import { claimDue, countDue, dueLag, type DueColumn } from "./store/due-grants.ts";
import { prolongDue, releaseDue } from "./store/grant-writes.ts";
import { claimDeriveDue } from "./store/profiles.ts";
import { resealSome } from "./vault-keys/reseal.ts";
import type { World } from "./world.ts";

/** The table of contents of the background: what a person has begun and waits for → what does it. */
export function jobHandlers(world: World): JobHandlers {
  return {
    "discover-profiles": (flowId) => discoverProfiles(world, flowId),
    "prove-flow": (flowId) => proveFlow(world, flowId),
  };
}

/** What comes due by time: first what keeps tokens alive, then what proves them, then what looks for new profiles, and last the dead in doubt. */
export function dueWork(world: World): readonly DueWork[] {
  return [
    dueGrants(world, "refresh", "refresh_at", async (id) => void (await keepAlive(world, id, "due"))),
    dueGrants(world, "probe", "probe_at", (id) => checkGrant(world, id, { what: "due" })),
    dueGrants(world, "follow", "discover_at", (id) => followProfiles(world, id)),
    {
      kind: "second-chance",
      waiting: () => countSecondChances(world.db, world.clock.now()),
      claim: (shares) =>
        claimSecondChances(world.db, { now: world.clock.now(), leaseSeconds: workerLeaseSeconds, shares }),
      work: (id) => checkGrant(world, id, { what: "due" }),
    },
  ];
}

/** How much of each kind is due, and for how long the oldest has been: for the figures. */
export async function dueNow(world: Pick<World, "db" | "clock">): Promise<Readonly<Record<string, DueState>>> {
  const now = world.clock.now();
  const state = async (column: DueColumn): Promise<DueState> => {
    const { count, oldestAt } = await dueLag(world.db, column, now);
    return { count, oldestSeconds: oldestAt ? (now.getTime() - oldestAt.getTime()) / 1000 : 0 };
  };
  return { refresh: await state("refresh_at"), probe: await state("probe_at"), follow: await state("discover_at") };
}

/** A worker that says nothing for so long is dead, and another takes up what it had begun. Seconds. */
const workerLeaseSeconds = 60;

function dueGrants(world: World, kind: string, column: DueColumn, work: DueWork["work"]): DueWork {
  return {
    kind,
    waiting: () => countDue(world.db, column, world.clock.now()),
    claim: (shares) => claimDue(world.db, { column, now: world.clock.now(), leaseSeconds: workerLeaseSeconds, shares }),
    work,
  };
}

/** The hands of this worker. */
export function openDrain(world: World, changes: Partial<DrainParts> = {}): Drain {
  const leases: Leases = {
    prolong: (ids) => prolongDue(world.db, ids, workerLeaseSeconds),
    release: (ids) => releaseDue(world.db, ids),
    beatSeconds: workerLeaseSeconds / 3,
  };
  return new Drain({
    kinds: dueWork(world),
    // Of a network of many servers each is asked by itself: one that is slow says nothing about the next.
    laneOf: ({ network, appId }) => (world.networks.find(network)?.servers ? `${network} ${appId}` : network),
    limitsOf: (lane) => limitsOf(world, lane),
    leases,
    log: world.log,
    ...changes,
  });
}

/** How many grants of one server of many are worked on at once: it is a small machine, as a rule. */
const slotsOfServer = 4;

function limitsOf(world: Pick<World, "config" | "networks">, lane: string): LaneLimits {
  const [id = "", server] = lane.split(" ");
  const slots = world.config.callsAtOnce.of[id] ?? world.config.callsAtOnce.ofOthers;
  const rates = world.networks.find(id)?.policy.limits.flatMap(({ figure }) => figure ?? []) ?? [];
  // What stands in for the networks has no rates of its own.
  const isPlayed = Object.keys(world.config.outsideHosts).length > 0;
  return {
    slots: server === undefined ? slots : Math.min(slots, slotsOfServer),
    pauseSeconds: isPlayed ? 0 : pauseWithin(rates),
  };
}

const derivedAtOnce = 200;

/** The chores of a worker: flows that a dead process has left, what time alone has changed, what is old, what an older key sealed. */
export async function sweepOnce(world: World): Promise<number> {
  const sent = await sweep(world, leftFlows(world));
  const now = world.clock.now();
  const changed = await claimDeriveDue(world.db, now, derivedAtOnce);
  if (changed.length > 0) await world.db.transaction().execute((trx) => deriveProfiles(trx, world, changed));
  await endOldFlows(world);
  await forgetOldCalls(world.db, addSeconds(now, -world.config.callLogDays * 86_400));
  await forgetOldReads(world);
  await forgetRefusals(world.db, addSeconds(now, -7 * 86_400));
  const drawn = await sampleTroubled(world);
  return sent + changed.length + drawn + (await resealSome(world));
}
