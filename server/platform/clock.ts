/** The time, handed in so that tests turn it by hand and the demo can let sixty days pass. */
export interface Clock {
  now(): Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };

/**
 * A clock that runs as fast as the machine's, but `getOffsetMs()` milliseconds ahead of it.
 * The offset is asked anew at every look, so that a leap made by another process is seen at once.
 */
export function shiftedClock(getOffsetMs: () => number, base: Clock = systemClock): Clock {
  return { now: () => new Date(base.now().getTime() + getOffsetMs()) };
}

/** Milliseconds of a clock that nobody sets: for how long something has lasted in this process. */
export const monotonicMs = (): number => performance.now();
