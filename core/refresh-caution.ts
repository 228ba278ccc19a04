import { addSeconds } from "./backoff.ts";

/**
 * Caution at a network whose refresh tokens are good once. An outcome that is unknown may have cost a login, so one silence stops
 * the early refreshes there (of tokens with life left, which can wait): one at a time feels the way, after a pause.
 */
export interface Caution {
  readonly pauseSeconds: number;
  /** No early refresh begins there before. */
  readonly earlyAt: Date;
}

const shortestPauseSeconds = 30;
const longestPauseSeconds = 900;

/**
 * After an outcome that is unknown: a pause of half a minute, and twice as long when one that felt the way was lost as well.
 * What was under way before the first silence (`sent: "before"`) was lost with it, and says nothing new.
 */
export function afterSilence(known: Caution | undefined, sent: "before" | "feeling-the-way", now: Date): Caution {
  if (known && sent === "before") return known;
  const pauseSeconds = known ? Math.min(known.pauseSeconds * 2, longestPauseSeconds) : shortestPauseSeconds;
  return { pauseSeconds, earlyAt: addSeconds(now, pauseSeconds) };
}

/** After an answer to one that felt the way: half the caution, and none (undefined) once it is less than the shortest pause. */
export function afterAnswer(known: Caution, now: Date): Caution | undefined {
  const pauseSeconds = known.pauseSeconds / 2;
  return pauseSeconds < shortestPauseSeconds ? undefined : { pauseSeconds, earlyAt: addSeconds(now, pauseSeconds) };
}

/** When one that has to wait is planned again: spread over a pause, so that not all come back at once. */
export function postponedTo(known: Caution, now: Date, fraction: number): Date {
  const from = known.earlyAt > now ? known.earlyAt : now;
  return addSeconds(from, known.pauseSeconds * fraction);
}

/**
 * How many early refreshes one process has under way at a network at once. It begins with one and grows by one with each answer,
 * so that a network that is silent from the start costs one refresh token, not as many as are due.
 */
export interface EarlyWindow {
  readonly size: number;
  readonly usedAt: Date;
}

/** After so long without any the window begins anew with one. Seconds. */
const idleSeconds = 60;
const widest = 64;

export function windowNow(known: EarlyWindow | undefined, now: Date): EarlyWindow {
  const isFresh = known !== undefined && addSeconds(known.usedAt, idleSeconds) > now;
  return isFresh ? known : { size: 1, usedAt: now };
}

export function windowAfter(known: EarlyWindow, outcome: "answered" | "silent", now: Date): EarlyWindow {
  return { size: outcome === "silent" ? 1 : Math.min(known.size + 1, widest), usedAt: now };
}
