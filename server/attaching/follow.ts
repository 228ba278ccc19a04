import { addSeconds } from "#core/backoff.ts";
import { NetworkFailure, type FoundProfile, type Network } from "#networks/network.ts";
import { appOf } from "../apps/apps.ts";
import { withCall } from "../calls/call.ts";
import type { Queryable } from "../db/database.ts";
import { openGrant } from "../grants/tokens.ts";
import { deriveProfiles } from "../health/derive.ts";
import { accessBinding } from "../store/accesses.ts";
import { scheduleDiscovery, scheduleProbe } from "../store/grant-writes.ts";
import { findGrant, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";
import { attachChosen, type Attachable } from "./attach.ts";
import { saveLeftOut, settledRemoteIds } from "./queries.ts";

/** Sheets of networks that are followed ask for a daily look (Pinterest §2.2). Seconds. */
const daySeconds = 86_400;
/** A network that gave no list is asked again then. Seconds. */
const againSeconds = 3600;

export const isFollowed = (network: Network): boolean => network.profiles.follow === "all";

/** Adds what has appeared since at a network where everything is added by itself (R81). What a person disconnected or left out stays away. */
export async function followProfiles(world: World, grantId: string): Promise<void> {
  const grant = await findGrant(world.db, grantId);
  const network = grant && world.networks.find(grant.network);
  if (!grant || !network || !isFollowed(network) || grant.tokensSealed === null) return;
  try {
    const fresh = await findFresh(world, network, grant);
    if (fresh.length > 0) await attach(world, network, grant, fresh);
    await scheduleDiscovery(world.db, grantId, jittered(world, daySeconds));
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    // What the failure means is for the probes to find out; here it only means that nothing new was seen.
    world.log.info({ grant: grantId, rule: failure.diagnosis.rule }, "new profiles could not be looked for");
    await scheduleDiscovery(world.db, grantId, jittered(world, againSeconds));
  }
}

function jittered(world: World, seconds: number): Date {
  return addSeconds(world.clock.now(), seconds * (1 + 0.1 * world.random.fraction()));
}

async function findFresh(world: World, network: Network, grant: StoredGrant): Promise<FoundProfile[]> {
  const { workspaceId } = grant;
  const settled = await settledRemoteIds(world.db, { workspaceId, network: network.about.id, grantId: grant.id });
  const app = await appOf(world, grant.appId);
  return withCall(world, { network, app, grantId: grant.id }, async (call) => {
    const fresh: FoundProfile[] = [];
    for await (const found of network.profiles.list(call, openGrant(world, grant)))
      if (found.unusable === undefined && !settled.has(found.remoteId)) fresh.push(found);
    return fresh;
  });
}

async function attach(world: World, network: Network, grant: StoredGrant, fresh: readonly FoundProfile[]) {
  const now = world.clock.now();
  await world.db.transaction().execute(async (trx) => {
    const attached = await attachChosen(
      trx,
      world,
      {
        workspaceId: grant.workspaceId,
        network,
        grantId: grant.id,
        person: grant.setter.name,
        followed: true,
        sealToken: ({ remoteId }, accessId) => {
          const token = fresh.find((one) => one.remoteId === remoteId)?.token;
          return token ? world.vault.seal(token, accessBinding(accessId)) : null;
        },
      },
      fresh.map(asAttachable),
    );
    await deriveProfiles(
      trx,
      world,
      attached.map((one) => one.profileId),
    );
    await scheduleProbe(trx, grant.id, now);
  });
  await world.jobs.wake();
}

function asAttachable(found: FoundProfile): Attachable {
  const { remoteId, name, kind, roles, scopes } = found;
  return {
    remoteId,
    name,
    kind,
    roles,
    scopes,
    handle: found.handle ?? null,
    avatarUrl: found.avatarUrl ?? null,
    url: found.url ?? null,
    tokenExpiresAt: found.tokenExpiresAt ?? null,
    proof: null,
  };
}

/** After a person has picked: what they left out stays out, and from tomorrow on we look for what is new. */
export async function beginFollowing(
  trx: Queryable,
  world: World,
  flow: { readonly id: string; readonly workspaceId: string; readonly network: string },
  picked: { readonly grantId: string; readonly remoteIds: readonly string[]; readonly isConnect: boolean },
): Promise<void> {
  const now = world.clock.now();
  if (picked.isConnect) await saveLeftOut(trx, flow, picked.remoteIds, now);
  // A renewal may come after months: what has appeared meanwhile is looked for at once.
  await scheduleDiscovery(trx, picked.grantId, picked.isConnect ? jittered(world, daySeconds) : now);
}
