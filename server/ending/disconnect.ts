import type { LiveGrant } from "#networks/network.ts";
import { recordEvent } from "../events/record.ts";
import { openGrant } from "../grants/tokens.ts";
import { deriveProfiles } from "../health/derive.ts";
import { endAccesses } from "../store/accesses.ts";
import { destroyTokens } from "../store/grant-writes.ts";
import { findGrant, type StoredGrant } from "../store/grants.ts";
import { markDisconnected } from "../store/profiles.ts";
import type { World } from "../world.ts";
import { giveBack } from "./give-back.ts";

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
  for (const { grant, live } of toRevoke) await giveBack(world, grant, live);
}
