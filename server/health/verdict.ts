import { addSeconds } from "#core/backoff.ts";
import { canExpire, type Diagnosis } from "#core/diagnosis.ts";
import { rulingOn, type ProvingAct, type Ruling, type Surroundings } from "#core/outage.ts";
import { isEnded } from "#core/refresh-plan.ts";
import type { Network } from "#networks/network.ts";
import type { Queryable } from "../db/database.ts";
import {
  conditionKeyOf,
  shareCondition,
  type ConditionKey,
  type HeldCondition,
  type StoredCondition,
} from "../store/conditions.ts";
import { findGrant, lockGrant, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";
import { guardPolicy, witnessSeconds } from "./schedule.ts";
import { hasWitness, keepRefusal, refusalRun } from "./witness-queries.ts";

/** By which call a login was refused, and when it was sent. */
export interface Asked {
  readonly act: ProvingAct;
  readonly at: Date;
}

interface RefusedLogin {
  readonly key: ConditionKey;
  /** Shared in this transaction before the grant was locked. */
  readonly condition: HeldCondition;
  readonly grant: StoredGrant;
  readonly diagnosis: Diagnosis;
  readonly asked: Asked;
}

/**
 * Locks what a refusal is about, the condition there before the grant, and rules on it. What is no refusal at all needs no ruling, and
 * takes no lock but the grant's.
 */
export async function lockRefused(
  trx: Queryable,
  world: Pick<World, "config" | "clock">,
  network: Network,
  what: Pick<RefusedLogin, "diagnosis" | "asked"> & { readonly grantId: string },
): Promise<({ readonly grant: StoredGrant } & Ruled) | undefined> {
  const before = canExpire(what.diagnosis) ? await findGrant(trx, what.grantId) : undefined;
  const key = before && (await conditionKeyOf(trx, network, before.appId));
  const condition = key && (await shareCondition(trx, key, world.clock.now()));
  const grant = await lockGrant(trx, what.grantId);
  if (!grant) return undefined;
  const isOver = grant.health.state === "dead" || grant.health.state === "ended";
  if (!key || !condition || isOver) return { grant, ruling: "pronounce", isWitnessed: false };
  return { grant, ...(await rulingAbout(trx, world, { ...what, key, condition, grant })) };
}

export interface Ruled {
  readonly ruling: Ruling;
  readonly isWitnessed: boolean;
  /** When this login was first refused with these tokens; undefined where nothing was kept of it. */
  readonly refusedSince?: Date;
}

/** Keeps a refusal, and says whether it may be a verdict by what is known of the others there (design rules 1 and 2). */
async function rulingAbout(
  trx: Queryable,
  world: Pick<World, "config" | "clock">,
  refused: RefusedLogin,
): Promise<Ruled> {
  const { key, grant, asked, diagnosis } = refused;
  const now = world.clock.now();
  const condition = conditionOf(refused.condition, now);
  // The calendar is its witness.
  if (ranOut(grant, diagnosis, now))
    return { ruling: condition === "frozen" ? "pause" : "pronounce", isWitnessed: true };
  const firstAt = await keepRefusal(trx, {
    grantId: grant.id,
    appId: grant.appId,
    version: grant.version,
    setterRemoteId: grant.setter.remoteId,
    act: asked.act,
    certain: diagnosis.confidence === "certain",
    now,
  });
  const isWitnessed = await hasWitnessFor(trx, world, refused, firstAt);
  const { changedAt } = refused.condition;
  const waitsSince = firstAt > changedAt ? firstAt : changedAt;
  const around: Surroundings = {
    condition,
    run: await refusalRun(trx, key, asked.act, grant.id),
    witnessed: isWitnessed,
    refusedSeconds: (now.getTime() - waitsSince.getTime()) / 1000,
  };
  return { ruling: rulingOn(around, guardPolicy(world)), isWitnessed, refusedSince: firstAt };
}

function conditionOf({ state, quietUntil }: StoredCondition, now: Date): Surroundings["condition"] {
  return state !== "frozen" && quietUntil && quietUntil > now ? "overruled" : state;
}

/** The network says that it ran out, and by what we were told it has. */
function ranOut(grant: StoredGrant, { cause }: Diagnosis, now: Date): boolean {
  const isOver = (end: Date | null | undefined): boolean => Boolean(end && end <= now);
  return (
    cause === "lifetime_reached" && (isEnded(grant, now) || isOver(grant.endsAt) || isOver(grant.refreshExpiresAt))
  );
}

/** Lately, because between an old proof and this refusal anything may have happened. */
async function hasWitnessFor(
  trx: Queryable,
  world: Pick<World, "config">,
  { key, grant, asked }: RefusedLogin,
  firstAt: Date,
): Promise<boolean> {
  const earliest = addSeconds(asked.at, -witnessSeconds(world));
  const seen = { besides: grant.id, after: firstAt > earliest ? firstAt : earliest, before: asked.at };
  if (await hasWitness(trx, key, { ...seen, act: asked.act })) return true;
  // Where the token and its refresh were both refused, either call of somebody else shows that one of the two refusals is meant.
  const bothRefused = asked.act === "probe" && grant.refreshRefused !== null;
  return bothRefused && hasWitness(trx, key, { ...seen, act: "refresh" });
}
