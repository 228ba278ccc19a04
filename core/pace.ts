/** A rate that a network documents for everything that comes from one app or one address; see `Limit` of the networks' contract. */
export interface Rate {
  readonly count: number;
  /** What is counted. */
  readonly of: string;
  readonly perSeconds?: number;
  readonly per: string;
}

/** Work begun for one grant takes some calls, and people and programs call beside us: so much of a rate is taken by the background. */
const share = 0.5;
/** A budget of a day is not kept by waiting between two calls. Seconds. */
const longestSpan = 3600;

/**
 * The pause between two beginnings that keeps the background within the rates of a network that hold for the whole app or address.
 * Seconds; 0 where none is documented.
 */
export function pauseWithin(rates: readonly Rate[]): number {
  const pauses = rates.map(({ count, of, perSeconds, per }) => {
    if (perSeconds === undefined || perSeconds > longestSpan || of !== "calls") return 0;
    return per === "app" || per === "address" ? perSeconds / (count * share) : 0;
  });
  return Math.max(0, ...pauses);
}
