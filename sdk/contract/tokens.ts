// Written by `npm run docs` from server/tokens/schemas.ts. Change it there.

import type { Cause, Problem, ProfileStatus, Repairer, Timestamp } from "./http.ts";

/** A token that works now. */
export interface TokenAnswer {
  /** The token. Use it now, keep it nowhere, and ask again next time: Latchkey keeps it fresh. */
  token: string;
  /**
   * How to send it: `bearer` in the Authorization header · `dpop` with a proof signed by `dpopKey` (RFC 9449) ·
   * `oauth1` with requests signed by `tokenSecret` as well.
   */
  kind: "bearer" | "dpop" | "oauth1";
  /** `dpop`: the private key that signs the proofs, as a JWK. */
  dpopKey?: Record<string, unknown>;
  /** `dpop`: the server that the token is for. */
  audience?: string;
  /** `oauth1`: the secret that signs requests together with the token. */
  tokenSecret?: string;
  /** When this token ends; null: unknown or never. */
  expiresAt: Timestamp | null;
  /** Scopes that it was granted; null: the network has not told. */
  scopes: string[] | null;
  /** Who authorised it, by name. */
  setter: string;
  /** Id of the network. */
  network: string;
  /** The profile's id at the network: what most calls there ask for. */
  remoteId: string;
  /** Id of the access that it is from. */
  accessId: string;
}

/** Why there is no token, and who repairs it. */
export interface TokenUnavailable extends Problem {
  /** How the profile stands. */
  profileStatus: ProfileStatus;
  /** Why there is no token; null: not known. */
  cause: Cause | null;
  /** Since when; null: not known. */
  since: Timestamp | null;
  /** The way out. */
  repair: {
    /** Who can repair it. */
    who: Repairer;
    /** Persons who can most simply do it, by name. */
    people: string[];
    /** What they do, as a sentence. */
    how: string;
  };
  /** The page on which the login is renewed: pass it on. */
  renewalUrl: string;
  /** It may pass by itself: ask again later. False: only the repair helps. */
  retryable: boolean;
}
