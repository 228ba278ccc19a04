import { addSeconds } from "#core/backoff.ts";
import type { World } from "../world.ts";
import { expireFlows, forgetOldFlows } from "./queries.ts";

/** A dance that is over stays readable for a week, so that its page still says how it went. Seconds. */
const keptSeconds = 7 * 86_400;

/** Ends dances that nobody finished, with their unsaved consents, and forgets old ones. */
export async function endOldFlows(world: Pick<World, "db" | "clock">): Promise<void> {
  const now = world.clock.now();
  await expireFlows(world.db, now);
  await forgetOldFlows(world.db, addSeconds(now, -keptSeconds));
}
