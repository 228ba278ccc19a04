import { addSeconds } from "#core/backoff.ts";
import type { DueSource } from "../jobs/sweep.ts";
import type { World } from "../world.ts";
import { claimFlows, expireFlows, forgetOldFlows } from "./flow-queries.ts";
import { sentForSeconds } from "./hold.ts";

/** A dance that is over stays readable for a week, so that its page still says how it went. Seconds. */
const keptSeconds = 7 * 86_400;

/** Ends dances that nobody finished, with their unsaved consents, and forgets old ones. */
export async function endOldFlows(world: Pick<World, "db" | "clock">): Promise<void> {
  const now = world.clock.now();
  await expireFlows(world.db, now);
  await forgetOldFlows(world.db, addSeconds(now, -keptSeconds));
}

/** Dances for which a program is next, and none is at it: its process died, or the queue has lost the job. */
export function leftFlows(world: Pick<World, "db">): readonly DueSource[] {
  const source = (kind: DueSource["kind"], status: "discovering" | "proving"): DueSource => ({
    kind,
    claim: (now, _sentUntil, limit) =>
      claimFlows(world.db, { status, now, sentUntil: addSeconds(now, sentForSeconds), limit }),
  });
  return [source("prove-flow", "proving"), source("discover-profiles", "discovering")];
}
