// Written by `npm run docs` from server/connections/renewal-schemas.ts. Change it there.

import type { PersonRef, ProfileName, Timestamp } from "./http.ts";
import type { Restart } from "./connections.ts";

/** How to go on with a renewal. */
export interface ConfirmRenewal {
  /**
   * `renew`: save it · after a mismatch `new_profile`: add what this login reaches · `additional_access`: keep it
   * beside the old one.
   */
  way: "renew" | "new_profile" | "additional_access";
}

/** What the landing page of a link shows. No account is needed. */
export interface RenewalLink {
  /** Id of the network. */
  network: string;
  /** What people call the network. */
  networkName: string;
  /** The profile to renew. */
  profile: ProfileName;
  /** How many profiles one login repairs. */
  profilesHealed: number;
  /** Who authorised before. */
  person: PersonRef;
  /** Who made the link, by name. */
  invitedBy: string;
  /** Name of the workspace. */
  workspace: string;
  /** Until when the link can be used. */
  expiresAt: Timestamp;
  /** Only an `open` link can be started. */
  state: "open" | "used" | "expired";
  /** What a person needs before they go on, as sentences. */
  needs: string[];
}

/** What to renew, and how. */
export interface RenewalStart extends Restart {
  /** The profile to renew; its grant is found. Name either this or `grantId`. */
  profileId?: string;
  /** The grant to renew, with all profiles on it. */
  grantId?: string;
  /**
   * `redirect` (unless told): an address for a browser that is signed in here · `link`: a single-use link for
   * somebody without an account here.
   */
  as?: "redirect" | "link";
}
