import type { StoredGrant } from "../store/grants.ts";
import type { StoredAccess } from "../store/accesses.ts";
import type { StoredProfile } from "../store/profiles.ts";
import type { Notices } from "../stream/notices.ts";
import type { World } from "../world.ts";
import { type Kept, openKept } from "./kept.ts";
import { findLending, type Lending } from "./queries.ts";

/*
 * What lending may know of the rows. Migration 0013 names the column of each of these members, and whoever changes one of those
 * columns is heard of; what is not named there may be old in memory, so it cannot be read here.
 */
export type LendingProfile = Pick<
  StoredProfile,
  "id" | "workspaceId" | "network" | "kind" | "remoteId" | "disconnectedAt"
>;
export type LendingAccess = Pick<
  StoredAccess,
  "id" | "grantId" | "profileId" | "tokenSealed" | "tokenExpiresAt" | "roles" | "scopes"
> & { readonly health: Pick<StoredAccess["health"], "state"> };
export type LendingGrant = Pick<
  StoredGrant,
  | "id"
  | "workspaceId"
  | "network"
  | "appId"
  | "setter"
  | "tokenKind"
  | "tokensSealed"
  | "version"
  | "scopesGranted"
  | "issuedAt"
  | "accessExpiresAt"
  | "refreshExpiresAt"
  | "endsAt"
  | "dataAccessEndsAt"
> & { readonly health: Pick<StoredGrant["health"], "state"> };

/** The rows of one profile, all of them as they were at one moment. */
export interface TokenReads {
  profile(key: ProfileKey): Promise<LendingProfile | undefined>;
  accesses(profileId: string): Promise<readonly LendingAccess[]>;
  grant(id: string): Promise<LendingGrant | undefined>;
}

interface ProfileKey {
  readonly workspaceId: string;
  readonly id: string;
}

export interface TokenMemory {
  /** Once per request. What is read with it is good in the sense of `Notices.caughtUp`. */
  reads(): Promise<TokenReads>;
}

export function fromDatabase({ db }: Pick<World, "db">): TokenReads {
  return readsOf((profileId) => findLending(db, profileId));
}

export interface TokenMemoryParts {
  readonly notices: Notices;
  readonly told: (from: "memory" | "database") => void;
}

/** Notices are the rule; this only bounds what a bug of theirs could do. Seconds. */
const keptSeconds = 60;

/**
 * Rows from which tokens are lent, kept in memory, tokens as sealed as they are in the database. Before each use we ask whether
 * the notices have been heard. While nobody can say so, everything is read from the database.
 */
export function openTokenMemory(
  world: Pick<World, "config" | "db" | "clock">,
  { notices, told }: TokenMemoryParts,
): TokenMemory {
  const { tokenCache: size } = world.config;
  if (size === 0) return { reads: async () => fromDatabase(world) };
  const kept: Kept<Lending> = openKept({ size, seconds: keptSeconds, now: () => world.clock.now() });
  notices.tell(kept);
  const load = async (profileId: string) => {
    const { value, fromMemory } = await kept.read(profileId, async () => {
      const lending = await findLending(world.db, profileId);
      return lending && { value: lending, about: [...lending.grants.keys()] };
    });
    told(fromMemory ? "memory" : "database");
    return value;
  };
  return { reads: async () => ((await notices.caughtUp()) ? readsOf(load) : fromDatabase(world)) };
}

/** Loads the rows of the one profile that a request is about, once. */
function readsOf(load: (profileId: string) => Promise<Lending | undefined>): TokenReads {
  let known: Lending | undefined;
  const of = async (profileId: string): Promise<Lending | undefined> => {
    if (known?.profile.id !== profileId) known = await load(profileId);
    return known;
  };
  return {
    profile: async (key) => {
      const profile = (await of(key.id))?.profile;
      // It was loaded for one workspace, and is kept for all: whose it is, is asked each time.
      return profile?.workspaceId === key.workspaceId ? profile : undefined;
    },
    accesses: async (profileId) => (await of(profileId))?.accesses ?? [],
    grant: async (id) => known?.grants.get(id),
  };
}
