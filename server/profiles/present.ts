import { capabilities, heldScopes, needsFor, ofKind, type Capability, type HeldRights } from "#core/capability.ts";
import type { HealthState } from "#core/health.ts";
import type { Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { takesBack } from "../ending/give-back.ts";
import { evidenceOfDeath, type Death } from "../events/record.ts";
import { imageUrl, personRef } from "../http/images.ts";
import { accessesOfProfile, profilesOfGrant, type StoredAccess } from "../store/accesses.ts";
import { findTroubles, type Trouble } from "../store/conditions.ts";
import { findGrant, type StoredGrant } from "../store/grants.ts";
import type { StoredProfile } from "../store/profiles.ts";
import { adviceIn, causeHeadline, day, isRoleless, nextStep, statusText, type Told } from "../words/causes.ts";
import { expiryText } from "../words/expiry.ts";
import type { World } from "../world.ts";
import { brandsOf, settersOf, type SetterRow } from "./queries.ts";

type PresentWorld = Pick<World, "db" | "networks" | "clock" | "outside">;

/** Profiles as the API shows them: with sentences, brands, and who can renew. */
export async function presentProfiles(
  world: PresentWorld,
  profiles: readonly StoredProfile[],
): Promise<contract.Profile[]> {
  const ids = profiles.map((profile) => profile.id);
  const [setters, brands] = await Promise.all([settersOf(world.db, ids), brandsOf(world.db, ids)]);
  const settersByProfile = Map.groupBy(setters, (setter) => setter.profileId);
  const brandsByProfile = Map.groupBy(brands, (brand) => brand.profileId);
  const isWaiting = profiles.some((profile) => profile.cause === "network_unavailable");
  const troubles = isWaiting ? await findTroubles(world.db) : [];
  return profiles.map((profile) =>
    presentProfile(
      world,
      { ...profile, server: troubledServer(world, profile, troubles) },
      settersByProfile.get(profile.id) ?? [],
      brandsByProfile.get(profile.id) ?? [],
    ),
  );
}

/** Where a network is many servers, the server is part of what a profile is called there. */
function troubledServer(
  world: PresentWorld,
  profile: StoredProfile,
  troubles: readonly Trouble[],
): Told["server"] | undefined {
  if (profile.cause !== "network_unavailable") return undefined;
  const name = world.networks.find(profile.network)?.servers?.serverOf(profile.remoteId);
  const trouble = troubles.find((one) => one.network === profile.network && one.server === name);
  return name === undefined || !trouble ? undefined : { name, trouble: trouble.state };
}

function presentProfile(
  world: PresentWorld,
  profile: StoredProfile & Pick<Told, "server">,
  setters: readonly SetterRow[],
  brands: readonly { id: string; name: string }[],
): contract.Profile {
  const network = world.networks.find(profile.network);
  const overdue = profile.statusUntil !== null && profile.statusUntil <= world.clock.now();
  const told: Told = { ...toldOf(profile, network, spokenOf(profile, setters)), overdue };
  const people = [...new Map(setters.map((setter) => [setter.grantId, personRef(world, setter)])).values()];
  return {
    id: profile.id,
    network: profile.network,
    remoteId: profile.remoteId,
    name: profile.name,
    handle: profile.handle,
    kind: profile.kind,
    avatarUrl: imageUrl(world, profile.avatarUrl),
    url: profile.url,
    status: profile.status,
    statusText: statusText(told),
    nextStep: nextStep(told),
    cause: profile.cause,
    since: profile.statusSince?.toISOString() ?? null,
    until: profile.statusUntil?.toISOString() ?? null,
    lostCapabilities: [...profile.lost],
    provedAt: profile.provedAt?.toISOString() ?? null,
    whoCanRenew: { people, roles: network?.about.guide.whoCanRenew ?? "" },
    brands: brands.map(({ id, name }) => ({ id, name })),
  };
}

/** Whom the status speaks of: a profile that still works is held by somebody, whoever else has died on it before. */
function spokenOf({ status }: StoredProfile, setters: readonly SetterRow[]): SetterRow | undefined {
  const works = status === "limited" || status === "expiring";
  return (works ? setters.find((setter) => setter.serves) : undefined) ?? setters[0];
}

export function toldOf(
  profile: StoredProfile & Pick<Told, "server">,
  network: Network | undefined,
  setter: SetterRow | undefined,
): Told {
  const states = profile.capabilities;
  const working = states ? profile.enabled.filter((name) => states[name].state === "ready") : [];
  return {
    status: profile.status,
    cause: profile.cause,
    lost: profile.lost,
    until: profile.statusUntil,
    provedAt: profile.provedAt,
    saved: profile.looksSavedUntil ? { since: profile.provedAt, until: profile.looksSavedUntil } : undefined,
    since: profile.statusSince,
    network: network?.about.name ?? profile.network,
    server: profile.server,
    noun: network?.about.profileNoun.one ?? "profile",
    profile: profile.name,
    person: setter?.name ?? "the person who connected it",
    loginLives: setter?.loginLives,
    roleless: network && isRoleless(network),
    working,
  };
}

/** One profile with everything the profile page shows. */
export async function presentDetail(world: PresentWorld, profile: StoredProfile): Promise<contract.ProfileDetail> {
  const [base] = await presentProfiles(world, [profile]);
  const network = world.networks.find(profile.network);
  if (!base || !network) throw new Error(`profile ${profile.id} belongs to no network here`);
  const accesses = await accessesOfProfile(world.db, profile.id);
  const grants = new Map<string, StoredGrant>();
  for (const id of new Set(accesses.map((access) => access.grantId))) {
    const grant = await findGrant(world.db, id);
    if (grant) grants.set(id, grant);
  }
  return {
    ...base,
    advice: await adviceOf(world, profile, accesses, grants),
    createdAt: profile.createdAt.toISOString(),
    disconnectedAt: profile.disconnectedAt?.toISOString() ?? null,
    capabilities: capabilities.map((name) => presentCapability(network, profile, rightsOf(accesses, grants), name)),
    accesses: accesses.flatMap((access) => presentAccess(world, network, access, grants.get(access.grantId))),
    disconnect: {
      otherProfilesOfTheseGrants: await countOthers(world, profile.id, [...grants.keys()]),
      revokesAtNetwork: await takesBack(world, profile.id, [...grants.values()]),
    },
  };
}

/** What the network's own table says of the answer that ended this profile's last access. */
async function adviceOf(
  world: PresentWorld,
  { id, status }: StoredProfile,
  accesses: readonly StoredAccess[],
  grants: ReadonlyMap<string, StoredGrant>,
): Promise<string | null> {
  if (status !== "expired") return null;
  const deaths = accesses.flatMap(({ grantId, health }): Death[] => {
    const grant = grants.get(grantId)?.health;
    if (grant?.state === "dead") return [{ grantId, profileId: null, since: grant.since }];
    return health.state === "dead" ? [{ grantId, profileId: id, since: health.since }] : [];
  });
  const [last] = deaths.toSorted((a, b) => b.since.getTime() - a.since.getTime());
  return last ? adviceIn(await evidenceOfDeath(world.db, last)) : null;
}

/** How many other profiles these logins serve: they stay connected when this one goes. */
async function countOthers(world: PresentWorld, profileId: string, grantIds: readonly string[]): Promise<number> {
  const served = await Promise.all(grantIds.map((id) => profilesOfGrant(world.db, id)));
  return new Set(served.flat().filter((id) => id !== profileId)).size;
}

/** What the first login that counts holds here, as the network last told. */
function rightsOf(accesses: readonly StoredAccess[], grants: ReadonlyMap<string, StoredGrant>): HeldRights {
  const living = accesses.filter((access) => access.health.state !== "ended");
  const access = living.find((one) => one.roles) ?? living[0];
  const granted = access && grants.get(access.grantId)?.scopesGranted;
  return { scopes: heldScopes(granted, access?.scopes), roles: access?.roles };
}

function presentCapability(
  network: Network,
  profile: StoredProfile,
  held: HeldRights,
  name: Capability,
): contract.CapabilityDetail {
  const needs = ofKind(network.capabilities, profile.kind)[name];
  const enabled = profile.enabled.includes(name);
  const base = { capability: name, enabled, heldRoles: held.roles ? [...held.roles] : null };
  if ("absent" in needs)
    return { ...base, state: "absent", text: needs.absent, neededScopes: [], missingScopes: [], neededRoles: [] };
  const dead = profile.status === "expired" || profile.status === "disconnected";
  const state = profile.capabilities?.[name] ?? { state: "unknown" };
  const { scopes, anyRole } = needsFor(needs, held);
  const needed = { neededScopes: [...scopes], neededRoles: [...anyRole] };
  if (dead)
    return { ...base, ...needed, state: "unknown", missingScopes: [], text: "No access token works at present." };
  if (state.state === "missing")
    return {
      ...base,
      ...needed,
      state: "missing",
      missingScopes: [...state.scopes],
      text: missingText(network, state),
    };
  const proof = profile.provedAt ? `Proved ${day(profile.provedAt)}.` : "Not proved yet.";
  return {
    ...base,
    ...needed,
    state: state.state === "ready" ? "ready" : "unknown",
    missingScopes: [],
    text: state.state === "ready" ? proof : "The network has not told us yet what is granted.",
  };
}

function missingText(network: Network, state: { scopes: readonly string[]; roles: readonly string[] }): string {
  const scopes = state.scopes.length > 0 ? `Not granted at ${network.about.name}: ${state.scopes.join(", ")}.` : "";
  const roles = state.roles.length > 0 ? `The role at ${network.about.name} does not cover it.` : "";
  return [scopes, roles].filter(Boolean).join(" ");
}

function presentAccess(
  world: PresentWorld,
  network: Network,
  access: StoredAccess,
  grant: StoredGrant | undefined,
): contract.Access[] {
  if (!grant) return [];
  const health = grant.health.state === "dead" || grant.health.state === "suspect" ? grant.health : access.health;
  const state = access.health.state === "ended" ? "ended" : health.state;
  const until = access.tokenSealed !== null ? access.tokenExpiresAt : (grant.accessExpiresAt ?? null);
  const told = {
    status: "expired",
    cause: health.cause,
    lost: [],
    until: null,
    since: health.since,
    network: network.about.name,
    noun: network.about.profileNoun.one,
    profile: access.profileName,
    person: grant.setter.name,
    working: [],
  } as const satisfies Told;
  return [
    {
      id: access.id,
      grantId: grant.id,
      setter: personRef(world, grant.setter),
      authorisedAt: grant.authorisedAt.toISOString(),
      state,
      cause: health.cause,
      stateText: health.cause && state !== "live" ? causeHeadline(told) : stateWords[state],
      scopesAsked: [...grant.scopesAsked],
      scopesGranted: grant.scopesGranted ? [...grant.scopesGranted] : null,
      scopesDeclined: [...grant.scopesDeclined],
      roles: access.roles ? [...access.roles] : null,
      expectedUntil: until?.toISOString() ?? null,
      expiryText: expiryText(network, grant, access, until, world.clock.now()),
      lastProofAt: access.provedAt?.toISOString() ?? null,
      nextLookAt: grant.health.state === "dead" ? null : (access.lookAt?.toISOString() ?? null),
    },
  ];
}

const stateWords = {
  live: "Works.",
  unverified: "Not proved yet.",
  suspect: "We are looking again before we say anything.",
  dead: "Does not work any more.",
  ended: "Ended here; the token is destroyed.",
} as const satisfies Record<HealthState, string>;
