import { capabilities, type Capability } from "#core/capability.ts";
import { newId } from "#core/id.ts";
import type { Network } from "#networks/network.ts";
import type { Queryable } from "../db/database.ts";
import { recordEvent, type NewEvent } from "../events/record.ts";
import { accessBinding } from "../grants/tokens.ts";
import type { World } from "../world.ts";
import { requireNetwork } from "./begin.ts";
import { candidateBinding } from "./binding.ts";
import { upsertAccess, upsertProfile, type Flow, type StoredCandidate } from "./queries.ts";

/** Attaches candidates to a saved grant: the same rows where they exist, with their ids, settings and history (P39, P40). Answers the profiles' ids. */
export async function attachChosen(
  trx: Queryable,
  world: World,
  flow: Flow,
  grantId: string,
  chosen: readonly StoredCandidate[],
): Promise<string[]> {
  const network = requireNetwork(world, flow.network);
  const events: NewEvent[] = [];
  const profileIds: string[] = [];
  for (const candidate of chosen) {
    const now = world.clock.now();
    const profile = await upsertProfile(trx, {
      id: newId("profile", now, world.random.bytes(13)),
      workspaceId: flow.workspaceId,
      network: flow.network,
      candidate,
      enabled: offered(network),
      now,
    });
    const access = await upsertAccess(trx, {
      id: newId("access", now, world.random.bytes(13)),
      workspaceId: flow.workspaceId,
      grantId,
      profileId: profile.id,
      candidate,
      sealToken: (id) => resealed(world, flow, candidate, id),
      now,
    });
    profileIds.push(profile.id);
    const kind = eventKind(profile, access.isNew);
    if (kind)
      events.push({
        workspaceId: flow.workspaceId,
        kind,
        profileId: profile.id,
        grantId,
        actor: flow.memberId ?? undefined,
        facts: { person: flow.person?.name ?? null, profile: candidate.name },
      });
  }
  await recordEvent(trx, world, ...events);
  return profileIds;
}

function eventKind(
  profile: { isNew: boolean; wasDisconnected: boolean },
  accessIsNew: boolean,
): "profile_connected" | "profile_reconnected" | "access_added" | undefined {
  if (profile.isNew) return "profile_connected";
  if (profile.wasDisconnected) return "profile_reconnected";
  return accessIsNew ? "access_added" : undefined;
}

function offered(network: Network): Capability[] {
  return capabilities.filter((name) => !("absent" in network.capabilities[name]));
}

function resealed(world: World, flow: Flow, candidate: StoredCandidate, accessId: string): string | null {
  if (candidate.tokenSealed === null) return null;
  return world.vault.seal(
    world.vault.open(candidate.tokenSealed, candidateBinding(flow.id, candidate.remoteId)),
    accessBinding(accessId),
  );
}
