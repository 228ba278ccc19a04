/** Rows kept in memory, each under its id, until a notice names the id, or until they are old. */
export interface Kept {
  /** The value kept under this id, or a fresh one. `about`: further ids whose change makes it wrong. */
  read<T extends object>(
    id: string,
    load: () => Promise<T | undefined>,
  ): Promise<{ value: T | undefined; fromMemory: boolean }>;
  /** Something about it has changed: it is forgotten, and what is being loaded at this moment is not kept. */
  forget(id: string): void;
  forgetAll(): void;
}

export interface KeptParts {
  /** How many values; the one that was not asked for the longest time makes room. */
  readonly size: number;
  /** No notice is believed in for longer than this. Seconds. */
  readonly seconds: number;
  readonly now: () => Date;
}

interface Entry {
  readonly value: object;
  readonly until: number;
}

export function openKept({ size, seconds, now }: KeptParts): Kept {
  const entries = new Map<string, Entry>();
  const loading = new Map<string, Set<object>>();

  const find = (id: string): object | undefined => {
    const entry = entries.get(id);
    if (!entry) return undefined;
    entries.delete(id);
    if (entry.until <= now().getTime()) return undefined;
    entries.set(id, entry); // now the youngest
    return entry.value;
  };
  const keep = (id: string, value: object): void => {
    entries.set(id, { value, until: now().getTime() + seconds * 1000 });
    const oldest = entries.keys().next();
    if (entries.size > size && !oldest.done) entries.delete(oldest.value);
  };

  return {
    async read<T extends object>(id: string, load: () => Promise<T | undefined>) {
      const found = find(id);
      // Whatever is kept under an id was loaded by the same caller, in the shape that it reads.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      if (found) return { value: found as T, fromMemory: true };
      const turn = {};
      const turns = loading.get(id) ?? new Set();
      loading.set(id, turns.add(turn));
      try {
        const value = await load();
        // Its turn is gone: a notice came while it was loaded, and nobody knows which of the two was first.
        if (value && turns.has(turn)) keep(id, value);
        return { value, fromMemory: false };
      } finally {
        turns.delete(turn);
        if (turns.size === 0 && loading.get(id) === turns) loading.delete(id);
      }
    },
    forget(id) {
      entries.delete(id);
      loading.get(id)?.clear();
    },
    forgetAll() {
      entries.clear();
      for (const turns of loading.values()) turns.clear();
    },
  };
}
