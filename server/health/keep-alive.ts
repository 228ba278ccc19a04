import { kindFacts } from "#core/diagnosis.ts";
import { isEnded } from "#core/refresh-plan.ts";
import type { Network, NetworkFailure } from "#networks/network.ts";
import { together } from "../db/together.ts";
import { asEvidence, recordEvent, type NewEvent } from "../events/record.ts";
import { findGrant, scheduleProbe, type StoredGrant } from "../grants/grant-store.ts";
import { refreshGrant, type RefreshOutcome, type RefreshReason } from "../grants/refresh.ts";
import type { World } from "../world.ts";
import { deriveProfiles } from "./derive.ts";
import { considerNetwork } from "./guard.ts";
import { profilesOfGrant, profilesOfGrants } from "./queries.ts";
import { recordFailure, type Look } from "./record.ts";

/** `look`: the failure counted against the grant, like that of a probe (P9). */
export type KeptAlive = RefreshOutcome & { readonly look?: Look };

/**
 * Refreshes a grant and records what that means for people. A refusal counts against the grant only once the token at
 * hand has ended or is refused itself (P3); until then the profiles are `expiring`: they work, and somebody must act
 * before that date.
 */
export async function keepAlive(world: World, grantId: string, reason: RefreshReason): Promise<KeptAlive> {
  const result = await refreshGrant(world, grantId, reason);
  if (result.outcome === "refreshed") await recordRefreshed(world, result.grant);
  const look = result.outcome === "failed" ? await tellFailed(world, result.grant, result.failure, reason) : undefined;
  return look ? { ...result, look } : result;
}

/** Grants that were refreshed at the same time are recorded together: their events, and what their profiles' statuses are now. */
const recordRefreshed = together<World, StoredGrant, void>(async (world, grants) => {
  await world.db.transaction().execute(async (trx) => {
    await recordEvent(trx, world, ...grants.map(asRefreshed));
    const grantIds = grants.map((grant) => grant.id);
    await deriveProfiles(trx, world, await profilesOfGrants(trx, grantIds));
  });
  return grants.map(() => undefined);
});

const asRefreshed = ({ id: grantId, workspaceId, setter, accessExpiresAt }: StoredGrant): NewEvent => ({
  workspaceId,
  kind: "grant_refreshed",
  grantId,
  facts: { person: setter.name, until: accessExpiresAt?.toISOString() ?? null },
});

async function tellFailed(
  world: World,
  grant: StoredGrant,
  failure: NetworkFailure,
  reason: RefreshReason,
): Promise<Look | undefined> {
  const network = world.networks.find(grant.network);
  if (!network) return undefined;
  if (reason === "rejected" || isEnded(grant, world.clock.now())) return countAgainst(world, network, grant, failure);
  const refused = kindFacts[failure.diagnosis.kind].canExpire;
  if (refused) await tellRefusal(world, grant, failure);
  else if (failure.outcomeUnknown && grant.refreshTroubles === 1) await tellLost(world, grant, failure);
  return undefined;
}

/** No token works at this moment: from here on it is judged as a failed probe would be. */
async function countAgainst(
  world: World,
  network: Network,
  grant: StoredGrant,
  failure: NetworkFailure,
): Promise<Look> {
  const look = await recordFailure(world, network, { grantId: grant.id }, failure);
  const after = await findGrant(world.db, grant.id);
  await scheduleProbe(world.db, grant.id, after?.health.state === "dead" ? null : look.lookAgainAt);
  await considerNetwork(world, network, grant.appId, [look]);
  return look;
}

async function tellRefusal(world: World, grant: StoredGrant, failure: NetworkFailure): Promise<void> {
  const facts = {
    cause: failure.diagnosis.cause,
    person: grant.setter.name,
    until: grant.accessExpiresAt?.toISOString() ?? null,
  };
  await world.db.transaction().execute(async (trx) => {
    await recordEvent(trx, world, {
      workspaceId: grant.workspaceId,
      kind: "refresh_refused",
      grantId: grant.id,
      facts,
      evidence: asEvidence(failure.evidence, failure.diagnosis),
    });
    await deriveProfiles(trx, world, await profilesOfGrant(trx, grant.id));
  });
}

/** The refresh token may be spent although no answer came: said once, not at every further attempt. */
async function tellLost(world: World, grant: StoredGrant, failure: NetworkFailure): Promise<void> {
  await recordEvent(world.db, world, {
    workspaceId: grant.workspaceId,
    kind: "refresh_lost",
    grantId: grant.id,
    facts: { person: grant.setter.name },
    evidence: asEvidence(failure.evidence, failure.diagnosis),
  });
}
