/** Whose turn it is among many who wait, each for so many things. */
export interface Turns {
  /** So many things of this one wait now; who is known keeps their place in the circle, and who waits for none leaves it. */
  set(who: string, count: number): void;
  /** Deals at most `places` turns; answers how many each of them gets. */
  deal(places: number): ReadonlyMap<string, number>;
  /** Everybody who waits. */
  all(): readonly string[];
}

/**
 * A circle: everybody who waits gets one turn before anybody gets a second, so that five thousand things of one never delay the
 * single thing of another. Costs what is dealt.
 */
export function openTurns(): Turns {
  // In the order in which they come next; whoever was served goes to the end.
  const waiting = new Map<string, number>();

  const serveNext = (): string | undefined => {
    const next = waiting.entries().next();
    if (next.done) return undefined;
    const [who, count] = next.value;
    waiting.delete(who);
    if (count > 1) waiting.set(who, count - 1);
    return who;
  };

  return {
    set(who, count) {
      if (count > 0) waiting.set(who, count);
      else waiting.delete(who);
    },
    deal(places) {
      const dealt = new Map<string, number>();
      for (let left = places; left > 0; left--) {
        const who = serveNext();
        if (who === undefined) break;
        dealt.set(who, (dealt.get(who) ?? 0) + 1);
      }
      return dealt;
    },
    all: () => [...waiting.keys()],
  };
}
