import { kindFacts } from "#core/diagnosis.ts";
import { isEnded } from "#core/refresh-plan.ts";
import type { NetworkFailure } from "#networks/network.ts";
import { asEvidence, recordEvent } from "../events/record.ts";
import type { StoredGrant } from "../grants/grant-store.ts";
import { refreshGrant, type RefreshOutcome, type RefreshReason } from "../grants/refresh.ts";
import type { World } from "../world.ts";
import { deriveProfiles } from "./derive.ts";
import { profilesOfGrant } from "./queries.ts";
import { recordFailure } from "./record.ts";

/**
 * Refreshes a grant and records what that means for people. A refusal counts against the grant only once the token at
 * hand has ended (P3); until then the profiles are `expiring`: they work, and somebody must act before that date.
 */
export async function keepAlive(world: World, grantId: string, reason: RefreshReason): Promise<RefreshOutcome> {
  const result = await refreshGrant(world, grantId, reason);
  if (result.outcome === "refreshed" && reason !== "rejected") await tellRefreshed(world, result.grant);
  if (result.outcome === "failed") await tellFailed(world, result.grant, result.failure);
  return result;
}

async function tellRefreshed(world: World, grant: StoredGrant): Promise<void> {
  if (grant.refreshedAt?.getTime() !== grant.issuedAt.getTime()) return;
  const facts = { person: grant.setter.name, until: grant.accessExpiresAt?.toISOString() ?? null };
  await recordEvent(world.db, world, {
    workspaceId: grant.workspaceId,
    kind: "grant_refreshed",
    grantId: grant.id,
    facts,
  });
}

async function tellFailed(world: World, grant: StoredGrant, failure: NetworkFailure): Promise<void> {
  const network = world.networks.find(grant.network);
  if (!network) return;
  if (isEnded(grant, world.clock.now())) {
    await recordFailure(world, network, { grantId: grant.id }, failure);
    return;
  }
  if (!kindFacts[failure.diagnosis.kind].canExpire) return;
  await world.db.transaction().execute(async (trx) => {
    const facts = {
      cause: failure.diagnosis.cause,
      person: grant.setter.name,
      until: grant.accessExpiresAt?.toISOString() ?? null,
    };
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
