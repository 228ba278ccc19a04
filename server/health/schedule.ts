import { addSeconds } from "#core/backoff.ts";
import type { HealthPolicy } from "#core/health.ts";
import type { Network } from "#networks/network.ts";
import type { World } from "../world.ts";

const hour = 3600;

/** The ordinary pause between two looks at one access: the network's own budget, scaled by the operator's setting. Seconds. */
export function probeSeconds(world: Pick<World, "config">, network: Network): number {
  return network.policy.probeSeconds * (world.config.probeIntervalSeconds / hour);
}

/** The next ordinary look, up to a tenth earlier so that a thousand grants do not come due together. */
export function nextOrdinaryLook(world: Pick<World, "config" | "clock" | "random">, network: Network): Date {
  return addSeconds(world.clock.now(), probeSeconds(world, network) * (1 - 0.1 * world.random.fraction()));
}

/** A role or a page may be given back: dead accesses under a living grant are looked at once a day. */
export function nextDailyLook(world: Pick<World, "clock" | "random">): Date {
  return addSeconds(world.clock.now(), 86_400 * (1 - 0.1 * world.random.fraction()));
}

export function healthPolicy(world: Pick<World, "config">, verdictsFrozen: boolean): HealthPolicy {
  const secondLookSeconds = world.config.secondLookSeconds;
  return {
    secondLookSeconds,
    verdictsFrozen,
    backoff: { firstSeconds: Math.max(1, secondLookSeconds / 2), longestSeconds: Math.max(secondLookSeconds * 4, 900) },
  };
}
