// Written by `npm run docs` from server/grants/schemas.ts. Change it there.

import type { Cause, HealthState, PersonRef, Timestamp } from "./http.ts";

/** What a person authorised at a network: one login, however many profiles. */
export interface Grant {
  /** Id of the grant. */
  id: string;
  /** Id of the network. */
  network: string;
  /** Who authorised. */
  setter: PersonRef;
  /** How it stands. */
  state: HealthState;
  /** Why it does not work; null: nothing is wrong. */
  cause: Cause | null;
  /** How it stands, as a sentence. */
  stateText: string;
  /** When the person authorised. */
  authorisedAt: Timestamp;
  /** When it was refreshed last; null: never. */
  refreshedAt: Timestamp | null;
  /** When it is refreshed next; null: it is not. */
  refreshAt: Timestamp | null;
  /** When its token is expected to end; null: unknown or never. */
  expectedUntil: Timestamp | null;
  /** When it ends and what happens then, as a sentence. */
  expiryText: string;
  /** Scopes that were asked for. */
  scopesAsked: string[];
  /** Scopes that were granted; null: the network has not told. */
  scopesGranted: string[] | null;
  /** Profiles that it reaches and that are connected here. */
  profiles: number;
}
