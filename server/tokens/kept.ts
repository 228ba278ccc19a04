/** What was loaded under an id, and further ids whose change makes it wrong. */
export interface Loaded<T> {
  readonly value: T;
  readonly about: readonly string[];
}

/** Values kept in memory, each under its id, until a notice names it or what it is about, or until it is old. */
export interface Kept<T> {
  read(id: string, load: () => Promise<Loaded<T> | undefined>): Promise<{ value: T | undefined; fromMemory: boolean }>;
  /** The value at hand, if one is kept. */
  find(id: string): T | undefined;
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

interface Entry<T> extends Loaded<T> {
  readonly until: number;
}

/** What was changed while something was being loaded: nobody knows which of the two was first. */
interface Loading {
  readonly changed: Set<string>;
  everything: boolean;
}

export function openKept<T>({ size, seconds, now }: KeptParts): Kept<T> {
  const entries = new Map<string, Entry<T>>();
  const idsAbout = new Map<string, Set<string>>();
  const loadings = new Set<Loading>();

  const drop = (id: string): void => {
    const entry = entries.get(id);
    entries.delete(id);
    for (const other of entry?.about ?? []) {
      const ids = idsAbout.get(other);
      ids?.delete(id);
      if (ids?.size === 0) idsAbout.delete(other);
    }
  };
  const keep = (id: string, { value, about }: Loaded<T>): void => {
    drop(id);
    entries.set(id, { value, about, until: now().getTime() + seconds * 1000 });
    for (const other of about) idsAbout.set(other, (idsAbout.get(other) ?? new Set()).add(id));
    const oldest = entries.keys().next();
    if (entries.size > size && !oldest.done) drop(oldest.value);
  };
  const find = (id: string): T | undefined => {
    const entry = entries.get(id);
    if (!entry) return undefined;
    if (entry.until <= now().getTime()) {
      drop(id);
      return undefined;
    }
    entries.delete(id);
    entries.set(id, entry); // now the youngest
    return entry.value;
  };

  return {
    find,
    async read(id, load) {
      const found = find(id);
      if (found !== undefined) return { value: found, fromMemory: true };
      const loading: Loading = { changed: new Set(), everything: false };
      loadings.add(loading);
      try {
        const loaded = await load();
        const isSure = !loading.everything && ![id, ...(loaded?.about ?? [])].some((one) => loading.changed.has(one));
        if (loaded && isSure) keep(id, loaded);
        return { value: loaded?.value, fromMemory: false };
      } finally {
        loadings.delete(loading);
      }
    },
    forget(id) {
      for (const loading of loadings) loading.changed.add(id);
      for (const other of [id, ...(idsAbout.get(id) ?? [])]) drop(other);
    },
    forgetAll() {
      for (const loading of loadings) loading.everything = true;
      entries.clear();
      idsAbout.clear();
    },
  };
}
