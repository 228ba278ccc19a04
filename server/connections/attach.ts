import { capabilities, ofKind, type Capability } from "#core/capability.ts";
import { newId } from "#core/id.ts";
import type { Network } from "#networks/network.ts";
import type { Queryable } from "../db/database.ts";
import { recordEvent, type NewEvent } from "../events/record.ts";
import { accessBinding } from "../grants/tokens.ts";
import type { World } from "../world.ts";
import { candidateBinding } from "./binding.ts";
import { upsertAccess, upsertProfile, type Flow, type StoredCandidate } from "./queries.ts";

/** What is attached: a candidate of a consent, or a profile that has appeared since. */
export type Attachable = Omit<StoredCandidate, "position" | "tokenSealed" | "unusable">;

/** To what it is attached, and for whom. */
export interface Attaching<C extends Attachable> {
  readonly workspaceId: string;
  readonly network: Network;
  readonly grantId: string;
  /** The token setter's name, for the history. */
  readonly person: string | null;
  readonly actor?: string | undefined;
  /** It was added by itself, without anybody picking it. */
  readonly followed?: boolean;
  /** Seals the profile's own token for the access's row; null where the network issues none. */
  readonly sealToken: (candidate: C, accessId: string) => string | null;
}

/** Attaches profiles to a saved grant: the same rows where they exist, with their ids, settings and history (P39, P40). Answers the profiles' ids. */
export async function attachChosen<C extends Attachable>(
  trx: Queryable,
  world: World,
  to: Attaching<C>,
  chosen: readonly C[],
): Promise<string[]> {
  const { workspaceId, network, grantId } = to;
  const events: NewEvent[] = [];
  const profileIds: string[] = [];
  for (const candidate of chosen) {
    const now = world.clock.now();
    const profile = await upsertProfile(trx, {
      id: newId("profile", now, world.random.bytes(13)),
      workspaceId,
      network: network.about.id,
      candidate,
      enabled: offered(network, candidate.kind),
      now,
    });
    const access = await upsertAccess(trx, {
      id: newId("access", now, world.random.bytes(13)),
      workspaceId,
      grantId,
      profileId: profile.id,
      candidate,
      sealToken: (id) => to.sealToken(candidate, id),
      now,
    });
    profileIds.push(profile.id);
    const kind = eventKind(profile, access.isNew);
    if (kind)
      events.push({
        workspaceId,
        kind: to.followed && kind === "profile_connected" ? "profile_followed" : kind,
        profileId: profile.id,
        grantId,
        actor: to.actor,
        facts: { person: to.person, profile: candidate.name },
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

function offered(network: Network, kind: string): Capability[] {
  const table = ofKind(network.capabilities, kind);
  return capabilities.filter((name) => !("absent" in table[name]));
}

/** A candidate's token, sealed for the row of the access that it now belongs to. */
export function resealed(
  world: World,
  flow: Pick<Flow, "id">,
  candidate: StoredCandidate,
  accessId: string,
): string | null {
  if (candidate.tokenSealed === null) return null;
  return world.vault.seal(
    world.vault.open(candidate.tokenSealed, candidateBinding(flow.id, candidate.remoteId)),
    accessBinding(accessId),
  );
}
