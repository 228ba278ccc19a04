import { randomBytes, randomInt } from "node:crypto";

/** Chance, handed in so that tests can decide it. */
export interface Random {
  /** `count` unpredictable bytes, fit for tokens and ids. */
  bytes(count: number): Uint8Array;
  /** A number from 0 up to, but not including, 1: for jitter. */
  fraction(): number;
}

// randomInt allows ranges below 2^48; that many steps are plenty for jitter.
const STEPS = 2 ** 48 - 1;

/** The operating system's randomness. */
export const systemRandom: Random = {
  bytes: (count) => new Uint8Array(randomBytes(count)),
  fraction: () => randomInt(STEPS) / STEPS,
};
