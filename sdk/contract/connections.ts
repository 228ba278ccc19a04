// Written by `npm run docs` from server/connections/schemas.ts. Change it there.

import type { BrandRef, Capability, PersonRef, ProfileName, ProfileStatus, Timestamp } from "./http.ts";

/** Which profiles to add. */
export interface AddProfiles {
  /** `remoteId` of each candidate to add. */
  remoteIds: string[];
}

/** A profile that the consent reaches. */
export interface Candidate {
  /** Its id at the network: give it back to add it. */
  remoteId: string;
  /** Its name at the network. */
  name: string;
  /** Its handle at the network; null: it has none. */
  handle: string | null;
  /** Which kind of profile, by the network's code. */
  kind: string;
  /** Address of its picture; null: none is known. */
  avatarUrl: string | null;
  /** The person's roles on it; null: the network has not told. */
  roles: string[] | null;
  /** Connected in this workspace already, by this or another person. */
  alreadyConnected: boolean;
  /** Somebody has disconnected it, or left it out where everything else is added by itself. */
  leftOut: boolean;
  /** Why it cannot be used, as a sentence; null: it can. */
  unusable: string | null;
}

/** What saving this consent would change, shown before it is saved. */
export interface Comparison {
  /** Profiles that the login served and goes on serving. */
  keeps: ProfileName[];
  /** Reached by the old grant, not by this consent: they would lose this access. */
  drops: ProfileName[];
  /** Known profiles that come back to life. */
  heals: ProfileName[];
  /** Profiles that are reachable and not connected here yet. */
  newlyReachable: number;
  /** What worked before and would not any more. */
  lostCapabilities: Capability[];
  /** What did not work before and would again. */
  regainedCapabilities: Capability[];
}

/** One act of connecting or renewing, as the browser that began it may see it. */
export interface Connection {
  /** Id of the connection. */
  id: string;
  /** What it is for. */
  purpose: "connect" | "renew";
  /** Id of the network. */
  network: string;
  /** What people call the network. */
  networkName: string;
  /** What people call a profile there. */
  profileNoun: {
    /** For one: “Page”. */
    one: string;
    /** For several: “Pages”. */
    many: string;
  };
  /** How somebody changes to another login there. */
  otherAccount: string;
  /**
   * `waiting` for the person at the network · `discovering` profiles · `picking` some of them (connect) ·
   * `mismatch`: another person or profile than expected · `comparing`: a renewal, shown before it is saved ·
   * `proving` by real calls · `done` · `cancelled` · `failed` · `expired`.
   */
  status:
    | "waiting"
    | "discovering"
    | "picking"
    | "mismatch"
    | "comparing"
    | "proving"
    | "done"
    | "cancelled"
    | "failed"
    | "expired";
  /** Until when the person can go on. */
  expiresAt: Timestamp;
  /** Who authorised at the network; null: nobody yet. */
  person: PersonRef | null;
  /** Of a renewal: who and what is expected. Null: it is a new connection. */
  expected: {
    /** Who authorised before; null: not known. */
    person: PersonRef | null;
    /** The profile that has to be reached; null: it is gone. */
    profile: ProfileName | null;
  } | null;
  /** From `discovering` on: how many profiles were found so far. */
  found: number;
  /** How many of them can be used. */
  usable: number;
  /** What the person granted; null: nobody authorised yet. */
  scopes: {
    /** Scopes that were asked for. */
    asked: string[];
    /** Scopes that were granted; null: the network has not told. */
    granted: string[] | null;
    /** Scopes that the person left unticked. */
    declined: string[];
    /** What cannot work without them. */
    lostCapabilities: Capability[];
  } | null;
  /** What saving would change; null: there is nothing to save now. */
  comparison: Comparison | null;
  /** `mismatch`: what differs, and how to go on; else null. */
  mismatch: {
    /** One sentence with both names. */
    text: string;
    /** Which ways on are open: another login, add it as a new profile, keep it as a further access. */
    ways: ("other_login" | "new_profile" | "additional_access")[];
  } | null;
  /** `proving`, `done`, and `failed` after a proof: one line for each profile that was picked. */
  results: ConnectionResult[];
  /** `failed`, `cancelled`, `expired`: what happened and what is unchanged; else null. */
  message: string | null;
  /** The person came through a renewal link and has no account here. */
  viaLink: boolean;
}

/** One profile that was picked, and how it went. */
export interface ConnectionResult {
  /** Id of the profile; null: not added, or not added yet. `text` says which. */
  profileId: string | null;
  /** Its name at the network. */
  name: string;
  /** Address of its picture; null: none is known. */
  avatarUrl: string | null;
  /** A real call proved it; null: it was not asked yet. */
  proved: boolean | null;
  /** How it stands. */
  status: ProfileStatus;
  /** How it went, as a sentence. */
  text: string;
  /** Brands that it belongs to. */
  brands: BrandRef[];
}

/** What to connect. */
export interface ConnectionStart {
  /** Id of the network, as `GET /v1/networks` lists it. */
  network: string;
  /** The person's handle or server, where the network's `identifier` asks for one. */
  identifier?: string;
  /** Which way in, where the network has several; left out: the first that is set up. */
  way?: string;
}

/** How the same is begun again. */
export interface Restart {
  /** Ask the network for another login, where it can. */
  switchAccount?: boolean;
  /** Ask again for what was left unticked. */
  rerequest?: boolean;
}

/** Where the person goes on. */
export interface Started {
  /** Id of the connection to follow; null: a link was made, and nobody has used it yet. */
  connectionId: string | null;
  /** Open it in the person's browser. Of a link: pass it on. */
  url: string;
  /** Until when it can be used. */
  expiresAt: Timestamp;
}
