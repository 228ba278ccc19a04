// Written by `npm run docs` from server/events/schemas.ts. Change it there.

import type { RestsOn, Timestamp } from "./http.ts";

/** One line of the timeline, in plain words. */
export interface TimelineEvent {
  /** Id of the event. */
  id: string;
  /** When it happened. */
  at: Timestamp;
  /** What happened, as a word for programs: `renewed`. Kinds are added now and then. */
  kind: string;
  /** What happened, as a sentence. */
  text: string;
  /** How it should look. */
  tone: "good" | "bad" | "warn" | "neutral";
  /** The profile that it concerns; null: none in particular. */
  profileId: string | null;
  /** The grant that it concerns; null: none in particular. */
  grantId: string | null;
  /** The incident that it belongs to; null: none. */
  incidentId: string | null;
  /** The person or API key that did it; null: Latchkey itself. */
  actor: string | null;
  /** The network's answer that it rests on, redacted; null: none. */
  evidence: {
    /** What was being done at the network. */
    act: string;
    /** The address that was called, without secrets. */
    address: string;
    /** HTTP status of the answer; 0: no answer. */
    status: number;
    /** Without an answer: what kept it away. */
    trouble?: string;
    /** The answer, redacted. */
    body: unknown;
    /** The row of the network's table that fits. */
    rule: string;
    /** What of the answer the rule reads: the network's own code, its words, or nothing but the HTTP status. */
    restsOn?: RestsOn;
    /** Where that row is from, with the day it was read. */
    source: string;
    /** When the network answered. */
    at: Timestamp;
  } | null;
}
