import { createHash } from "node:crypto";
import type * as contract from "#sdk/contract.ts";
import type { Caller } from "../http/route.ts";
import { apiKeyPrefix, type Auth } from "./auth.ts";
import { deleteApiKey, listApiKeys, type PeopleDatabase } from "./queries.ts";

export interface NewKey {
  readonly workspaceId: string;
  /** An owner or admin of that workspace. */
  readonly userId: string;
  readonly name: string;
}

/** Who hears of every key that is disabled or deleted, in whichever process; see `server/stream/notices.ts`. */
export interface KeyNotices {
  tell(keeper: { forget(id: string): void; forgetAll(): void }): void;
  caughtUp(): Promise<boolean>;
}

/** Without notices: what a key that was disabled or deleted by another process may still do, this long. By this one: nothing. */
const REMEMBERED_MS = 5_000;
const REMEMBERED_KEYS = 1_000;
const everything = "*";

interface Remembered {
  readonly id: string;
  readonly caller: Caller;
}

/** Keys of programs: they may do what a member may, in one workspace, whoever made them. */
export function openApiKeys(auth: Auth, db: PeopleDatabase) {
  // By hash: a key itself is not kept, not even in memory. The oldest is dropped when it is full.
  const remembered = new Map<string, Remembered>();

  const remember = (hash: string, known: Remembered): void => {
    const oldest = remembered.keys().next();
    if (remembered.size >= REMEMBERED_KEYS && !oldest.done) remembered.delete(oldest.value);
    remembered.set(hash, known);
    setTimeout(() => remembered.delete(hash), REMEMBERED_MS).unref();
  };

  // For each key that is being looked up: what was forgotten meanwhile, and must not be remembered.
  const lookups = new Set<Set<string>>();
  const forget = (id: string): void => {
    for (const gone of lookups) gone.add(id);
    for (const [hash, known] of remembered) if (known.id === id) remembered.delete(hash);
  };
  let notices: KeyNotices | undefined;

  return {
    /** From now on a key is taken from memory only if everything that was said of keys so far has been heard. */
    rememberBy(told: KeyNotices): void {
      notices = told;
      const forgetAll = (): void => {
        for (const gone of lookups) gone.add(everything);
        remembered.clear();
      };
      told.tell({ forget, forgetAll });
    },

    /** The program behind the key; null: there is no such key, or it has been disabled. */
    async findCaller(key: string): Promise<Caller | null> {
      if (!key.startsWith(apiKeyPrefix) || key.length > 200) return null;
      const hash = createHash("sha256").update(key).digest("base64url");
      const isGood = !remembered.has(hash) || !notices || (await notices.caughtUp());
      const known = isGood ? remembered.get(hash) : undefined;
      if (known) return known.caller;
      const gone = new Set<string>();
      lookups.add(gone);
      const answer = await auth.api.verifyApiKey({ body: { key } }).finally(() => lookups.delete(gone));
      if (!answer.valid || !answer.key) return null;
      const { id, referenceId, name } = answer.key;
      const caller: Caller = {
        workspaceId: referenceId,
        userId: null,
        name: name ?? "API key",
        role: "member",
        via: "api-key",
      };
      if (!gone.has(id) && !gone.has(everything)) remember(hash, { id, caller });
      return caller;
    },

    async create({ workspaceId, userId, name }: NewKey): Promise<contract.NewApiKey> {
      const made = await auth.api.createApiKey({ body: { organizationId: workspaceId, userId, name } });
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
      forget(id);
      return deleted;
    },
  };
}

export type ApiKeys = ReturnType<typeof openApiKeys>;
