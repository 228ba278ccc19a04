import { hash as digest } from "node:crypto";
import type * as contract from "#sdk/contract.ts";
import type { Caller } from "../http/route.ts";
import type { Clock } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { Auth } from "./auth.ts";
import { apiKeyPrefix } from "./auth-paths.ts";
import { openKeyMemory, type KeyNotices } from "./key-memory.ts";
import { deleteApiKey, findApiKey, listApiKeys, type PeopleDatabase, saveLastRequest } from "./queries.ts";

export interface NewKey {
  readonly workspaceId: string;
  /** An owner or admin of that workspace. */
  readonly userId: string;
  readonly name: string;
}

export interface ApiKeysParts {
  readonly auth: () => Promise<Auth>;
  readonly db: PeopleDatabase;
  readonly clock: Clock;
  readonly log: Pick<Log, "warn">;
}

/** better-auth's `defaultKeyHasher`: SHA-256 in base64url without padding; @better-auth/api-key 1.7.5, dist/index.mjs (read 2026-11-29). */
const hashOf = (key: string): string => digest("sha256", key, "base64url");

/** Whether it could be one: what is not is not looked up. */
const isOurs = (key: string): boolean => key.startsWith(apiKeyPrefix) && key.length <= 200;

/**
 * Keys of programs: they may do what a member may, in one workspace, whoever made them. better-auth makes them; they are looked up
 * here, because it calls a good key invalid when the database cannot be asked.
 */
export function openApiKeys({ auth, db, clock, log }: ApiKeysParts) {
  const memory = openKeyMemory({ clock, noteUse: (id, now) => void noteUse(id, now) });

  /** Nobody waits for it, and nothing hangs on it. */
  const noteUse = async (id: string, now: Date): Promise<void> => {
    try {
      await saveLastRequest(db, id, now);
    } catch (error) {
      log.warn({ err: error, apiKeyId: id }, "when an API key was used last could not be saved");
    }
  };

  return {
    /** From now on a key is taken from memory only if everything that was said of keys so far has been heard. */
    rememberBy: (notices: KeyNotices): void => memory.rememberBy(notices),

    /** What `findCaller` would say, if that can be said at once; undefined: the database has to be asked. */
    findCallerNow(key: string): Caller | null | undefined {
      return isOurs(key) ? memory.findNow(hashOf(key)) : null;
    },

    /** The program behind the key; null: there is no such key, or it has been disabled. Throws when the database cannot be asked. */
    async findCaller(key: string): Promise<Caller | null> {
      if (!isOurs(key)) return null;
      return memory.find(hashOf(key), async (hash) => {
        const found = await findApiKey(db, hash);
        return (
          found && {
            id: found.id,
            expiresAt: found.expiresAt,
            caller: {
              workspaceId: found.workspaceId,
              userId: null,
              name: found.name ?? "API key",
              role: "member",
              via: "api-key",
            },
          }
        );
      });
    },

    async create({ workspaceId, userId, name }: NewKey): Promise<contract.NewApiKey> {
      const { api } = await auth();
      const made = await api.createApiKey({ body: { organizationId: workspaceId, userId, name } });
      memory.forgetUnknown();
      const { id, key, start, createdAt } = made;
      return { id, name, start: start ?? apiKeyPrefix, createdAt: createdAt.toISOString(), lastUsedAt: null, key };
    },

    async list(workspaceId: string): Promise<contract.ApiKey[]> {
      const rows = await listApiKeys(db, workspaceId);
      return rows.map(({ id, name, start, createdAt, lastRequest }) => ({
        id,
        name: name ?? "",
        start: start ?? apiKeyPrefix,
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastRequest?.toISOString() ?? null,
      }));
    },

    /** False: the workspace has no such key. */
    async revoke(workspaceId: string, id: string): Promise<boolean> {
      const deleted = await deleteApiKey(db, workspaceId, id);
      memory.forget(id);
      return deleted;
    },
  };
}

export type ApiKeys = ReturnType<typeof openApiKeys>;
