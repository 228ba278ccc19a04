/** A key that some process has told of. */
export interface ToldKey {
  readonly id: string;
  /** When it became the one that seals; null when it never was. */
  readonly activeAt: Date | null;
}

/** What one process knows: every key it can open with, the one that its operator wants to seal with first. */
export interface Knower {
  readonly name: string;
  readonly keyIds: readonly string[];
}

/** The key that seals: the one that was switched to last. Undefined before the first. */
export function sealingKey(keys: readonly ToldKey[]): string | undefined {
  const [latest] = keys
    .filter(({ activeAt }) => activeAt !== null)
    .toSorted((one, other) => Number(other.activeAt) - Number(one.activeAt));
  return latest?.id;
}

/**
 * The key to seal with from now on (P24). Another one takes over only when every living process knows it and somebody wants it.
 * A new key takes over then; one that sealed before must be wanted by all, or an old order of keys somewhere would fetch it back.
 */
export function nextSealingKey(keys: readonly ToldKey[], living: readonly Knower[]): string | undefined {
  const active = sealingKey(keys);
  const wasActive = new Set(keys.filter(({ activeAt }) => activeAt !== null).map(({ id }) => id));
  const wanted = [...new Set(living.flatMap(({ keyIds }) => keyIds.slice(0, 1)))].toSorted();
  const mayTakeOver = (id: string): boolean =>
    id !== active &&
    living.every(({ keyIds }) => keyIds.includes(id)) &&
    (!wasActive.has(id) || living.every(({ keyIds }) => keyIds[0] === id));
  return wanted.find(mayTakeOver) ?? active;
}

/** What keeps a new key from sealing, seen from one process. */
export interface Lack {
  /** Keys that others have and this one lacks, although they seal or are to. */
  readonly missingHere: readonly string[];
  /** The new key that this one wants to seal with, and who does not know it yet. */
  readonly waiting: { readonly keyId: string; readonly for: readonly string[] } | undefined;
}

/** A key that sealed once and is over may be lacking: what needs it would have refused the start (P51). */
export function lackOf(me: Knower, others: readonly Knower[], keys: readonly ToldKey[]): Lack {
  const active = sealingKey(keys);
  const isOver = (id: string): boolean => id !== active && keys.some((key) => key.id === id && key.activeAt !== null);
  const told = [...new Set([...(active ? [active] : []), ...others.flatMap(({ keyIds }) => keyIds)])];
  const wanted = me.keyIds[0];
  const unaware = others.filter(({ keyIds }) => wanted !== undefined && !keyIds.includes(wanted));
  return {
    missingHere: told.filter((id) => !isOver(id) && !me.keyIds.includes(id)),
    waiting:
      wanted !== undefined && unaware.length > 0 && wanted !== active && !isOver(wanted)
        ? { keyId: wanted, for: unaware.map(({ name }) => name) }
        : undefined,
  };
}
