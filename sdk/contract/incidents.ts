// Written by `npm run docs` from server/incidents/schemas.ts. Change it there.

import type { Cause, PersonRef, ProfileName, ProfileStatus, Timestamp } from "./http.ts";

/** One cause, with everything that it affects. */
export interface Incident {
  /** Id of the incident. */
  id: string;
  /** Id of the network. */
  network: string;
  /** Where a network is many servers: the one that is in trouble; else null. */
  server: string | null;
  /**
   * How far it reaches. `grant`: one person's login · `access`: a role or a profile · `network` · `app`: this
   * installation's app.
   */
  reach: "grant" | "access" | "network" | "app";
  /** The cause. */
  cause: Cause;
  /** What happened, as a sentence. */
  headline: string;
  /** What to do, as a sentence. */
  nextStep: string;
  /** What the answer means at this network in particular and what helps there, as a sentence; null: no more to say. */
  advice: string | null;
  /** When it began. */
  openedAt: Timestamp;
  /** When it was over; null: it is open. */
  closedAt: Timestamp | null;
  /** Whose login it is; null: it is no single person's. */
  person: PersonRef | null;
  /** The grant that it is about; null: no single one. */
  grantId: string | null;
  /** Profiles that it affects now, the first hundred; once it is over, those that it affected. */
  profiles: ProfileName[];
  /** How many it affects now; once it is over, how many it affected. */
  profileCount: number;
  /** Of an open one: those that it affected and that work again; null: none, or it is over. */
  cameBack: {
    /** How many. */
    count: number;
    /** Since when the last of them works. */
    at: Timestamp;
  } | null;
  /** The gravest status among its profiles; `connected` once they are well. */
  status: ProfileStatus;
  /** Verdicts are paused while it lasts. */
  verdictsFrozen: boolean;
}
