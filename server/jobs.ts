import { addSeconds } from "#core/backoff.ts";
import { discoverProfiles } from "./connections/discover.ts";
import { endOldFlows, leftFlows } from "./connections/old-flows.ts";
import { proveFlow } from "./connections/prove.ts";
import { followProfiles } from "./following/follow.ts";
import { claimDue } from "./grants/grant-store.ts";
import { claimDeriveDue } from "./health/accesses.ts";
import { checkGrant } from "./health/check.ts";
import { deriveProfiles } from "./health/derive.ts";
import { sampleTroubled } from "./health/guard.ts";
import { keepAlive } from "./health/keep-alive.ts";
import { sendSecondChances } from "./health/second-chance.ts";
import type { JobHandlers } from "./jobs/boss.ts";
import { sweep, type DueSource } from "./jobs/sweep.ts";
import { forgetOldCalls } from "./networks/calls.ts";
import { forgetOldReads } from "./networks/paid-reads.ts";
import { resealSome } from "./vault-keys/reseal.ts";
import type { World } from "./world.ts";

/** The table of contents of the background: job kind → what does it. */
export function jobHandlers(world: World): JobHandlers {
  return {
    "check-grant": (grantId) => checkGrant(world, grantId, { what: "due" }),
    "refresh-grant": async (grantId) => void (await keepAlive(world, grantId, "due")),
    "discover-profiles": (flowId) => discoverProfiles(world, flowId),
    "prove-flow": (flowId) => proveFlow(world, flowId),
    "follow-profiles": (grantId) => followProfiles(world, grantId),
  };
}

/** What comes due by time: first what people wait for, then what keeps tokens alive, then what looks at them. */
export function dueSources(world: World): readonly DueSource[] {
  return [
    ...leftFlows(world),
    {
      kind: "refresh-grant",
      claim: (now, sentUntil, limit) => claimDue(world.db, { column: "refresh_at", now, sentUntil, limit }),
    },
    {
      kind: "check-grant",
      claim: (now, sentUntil, limit) => claimDue(world.db, { column: "probe_at", now, sentUntil, limit }),
    },
    {
      kind: "follow-profiles",
      claim: (now, sentUntil, limit) => claimDue(world.db, { column: "discover_at", now, sentUntil, limit }),
    },
  ];
}

const derivedAtOnce = 200;

/** One round of the worker: send what is due, derive what time has changed, forget what is old, seal anew after a rotation. */
export async function sweepOnce(world: World): Promise<number> {
  const sent = await sweep(world, dueSources(world));
  const now = world.clock.now();
  const changed = await claimDeriveDue(world.db, now, derivedAtOnce);
  if (changed.length > 0) await world.db.transaction().execute((trx) => deriveProfiles(trx, world, changed));
  await endOldFlows(world);
  await forgetOldCalls(world.db, addSeconds(now, -world.config.callLogDays * 86_400));
  await forgetOldReads(world);
  // Before the next sweep sends them: whoever is drawn by lot while verdicts are frozen, and the dead who are asked once more.
  const asked = (await sampleTroubled(world)) + (await sendSecondChances(world));
  return sent + changed.length + asked + (await resealSome(world));
}
