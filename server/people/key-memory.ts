import type { Caller } from "../http/route.ts";
import type { Clock } from "../platform/clock.ts";

/** Who hears of every key that is made, changed or deleted, in whichever process; see `server/stream/notices.ts`. */
export interface KeyNotices {
  tell(keeper: { forget(id: string): void; forgetAll(): void }): void;
  isCaughtUp(): boolean;
  caughtUp(): Promise<boolean>;
}

export interface KnownKey {
  readonly id: string;
  readonly caller: Caller;
  readonly expiresAt: Date | null;
}

/** Without notices: what a key that was disabled or deleted by another process may still do, this long. By this one: nothing. */
const withoutNoticesMs = 5_000;
/** Notices are the rule; this only bounds what a bug of theirs could do. */
const keptMs = 60_000;
const noteUseMs = 60_000;
const roomForKnown = 1_000;
const roomForUnknown = 10_000;

/** What migration 0013 says of a key that was made: not whose it is, since nobody knows it yet. */
const newKey = "new-key";

interface Entry {
  readonly key: KnownKey | null;
  readonly since: number;
  usedAt: number;
}

interface KeyMemoryParts {
  readonly clock: Clock;
  /** A key was used; said once a minute. */
  readonly noteUse: (id: string, now: Date) => void;
}

/**
 * API keys by their hash, and hashes of which it is known that there is no such key: a key itself is not kept, not even in memory.
 * Strangers cannot make it forget good keys, for what is unknown has a room of its own.
 */
export function openKeyMemory({ clock, noteUse }: KeyMemoryParts) {
  const known = new Map<string, Entry>();
  const unknown = new Map<string, Entry>();
  /** For each look-up under way: what was said meanwhile. Nobody knows which of the two was first. */
  const lookUps = new Set<{ said: boolean }>();
  let notices: KeyNotices | undefined;

  const said = (): void => {
    for (const lookUp of lookUps) lookUp.said = true;
  };
  const forgetUnknown = (): void => {
    said();
    unknown.clear();
  };
  const forgetAll = (): void => {
    forgetUnknown();
    known.clear();
  };
  const forget = (id: string): void => {
    if (id === newKey) return forgetUnknown();
    said();
    for (const [hash, { key }] of known) if (key?.id === id) known.delete(hash);
  };
  const keep = (hash: string, entry: Entry): void => {
    const [room, size] = entry.key ? [known, roomForKnown] : [unknown, roomForUnknown];
    const oldest = room.keys().next();
    if (room.size >= size && !oldest.done) room.delete(oldest.value);
    room.set(hash, entry);
  };
  const use = (entry: Entry, now: Date): Caller | null => {
    const { key } = entry;
    if (!key || (key.expiresAt && key.expiresAt <= now)) return null;
    if (now.getTime() - entry.usedAt >= noteUseMs) {
      entry.usedAt = now.getTime();
      noteUse(key.id, now);
    }
    return key.caller;
  };

  const young = (hash: string, now: Date): Entry | undefined => {
    const entry = known.get(hash) ?? unknown.get(hash);
    const ageMs = entry ? now.getTime() - entry.since : Number.POSITIVE_INFINITY;
    return ageMs >= 0 && ageMs < (notices ? keptMs : withoutNoticesMs) ? entry : undefined;
  };

  return {
    forget,
    forgetUnknown,
    rememberBy(by: KeyNotices): void {
      notices = by;
      by.tell({ forget, forgetAll });
    },
    /** Whose key it is, if that can be said without waiting; null: it is nobody's. */
    findNow(hash: string): Caller | null | undefined {
      const now = clock.now();
      const entry = young(hash, now);
      return entry && (!notices || notices.isCaughtUp()) ? use(entry, now) : undefined;
    },
    async find(hash: string, load: (hash: string) => Promise<KnownKey | undefined>): Promise<Caller | null> {
      const now = clock.now();
      const before = known.get(hash);
      const entry = young(hash, now);
      if (entry && (!notices || (await notices.caughtUp())))
        if ((known.get(hash) ?? unknown.get(hash)) === entry) return use(entry, now);
      const lookUp = { said: false };
      lookUps.add(lookUp);
      const key = (await load(hash).finally(() => lookUps.delete(lookUp))) ?? null;
      const fresh: Entry = { key, since: now.getTime(), usedAt: before?.key ? before.usedAt : 0 };
      known.delete(hash);
      unknown.delete(hash);
      if (!lookUp.said) keep(hash, fresh);
      return use(fresh, now);
    },
  };
}
