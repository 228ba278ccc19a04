// Written by `npm run docs` from server/profiles/schemas.ts. Change it there.

import type {
  BrandRef,
  Capability,
  Cause,
  HealthState,
  PersonRef,
  ProfileStatus,
  StatusCounts,
  Timestamp,
} from "./http.ts";

/**
 * One access token as people see it: who set it and when, what was asked and granted, its expected end, its last
 * proof. The token itself is never in it.
 */
export interface Access {
  /** Id of the access. */
  id: string;
  /** Id of the grant that it comes from. */
  grantId: string;
  /** Who authorised it. */
  setter: PersonRef;
  /** When they did. */
  authorisedAt: Timestamp;
  /** How it stands. */
  state: HealthState;
  /** Why it does not work; null: nothing is wrong. */
  cause: Cause | null;
  /** How it stands, as a sentence. */
  stateText: string;
  /** Scopes that were asked for. */
  scopesAsked: string[];
  /** Scopes that were granted; null: the network has not told. */
  scopesGranted: string[] | null;
  /** Scopes that the person left unticked. */
  scopesDeclined: string[];
  /** The person's roles on the profile; null: the network has not told. */
  roles: string[] | null;
  /** When it is expected to end; null: unknown or never. `expiryText` says which. */
  expectedUntil: Timestamp | null;
  /** When it ends and what happens then, as a sentence. */
  expiryText: string;
  /** When a real call proved it last; null: never. */
  lastProofAt: Timestamp | null;
  /** When it is probed next; null: not planned. */
  nextLookAt: Timestamp | null;
}

/** A brand of the workspace. */
export interface Brand extends BrandRef {
  /** Profiles that belong to it. */
  profiles: number;
}

/** What a capability needs at the network, and what is held, side by side. */
export interface CapabilityDetail {
  /** The capability. */
  capability: Capability;
  /** It is wanted here; what is missing counts as lost only then. */
  enabled: boolean;
  /** `missing`: a scope or role is lacking · `unknown`: not proved yet · `absent`: the network has none. */
  state: "ready" | "missing" | "unknown" | "absent";
  /** One sentence: proved when, or what is missing, or why the network has none. */
  text: string;
  /** Scopes that it needs, in the network's spelling. */
  neededScopes: string[];
  /** Those of them that were not granted. */
  missingScopes: string[];
  /** Roles of which it needs one, by their codes. */
  neededRoles: string[];
  /** Roles that the person holds; null: the network has not told. */
  heldRoles: string[] | null;
}

/** A call that was made at a network on a profile's behalf. */
export interface NetworkCall {
  /** Id of the call. */
  id: string;
  /** When it was made. */
  at: Timestamp;
  /** What it was for: `probe`, `token-refresh`, `publish`. */
  act: string;
  /** HTTP method. */
  method: string;
  /** Address, without secrets. */
  address: string;
  /** HTTP status of the answer; 0: no answer. */
  status: number;
  /** How long it took, in milliseconds. */
  milliseconds: number;
}

/** What a probe showed. */
export interface ProbeAnswer {
  /** The profile after the probe. */
  profile: Profile;
  /** A real call proved it just now. */
  proved: boolean;
}

/** A social media profile that is connected here, or was. */
export interface Profile {
  /** Id of the profile here. */
  id: string;
  /** Id of its network. */
  network: string;
  /** Its id at the network. */
  remoteId: string;
  /** Its name at the network. */
  name: string;
  /** Its handle at the network; null: it has none. */
  handle: string | null;
  /** Which kind of profile, by the network's code: `page`. */
  kind: string;
  /** Address of its picture; null: none is known. */
  avatarUrl: string | null;
  /** Its address at the network; null: none is known. */
  url: string | null;
  /** How it stands. */
  status: ProfileStatus;
  /** One sentence in plain words: what happened. Never a raw code. */
  statusText: string;
  /** One sentence: what to do next; null: nothing. */
  nextStep: string | null;
  /** Why it stands so; null: nothing is wrong. */
  cause: Cause | null;
  /** Since when the status holds. `expired`: since when no token works. */
  since: Timestamp | null;
  /** `expiring`, or a deadline known long before: until when it is expected to work; null: unknown or none. */
  until: Timestamp | null;
  /** What was enabled and does not work now. */
  lostCapabilities: Capability[];
  /** When a real call proved it last; null: never. */
  provedAt: Timestamp | null;
  /** Who can renew it. */
  whoCanRenew: WhoCanRenew;
  /** Brands that it belongs to. */
  brands: BrandRef[];
}

/** A profile with its capabilities and access tokens. */
export interface ProfileDetail extends Profile {
  /**
   * What the answer that ended it means at this network in particular and what helps there, as a sentence; null:
   * no more to say.
   */
  advice: string | null;
  /** When it was connected here first. */
  createdAt: Timestamp;
  /** When a person here disconnected it; null: it is connected. */
  disconnectedAt: Timestamp | null;
  /** How each capability stands. */
  capabilities: CapabilityDetail[];
  /** Its access tokens; several may stand in for each other. */
  accesses: Access[];
  /** What disconnecting would stop, for the question before it. */
  disconnect: {
    /** Other profiles that live on the same grants. */
    otherProfilesOfTheseGrants: number;
    /**
     * The permission is given back at the network; false while the login still serves another profile, or another
     * network's consent would end with it.
     */
    revokesAtNetwork: boolean;
  };
}

/** The numbers on every page. */
export interface Summary {
  /** The workspace's profiles. */
  counts: StatusCounts;
  /** How many logins (persons) would have to be renewed to repair everything that is expired. */
  loginsToRenew: number;
  /** How many profiles that would repair. */
  profilesRepairedByThat: number;
  /** Incidents that are open. */
  openIncidents: number;
}

/** Who can renew a profile's login. */
export interface WhoCanRenew {
  /** Persons who set a token here and can most simply renew it. */
  people: PersonRef[];
  /** Who else could, by role: “Anyone with full control of the Page”. */
  roles: string;
}
