import { capabilities, ofKind, type Capability } from "#core/capability.ts";
import { newId } from "#core/id.ts";
import type { Network } from "#networks/network.ts";
import type { StoredCandidate } from "../connections/flows.ts";
import type { Queryable } from "../db/database.ts";
import { recordEvent, type NewEvent } from "../events/record.ts";
import { nextOrdinaryLook } from "../health/schedule.ts";
import { lockAccesses, upsertAccesses } from "../store/accesses.ts";
import { upsertProfiles, type FreshProfile, type KeptProfile } from "../store/profiles.ts";
import type { World } from "../world.ts";

/** What is attached: a candidate of a consent, proved or not, or a profile that has appeared since. */
export type Attachable = Omit<StoredCandidate, "position" | "tokenSealed" | "unusable" | "refused">;

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
  /** When to look at what is not proved yet; at once unless told. */
  readonly lookAt?: (candidate: C) => Date;
  /** Seals the profile's own token for the access's row; null where the network issues none. */
  readonly sealToken: (candidate: C, accessId: string) => string | null;
}

export interface Attached {
  readonly profileId: string;
  readonly remoteId: string;
}

/** Many thousands at once would be one statement too large. */
const setSize = 1_000;

/** Attaches profiles to a saved grant, in sets: the same rows where they exist, with their ids, settings and history (P39, P40). */
export async function attachChosen<C extends Attachable>(
  trx: Queryable,
  world: World,
  to: Attaching<C>,
  chosen: readonly C[],
): Promise<Attached[]> {
  const held = await lockAccesses(trx, to.grantId);
  const each = [...new Map(chosen.map((one) => [one.remoteId, one])).values()];
  const attached: Attached[] = [];
  for (let start = 0; start < each.length; start += setSize)
    attached.push(...(await attachSet(trx, world, { to, held }, each.slice(start, start + setSize))));
  return attached;
}

async function attachSet<C extends Attachable>(
  trx: Queryable,
  world: World,
  { to, held }: { readonly to: Attaching<C>; readonly held: ReadonlyMap<string, string> },
  set: readonly C[],
): Promise<Attached[]> {
  const now = world.clock.now();
  const { workspaceId, grantId } = to;
  const place = { workspaceId, network: to.network.about.id, now };
  const kept = await upsertProfiles(
    trx,
    place,
    set.map((one) => asProfile(world, to.network, one)),
  );
  const profiles = new Map(kept.map((profile) => [profile.remoteId, profile]));
  const rows = set.flatMap((candidate) => {
    const profile = profiles.get(candidate.remoteId);
    return profile ? [{ candidate, profile }] : [];
  });
  const accesses = rows.map(({ candidate, profile }) => asAccess(world, to, candidate, held.get(profile.id), profile));
  await upsertAccesses(trx, { workspaceId, grantId, now }, accesses);
  const events = rows.flatMap(({ candidate, profile }) => eventOf(to, candidate, profile, held.has(profile.id)));
  await recordEvent(trx, world, ...events);
  return rows.map(({ profile }) => ({ profileId: profile.id, remoteId: profile.remoteId }));
}

function asProfile(world: World, network: Network, candidate: Attachable): FreshProfile {
  const told = candidate.proof?.told ?? {};
  return {
    id: newId("profile", world.clock.now(), world.random.bytes(13)),
    remoteId: candidate.remoteId,
    name: told.name || candidate.name,
    kind: candidate.kind,
    handle: told.handle || candidate.handle,
    avatarUrl: told.avatarUrl || candidate.avatarUrl,
    url: candidate.url,
    enabled: offered(network, candidate.kind),
    provedAt: candidate.proof?.at ?? null,
  };
}

/** What was proved by a real call before it was saved is live from the first moment. */
function asAccess<C extends Attachable>(
  world: World,
  to: Attaching<C>,
  candidate: C,
  heldId: string | undefined,
  profile: KeptProfile,
) {
  const now = world.clock.now();
  const id = heldId ?? newId("access", now, world.random.bytes(13));
  const { proof } = candidate;
  return {
    id,
    profileId: profile.id,
    tokenSealed: to.sealToken(candidate, id),
    tokenExpiresAt: candidate.tokenExpiresAt,
    roles: proof?.told.roles ?? candidate.roles ?? null,
    scopes: proof?.told.scopes ?? candidate.scopes ?? null,
    state: proof ? ("live" as const) : ("unverified" as const),
    provedAt: proof?.at ?? null,
    lookAt: proof ? nextOrdinaryLook(world, to.network) : (to.lookAt?.(candidate) ?? now),
  };
}

function eventOf<C extends Attachable>(
  to: Attaching<C>,
  candidate: C,
  profile: KeptProfile,
  wasHeld: boolean,
): NewEvent[] {
  const kind = eventKind(profile, !wasHeld);
  if (!kind) return [];
  return [
    {
      workspaceId: to.workspaceId,
      kind: to.followed && kind === "profile_connected" ? "profile_followed" : kind,
      profileId: profile.id,
      grantId: to.grantId,
      actor: to.actor,
      facts: { person: to.person, profile: candidate.name },
    },
  ];
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
