export interface Backoff {
  readonly firstSeconds: number;
  readonly longestSeconds: number;
}

/** Exponential with full spread on its upper half: attempt 0 waits firstSeconds/2 … firstSeconds, doubling up to longestSeconds. */
export function backoffSeconds(backoff: Backoff, attempt: number, fraction: number): number {
  const ceiling = Math.min(backoff.longestSeconds, backoff.firstSeconds * 2 ** Math.min(attempt, 30));
  return ceiling / 2 + (ceiling / 2) * fraction;
}

export function addSeconds(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + Math.round(seconds * 1000));
}
