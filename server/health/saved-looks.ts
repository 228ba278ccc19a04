import { proved } from "#core/health.ts";
import type { Network } from "#networks/network.ts";
import { appOf } from "../apps/apps.ts";
import { wouldBeSaved } from "../calls/paid-reads.ts";
import { accessesOfGrant, profilesOfGrant, saveLooksOf, type StoredAccess } from "../store/accesses.ts";
import { saveGrantHealth } from "../store/grant-writes.ts";
import { findGrant, lockGrant, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";
import { deriveProfiles } from "./derive.ts";
import type { Look } from "./record.ts";
import { lookAfterBudget, nextFreeProof } from "./schedule.ts";

/**
 * The month's budget has no room for a look. What is free goes on: the login is refreshed when its token is spent, and that
 * it was refreshed proves it as well as a read does. Of the account we say since when nobody has looked.
 */
export async function saveLook(world: World, network: Network, grant: StoredGrant): Promise<Look> {
  const until = lookAfterBudget(world, network);
  const { refreshedAt, provedAt } = grant;
  const proof = refreshedAt !== null && (provedAt === null || refreshedAt > provedAt) ? refreshedAt : undefined;
  await world.db.transaction().execute(async (trx) => {
    const locked = await lockGrant(trx, grant.id);
    if (!locked || locked.health.state === "ended") return;
    const now = world.clock.now();
    if (proof) {
      const seen = { provedAt: proof, probedAt: now, silentAt: null };
      await saveGrantHealth(trx, grant.id, proved(locked.health, now), seen);
    }
    await saveLooksOf(trx, grant.id, until);
    await deriveProfiles(trx, world, await profilesOfGrant(trx, grant.id));
  });
  return { lookAgainAt: nextFreeProof(world, network, until), sign: proof ? "refreshed" : "none" };
}

/**
 * Only what works is saved a look. What is not proved yet is looked at whatever the budget says, because a person who has just
 * connected or renewed waits for it, and nothing unproved is ever shown as connected. A doubt must not stand for weeks, nor
 * must something be called lost that is back. None of it costs much: refusals are not charged, and the first proof ends it.
 */
export function isOpen(grant: StoredGrant, accesses: readonly StoredAccess[]): boolean {
  return grant.health.state !== "live" || accesses.some(({ health }) => health.state !== "live" || health.troubles > 0);
}

/** Whether a look at this grant would be saved now. */
export async function isLookSaved(world: World, grantId: string): Promise<boolean> {
  const grant = await findGrant(world.db, grantId);
  const network = grant && world.networks.find(grant.network);
  if (!grant?.tokensSealed || !network?.policy.paidReads || grant.health.state === "dead") return false;
  if (isOpen(grant, await accessesOfGrant(world.db, { grantId, limit: 50 }))) return false;
  const app = await appOf(world, grant.appId);
  return wouldBeSaved(world, { network, app, account: grant.setter.remoteId });
}
