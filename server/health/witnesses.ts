import { addSeconds } from "#core/backoff.ts";
import { nextCalls, type ProvingAct } from "#core/outage.ts";
import type { Network } from "#networks/network.ts";
import { conditionKeyOf, findCondition, type ConditionKey } from "../store/conditions.ts";
import type { World } from "../world.ts";
import { guardPolicy } from "./schedule.ts";
import { askSuspects, askWitnesses, isAnybodyRefused, waitingThere, type Proving } from "./witness-queries.ts";

/** The door of this room for others. */
export { forgetRefusals } from "./witness-queries.ts";

type SeekingWorld = Pick<World, "db" | "clock" | "config" | "jobs">;

const calledAtOnce = 3;

/**
 * After a call that told something of this login: whoever was refused there and has a witness by now is asked again at once, so that
 * the verdict follows within seconds; where a witness is missing, others are called. Nothing to do for nearly every call.
 */
export async function seekWitnesses(
  world: SeekingWorld,
  network: Network,
  { appId, act }: { appId: string; act: ProvingAct },
): Promise<void> {
  const key = await conditionKeyOf(world.db, network, appId);
  if (!(await isAnybodyRefused(world.db, key))) return;
  if ((await findCondition(world.db, key)).state === "frozen") return;
  const now = world.clock.now();
  const wanted = { act, now, dueBefore: addSeconds(now, -world.config.secondLookSeconds) };
  const { suspects, callWitnesses } = nextCalls(await waitingThere(world.db, key, wanted), guardPolicy(world));
  const asked = suspects > 0 ? await askSuspects(world.db, key, { ...wanted, limit: suspects }) : 0;
  const called = callWitnesses ? await call(world, network, key, act) : 0;
  if (asked + called > 0) await world.jobs.wake();
}

/** Where reads are paid for, one witness must do, and refreshes, which are free, serve as well. */
async function call(world: SeekingWorld, network: Network, key: ConditionKey, act: ProvingAct): Promise<number> {
  const isPaid = network.policy.paidReads !== undefined;
  const limit = act === "probe" && isPaid ? 1 : calledAtOnce;
  const called = await askWitnesses(world.db, key, { ...provingAt(world, network, act), limit });
  if (act !== "probe" || !isPaid || !network.oauth.refresh) return called;
  const refreshed = { ...provingAt(world, network, "refresh"), limit: calledAtOnce };
  return called + (await askWitnesses(world.db, key, refreshed));
}

/** How somebody proves themselves there: never by spending a refresh token before its time. */
export function provingAt(world: Pick<World, "clock">, network: Network, act: ProvingAct): Proving {
  const now = world.clock.now();
  const { model, handOutSeconds } = network.policy.refresh;
  return { act, now, spentBefore: addSeconds(now, handOutSeconds), refreshesFreely: model !== "rotating" };
}
