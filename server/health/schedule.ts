import { addSeconds } from "#core/backoff.ts";
import { pausedSeconds, type HealthPolicy } from "#core/health.ts";
import type { GuardPolicy, Ruling } from "#core/outage.ts";
import { billingMonth } from "#core/paid-reads.ts";
import type { Network } from "#networks/network.ts";
import type { StoredGrant } from "../store/grants.ts";
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

const day = 86_400;

/**
 * While looks are saved a login proves itself by being refreshed, which is free; once a day is enough for that, however
 * often the operator has things looked at otherwise. Seconds.
 */
export function savedSeconds(world: Pick<World, "config">, network: Network): number {
  return Math.max(probeSeconds(world, network), day);
}

/** When the network is asked again after the month's budget was used up: early next month, not everybody at midnight. */
export function lookAfterBudget(world: Pick<World, "config" | "clock" | "random">, network: Network): Date {
  const spread = 0.1 * probeSeconds(world, network) * world.random.fraction();
  return addSeconds(billingMonth(world.clock.now()).endsAt, spread);
}

/** The next free proof of a login whose looks are saved until then. */
export function nextFreeProof(
  world: Pick<World, "config" | "clock" | "random">,
  network: Network,
  savedUntil: Date,
): Date {
  const wait = savedSeconds(world, network) * (1 - 0.1 * world.random.fraction());
  const next = addSeconds(world.clock.now(), wait);
  return next < savedUntil ? next : savedUntil;
}

/** A proof holds somewhat longer than until the next one is due. Seconds. */
export const proofSeconds = (pauseSeconds: number): number => pauseSeconds * 1.5 + 120;

export function healthPolicy(
  world: Pick<World, "config">,
  { ruling, refusedSince }: Pick<HealthPolicy, "ruling" | "refusedSince">,
): HealthPolicy {
  const secondLookSeconds = world.config.secondLookSeconds;
  return {
    secondLookSeconds,
    ruling,
    refusedSince,
    backoff: { firstSeconds: Math.max(1, secondLookSeconds / 2), longestSeconds: Math.max(secondLookSeconds * 4, 900) },
  };
}

export function guardPolicy(world: Pick<World, "config">): GuardPolicy {
  const { guardMinGrants, guardShare } = world.config;
  return { minimumGrants: guardMinGrants, share: guardShare, minimumSilent: 1, silentShare: 0.5, provedToResume: 2 };
}

/** So long a success is a witness for whoever is asked after it. Seconds. */
export const witnessSeconds = ({ config }: Pick<World, "config">): number =>
  Math.max(2 * config.secondLookSeconds, 120);

/** When a refusal of a refresh that nobody was told of is looked into again; a witness brings it forward. */
export function nextRefusedAttempt(
  world: Pick<World, "config" | "clock">,
  { refreshRefused }: Pick<StoredGrant, "refreshRefused">,
  ruling: Ruling,
): Date {
  const now = world.clock.now();
  if (ruling === "pause") return addSeconds(now, pausedSeconds);
  const waited = (now.getTime() - (refreshRefused?.at ?? now).getTime()) / 1000;
  return addSeconds(now, Math.max(world.config.secondLookSeconds, Math.min(waited, pausedSeconds)));
}
