import { findGrant, type StoredGrant } from "../grants/grant-store.ts";
import { accessesOfProfile, type StoredAccess } from "../health/accesses.ts";
import { findProfile, type StoredProfile } from "../profiles/profiles.ts";
import type { Notices } from "../stream/notices.ts";
import type { World } from "../world.ts";
import { openKept, type Kept } from "./kept.ts";

/** What lending needs to know of what is stored: all of it as it was when this was asked for, or later. */
export interface TokenReads {
  profile(key: ProfileKey): Promise<StoredProfile | undefined>;
  accesses(profileId: string): Promise<readonly StoredAccess[]>;
  grant(id: string): Promise<StoredGrant | undefined>;
}

interface ProfileKey {
  readonly workspaceId: string;
  readonly id: string;
}

export interface TokenMemory {
  /** Once per request: what was committed before this is seen by everything that is read with it. */
  reads(): Promise<TokenReads>;
}

export function fromDatabase({ db }: Pick<World, "db">): TokenReads {
  return {
    profile: (key) => findProfile(db, key),
    accesses: (profileId) => accessesOfProfile(db, profileId),
    grant: (id) => findGrant(db, id),
  };
}

export interface TokenMemoryParts {
  readonly notices: Notices;
  readonly told: (from: "memory" | "database") => void;
}

/** Notices are the rule; this only bounds what a bug of theirs could do. Seconds. */
const keptSeconds = 60;

/**
 * Rows from which tokens are lent, kept in memory, tokens as sealed as they are in the database. Before each use we ask
 * whether every notice so far has been heard: nothing is lent that was taken back before the request came, whichever process
 * took it back. While nobody can say so, everything is read from the database.
 */
export function openTokenMemory(
  world: Pick<World, "config" | "db" | "clock">,
  { notices, told }: TokenMemoryParts,
): TokenMemory {
  const database = fromDatabase(world);
  const { tokenCache: size } = world.config;
  if (size === 0) return { reads: async () => database };
  // A profile and, at most, a grant of its own.
  const kept = openKept({ size: size * 2, seconds: keptSeconds, now: () => world.clock.now() });
  notices.tell(kept);
  return { reads: async () => ((await notices.caughtUp()) ? keeping(database, kept, told) : database) };
}

interface OfProfile {
  readonly profile: StoredProfile;
  readonly accesses: readonly StoredAccess[];
}

function keeping(database: TokenReads, kept: Kept, told: TokenMemoryParts["told"]): TokenReads {
  let known: OfProfile | undefined;
  return {
    profile: async (key) => {
      const { value, fromMemory } = await kept.read<OfProfile>(key.id, async () => {
        const profile = await database.profile(key);
        return profile && { profile, accesses: await database.accesses(profile.id) };
      });
      told(fromMemory ? "memory" : "database");
      known = value;
      // It was loaded for one workspace, and is kept for all: whose it is, is asked each time.
      return value?.profile.workspaceId === key.workspaceId ? value.profile : undefined;
    },
    accesses: async (profileId) => (known?.profile.id === profileId ? known.accesses : database.accesses(profileId)),
    grant: async (id) => (await kept.read<StoredGrant>(id, () => database.grant(id))).value,
  };
}
