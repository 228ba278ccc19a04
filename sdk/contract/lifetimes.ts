// Written by `npm run docs` from server/lifetimes/schemas.ts. Change it there.

import type { Cause } from "./http.ts";

/** How long logins lived, from consent to their death at the network. */
export interface LearnedLifetime {
  /** Lives that ended at the network. */
  ended: number;
  /** The median of their lengths, in seconds; null: too few to tell. */
  medianSeconds: number | null;
  /** The shortest of them, in seconds; null: none ended. */
  shortestSeconds: number | null;
  /** The longest of them, in seconds; null: none ended. */
  longestSeconds: number | null;
  /** Why they ended, the most frequent cause first. */
  causes: {
    /** The cause. */
    cause: Cause;
    /** Lives that it ended. */
    count: number;
  }[];
  /** Logins that live now. */
  alive: number;
  /** How long the oldest of those has lived, in seconds; null: none lives. */
  oldestAliveSeconds: number | null;
}

/**
 * How long logins really live on this installation, from consent to their death at the network. What a person
 * here ended, and what a renewal replaced while it lived, might have lived on and does not count.
 */
export interface LearnedLifetimes extends LearnedLifetime {
  /** Of fewer lives that ended no median is told. */
  enough: number;
  /** Where a network has several ways in: each by itself. */
  ways: {
    /** Lives that ended at the network. */
    ended: number;
    /** The median of their lengths, in seconds; null: too few to tell. */
    medianSeconds: number | null;
    /** The shortest of them, in seconds; null: none ended. */
    shortestSeconds: number | null;
    /** The longest of them, in seconds; null: none ended. */
    longestSeconds: number | null;
    /** Why they ended, the most frequent cause first. */
    causes: {
      /** The cause. */
      cause: Cause;
      /** Lives that it ended. */
      count: number;
    }[];
    /** Logins that live now. */
    alive: number;
    /** How long the oldest of those has lived, in seconds; null: none lives. */
    oldestAliveSeconds: number | null;
    /** Id of the way in. */
    id: string;
    /** What people call it. */
    label: string;
  }[];
}
