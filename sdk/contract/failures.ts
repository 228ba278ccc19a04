// Written by `npm run docs` from server/failures/schemas.ts. Change it there.

import type { Cause, Repairer, RestsOn, Timestamp } from "./http.ts";

/** What an answer means. Nothing is decided by a report alone: Latchkey looks itself, with a cheap read. */
export interface FailureDiagnosis {
  /** Which kind of failure it is. */
  kind:
    | "unreachable"
    | "rate-limited"
    | "token-expired"
    | "grant-revoked"
    | "scope-missing"
    | "profile-lost"
    | "app-rejected"
    | "content-rejected"
    | "unrecognised";
  /** The cause. */
  cause: Cause;
  /** The way out. */
  repair: {
    /** Who can repair it. */
    who: Repairer;
    /** What they do, as a sentence. */
    how: string;
  };
  /**
   * Whether to try again: `backoff` with growing pauses · `at-until` from `until` on · `after-refresh` with a new
   * token · `daily` · `never`.
   */
  retry: "backoff" | "at-until" | "after-refresh" | "daily" | "never";
  /** `certain`: this answer leaves no doubt · `likely`: it is confirmed by a second look first. */
  confidence: "certain" | "likely";
  /** The moment that the network asked to wait for. */
  until?: Timestamp;
  /** Scopes that the answer says are missing. */
  scopes?: string[];
  /** The row of the network's table that fits. */
  rule: string;
  /** What of the answer that row reads. */
  restsOn?: RestsOn;
  /** Where that row is from, with the day it was read. */
  source: string;
}

/** What a network answered to a call of yours. */
export interface FailureReport {
  /** What you were doing. */
  call: "token-refresh" | "probe" | "publish" | "inbox" | "analytics" | "discover";
  /** The HTTP status, also when it is a 200 with an error inside; 0: no answer at all. */
  status: number;
  /** The answer's headers as they came, names in any case. */
  headers?: Record<string, string>;
  /** The answer's body: the JSON value, or the text where it was none. */
  body?: unknown;
}

/** One kind of answer that no row of a network's table fits. */
export interface UnrecognisedAnswer {
  /** Id of this kind of answer. */
  id: string;
  /** Id of the network. */
  network: string;
  /** What was being done. */
  call: string;
  /** HTTP status; 0: no answer. */
  status: number;
  /** The network's own code in it; null: none. */
  code: string | null;
  /** Its second code; null: none. */
  subcode: string | null;
  /** What it says, without names, ids and numbers. */
  words: string;
  /** How often it was met. */
  count: number;
  /** How many of them were reported by callers; the others Latchkey met itself. */
  reported: number;
  /** When it was met first. */
  firstSeenAt: Timestamp;
  /** When it was met last. */
  lastSeenAt: Timestamp;
  /** The newest one. */
  sample: {
    /** The address that was called, without secrets. */
    address: string;
    /** The answer, redacted. */
    body: unknown;
    /** When the network answered. */
    at: Timestamp;
  };
}
