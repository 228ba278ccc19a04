import { NetworkFailure, type LiveGrant } from "#networks/network.ts";
import { recordEvent } from "../events/record.ts";
import { destroyTokens, findGrant, grantsOfSetterEverywhere, type StoredGrant } from "../grants/grant-store.ts";
import { openGrant } from "../grants/tokens.ts";
import { deriveProfiles } from "../health/derive.ts";
import { appOf } from "../networks/apps.ts";
import { withCall } from "../networks/call.ts";
import type { World } from "../world.ts";
import { endAccesses, markDisconnected } from "./queries.ts";

/**
 * Ends a profile here: its tokens are destroyed, and a grant that serves nothing else is revoked at the network where that is
 * possible (P48). The history stays (P41). Destroying comes first: it must happen even when the network is down.
 */
export async function disconnectProfile(
  world: World,
  profile: { id: string; workspaceId: string; name: string },
  actor: string,
): Promise<void> {
  const toRevoke = await world.db.transaction().execute(async (trx) => {
    const now = world.clock.now();
    const grants = await endAccesses(trx, profile.id, now);
    await markDisconnected(trx, profile.id, now);
    const unused: { grant: StoredGrant; live: LiveGrant }[] = [];
    for (const { grantId } of grants.filter((one) => one.serves === 0)) {
      const grant = await findGrant(trx, grantId);
      if (!grant?.tokensSealed) continue;
      unused.push({ grant, live: openGrant(world, grant) });
      await destroyTokens(trx, grantId, now);
    }
    await recordEvent(trx, world, {
      workspaceId: profile.workspaceId,
      kind: "profile_disconnected",
      profileId: profile.id,
      actor,
      facts: { profile: profile.name },
    });
    await deriveProfiles(trx, world, [profile.id]);
    return unused;
  });
  for (const { grant, live } of toRevoke) await revoke(world, grant, live);
}

/**
 * Not where the same person's login still serves another workspace, or this one again since: at some networks revoking
 * ends all of it.
 */
async function revoke(world: World, grant: StoredGrant, live: LiveGrant): Promise<void> {
  const network = world.networks.find(grant.network);
  const revokeAt = network?.oauth.revoke;
  const { remoteId } = grant.setter;
  const login = network?.oauth.loginOf?.(remoteId) ?? remoteId;
  const elsewhere = await grantsOfSetterEverywhere(world.db, grant.network, login);
  if (!network || !revokeAt || grant.health.state === "dead" || elsewhere.some((other) => other.tokensSealed !== null))
    return;
  try {
    const app = await appOf(world, grant.appId);
    await withCall(world, { network, app, grantId: grant.id }, (call) => revokeAt(call, live));
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    world.log.info(
      { grant: grant.id, rule: failure.diagnosis.rule },
      "a grant was forgotten here but not revoked at the network",
    );
  }
}
