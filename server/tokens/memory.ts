import type { StoredGrant } from "../store/grants.ts";
import type { StoredAccess } from "../store/accesses.ts";
import type { StoredProfile } from "../store/profiles.ts";
import { openOnce } from "../platform/masked.ts";
import type { Vault } from "../platform/vault.ts";
import type { Notices } from "../stream/notices.ts";
import type { World } from "../world.ts";
import { type Kept, type Loaded, openKept } from "./kept.ts";
import { findLending } from "./queries.ts";

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
export interface LendingRows {
  readonly profile: LendingProfile;
  readonly accesses: readonly LendingAccess[];
  readonly grants: ReadonlyMap<string, LendingGrant>;
  /** Opens what is sealed in these rows. */
  readonly vault: Pick<Vault, "open">;
}

export interface ProfileKey {
  readonly workspaceId: string;
  readonly id: string;
}

export interface TokenMemory {
  /** Good in the sense of `Notices.caughtUp`. Undefined: the workspace has no such profile. */
  find(key: ProfileKey): Promise<LendingRows | undefined>;
  /** The same without waiting. Undefined: it cannot be said at once, or there is no such profile. */
  findNow(key: ProfileKey): LendingRows | undefined;
}

export interface TokenMemoryParts {
  readonly notices: Notices;
  readonly told: (from: "memory" | "database") => void;
}

/** Notices are the rule; this only bounds what a bug of theirs could do. Seconds. */
const keptSeconds = 60;

/**
 * Rows from which tokens are lent, kept in memory. Tokens are in it as they are sealed in the database; one that was lent is masked
 * besides. Before each use we ask whether the notices have been heard. While nobody can say so, everything is read from the database.
 */
export function openTokenMemory(
  world: Pick<World, "config" | "db" | "clock" | "vault">,
  { notices, told }: TokenMemoryParts,
): TokenMemory {
  const { tokenCache: size } = world.config;
  const load = async (profileId: string): Promise<LendingRows | undefined> => {
    told("database");
    return fromDatabase(world, profileId);
  };
  if (size === 0) return { find: async (key) => ofWorkspace(await load(key.id), key), findNow: () => undefined };
  const kept: Kept<LendingRows> = openKept({ size, seconds: keptSeconds, now: () => world.clock.now() });
  notices.tell(kept);
  const findNow = (key: ProfileKey): LendingRows | undefined => {
    const rows = notices.isCaughtUp() ? ofWorkspace(kept.find(key.id), key) : undefined;
    if (rows) told("memory");
    return rows;
  };
  const loadKept = async (profileId: string): Promise<Loaded<LendingRows> | undefined> => {
    const rows = await load(profileId);
    return rows && { value: { ...rows, vault: openOnce(world.vault) }, about: [...rows.grants.keys()] };
  };
  return {
    findNow,
    find: async (key) => {
      if (!(await notices.caughtUp())) return ofWorkspace(await load(key.id), key);
      const { value, fromMemory } = await kept.read(key.id, () => loadKept(key.id));
      if (fromMemory) told("memory");
      return ofWorkspace(value, key);
    },
  };
}

/** The rows as they are now. Undefined: there is no such profile in any workspace. */
export async function fromDatabase(
  { db, vault }: Pick<World, "db" | "vault">,
  profileId: string,
): Promise<LendingRows | undefined> {
  const lending = await findLending(db, profileId);
  return lending && { ...lending, vault };
}

/** Rows were loaded for one workspace, and are kept for all: whose they are, is asked each time. */
function ofWorkspace(rows: LendingRows | undefined, { workspaceId }: ProfileKey): LendingRows | undefined {
  return rows?.profile.workspaceId === workspaceId ? rows : undefined;
}
