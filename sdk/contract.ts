/**
 * The types of the HTTP API, the one truth: the server's schemas must satisfy them, the web app imports them.
 * All times are ISO 8601 strings in UTC. Ids are opaque strings. Lists are paged by `cursor`.
 */

export type Timestamp = string;

export type ProfileStatus =
  | "connected"
  | "expiring"
  | "limited"
  | "expired"
  | "waiting"
  | "unverified"
  | "disconnected";
export type Capability = "publish" | "inbox" | "analytics";
export type Cause =
  | "lifetime_reached"
  | "password_changed"
  | "revoked_by_person"
  | "role_lost"
  | "role_too_low"
  | "scope_missing"
  | "person_blocked"
  | "yearly_renewal_due"
  | "data_access_expired"
  | "profile_gone"
  | "profile_deactivated"
  | "profile_suspended"
  | "profile_not_granted"
  | "profile_not_linked"
  | "profile_not_professional"
  | "rotation_lost"
  | "session_ended"
  | "app_rejected"
  | "network_unavailable"
  | "rate_limited"
  | "content_rejected"
  | "unrecognised";
export type Repairer = "token_setter" | "profile_admin" | "operator" | "author" | "nobody";
export type HealthState = "unverified" | "live" | "suspect" | "dead" | "ended";

export interface Page<Item> {
  items: Item[];
  /** Give it back as `cursor` for the next page; null = this was the last one. */
  nextCursor: string | null;
}

/** RFC 9457. `code` is stable; `detail` is a sentence for a person. Media type application/problem+json. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  /** Which members of the input were refused, for `invalid_input`. */
  errors?: { path: string; message: string }[];
  requestId?: string;
}

// ── Who is here ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** `GET /v1/session`: always 200, also for strangers. */
export interface Session {
  /** Nobody has signed up yet: the first person creates the workspace. */
  setupNeeded: boolean;
  /** This is the demo: the strip "Simulated networks" is shown. */
  demo: boolean;
  /** In the demo: what to sign in with. */
  demoSignIn?: { email: string; password: string };
  now: Timestamp;
  user: { id: string; name: string; email: string; twoFactorEnabled: boolean } | null;
  workspace: { id: string; name: string } | null;
  role: "owner" | "admin" | "member" | "viewer" | null;
  /** Looks after the apps of this installation: an owner or admin of its first workspace. */
  operator: boolean;
}

// ── Networks ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Where a fact is from. */
export interface Sourced {
  source: string;
  /** The day it was read there, ISO date. */
  readOn: string;
}

export interface Network {
  id: string;
  name: string;
  logoUrl: string;
  profileNoun: { one: string; many: string };
  /** Ask for this before the redirect (a Bluesky handle); null = not needed. */
  identifier: { label: string; placeholder: string } | null;
  accountSwitch: "forced" | "hinted" | "none";
  guide: {
    needs: string[];
    whoCanRenew: string;
    whatExpires: string;
    otherAccount: string;
    /** The page of the help that explains rights there; null = none. */
    helpTopic: string | null;
    /** What else ends there when a permission is given back, where that is more than one connection; null = nothing else. */
    whatRevokingEnds: string | null;
  };
  /** What people must know before they rely on it; the network is labelled "limited" then. */
  limited: string | null;
  /** What cannot be connected although people look for it, with the reason. */
  refuses: string[];
  /** Ways in that a person chooses from before the redirect; empty where there is one. */
  ways: { id: string; label: string; help: string; configured: boolean }[];
  /** Everything usable is added by itself, now and when it appears later; nobody picks. */
  follows: boolean;
  capabilities: Record<Capability, CapabilityNeeds>;
  /** Roles as the network's own pages call them, by their code. */
  roleNames: Record<string, string>;
  lifetimes: Lifetime[];
  /** Versions of the network's interface that are in use, with their announced end. */
  versions: ({ name: string; endsAt: Timestamp | null; state: "current" | "ending" | "ended" } & Sourced)[];
  /** The operator has entered this installation's app. */
  configured: boolean;
  /** Latchkey registers at each of its servers by itself: there is nothing for an operator to enter. */
  registersItself: boolean;
  /** `frozen`: a mass failure is open, verdicts are paused; `unavailable`: no usable answers; `app_rejected`: our app is refused. */
  health: { state: "well" | "unavailable" | "frozen" | "app_rejected"; since: Timestamp | null };
  /** Where a network is many servers: those in trouble among the ones in use here. A server's trouble is never the network's. */
  troubledServers: { name: string; state: "unavailable" | "frozen"; since: Timestamp | null }[];
  /** What the operator has to do something about; one line each, however many people it concerns. */
  alarms: {
    kind: "app_rejected" | "consent_refused" | "version_ending" | "version_ended" | "reads_low" | "reads_used_up";
    text: string;
    since: Timestamp | null;
  }[];
  counts: StatusCounts;
  /** Reads that the network charges this installation's app for; null where it charges nothing, or no app is entered. */
  paidReads: PaidReads | null;
}

/**
 * This calendar month's, in UTC, counted as the network charges: once for each account and day. What other programs read with
 * the tokens that they are lent is not among them.
 */
export interface PaidReads extends Sourced {
  /** `2026-11` */
  month: string;
  used: number;
  /** What the operator allows a month; null = no limit. */
  budget: number | null;
  /** What `used` costs, and one more, in US cents. */
  cents: number;
  centsEach: number;
  /** `low`: four fifths are used and the rest does not last the month; `used_up`: logins are kept alive, profiles not looked at. */
  state: "well" | "low" | "used_up";
  /** Accounts whose logins are kept alive, and the most that they can take in a month. */
  accounts: number;
  needed: number;
  /** When the next month begins. */
  endsAt: Timestamp;
  lastMonth: { month: string; used: number; cents: number };
}

/** What a network has written down about how long something lives. */
export interface Lifetime extends Sourced {
  what: string;
  /** Null = no end by time. */
  seconds: number | null;
  /** It is the whole login that lives so long when nobody renews it. */
  ofLogin: boolean;
  /** The way in that it holds for; null = any. */
  way: string | null;
}

/** `GET /v1/networks/{id}`: a network with everything that is written down about it, and what was learned here. */
export interface NetworkNotes extends Network {
  /** How a login is kept alive. */
  refreshing: {
    /** `rotating`: each refresh spends the refresh token · `renewable`: it stays · `extending`: the token itself is exchanged · `fixed`: only a person · `none`: no end by time. */
    model: "rotating" | "renewable" | "extending" | "fixed" | "none";
    /** A token younger than this cannot be refreshed. */
    minimumAgeSeconds: number;
  } & Sourced;
  /** Every scope that a full connection asks for; of several ways in, those of each. */
  scopes: ({
    scope: string;
    what: string;
    /** Which of our capabilities need it; none = it says who signed in, or keeps the login alive. */
    capabilities: Capability[];
    ways: string[];
  } & Sourced)[];
  /** Every role that a capability takes; one of those that a capability names is enough. */
  roles: ({ role: string; name: string; capabilities: Capability[] } & Sourced)[];
  limits: NetworkLimit[];
  learned: LearnedLifetimes;
}

export interface NetworkLimit extends Sourced {
  what: string;
  /** In words. */
  limit: string;
  /** Where it is one plain number; without `perSeconds` it is no rate but a cap. */
  figure: {
    count: number;
    of: string;
    perSeconds: number | null;
    per: "app" | "token" | "person" | "profile" | "address" | "post";
  } | null;
  /** Not from the network's own documentation, or from one source alone. */
  unconfirmed: boolean;
}

/**
 * How long logins really live on this installation, from consent to their death at the network. What a person here ended, and
 * what a renewal replaced while it lived, might have lived on and does not count.
 */
export interface LearnedLifetimes extends LearnedLifetime {
  /** Of fewer lives that ended no median is told. */
  enough: number;
  /** Where a network has several ways in: each by itself. */
  ways: ({ id: string; label: string } & LearnedLifetime)[];
}

export interface LearnedLifetime {
  /** Lives that ended at the network. */
  ended: number;
  medianSeconds: number | null;
  shortestSeconds: number | null;
  longestSeconds: number | null;
  /** Why they ended, the most frequent cause first. */
  causes: { cause: Cause; count: number }[];
  /** Logins that live now. */
  alive: number;
  oldestAliveSeconds: number | null;
}

/** `GET /v1/networks/{id}/setup`: the operator's road to an app. Secrets are never in it. */
export interface NetworkSetup {
  network: string;
  /** Where apps are registered; null where none is needed. */
  portal: { name: string; url: string } | null;
  steps: string[];
  /** To be entered at the network, letter for letter. */
  redirectUrl: string;
  hooks: { name: string; url: string }[];
  documents: { name: string; url: string }[];
  /** One, or one for each way in. */
  apps: {
    instance: string;
    label: string;
    configured: boolean;
    /** Its values stand in the environment and are changed there. */
    fromEnvironment: boolean;
    health: "well" | "rejected";
    healthSince: Timestamp | null;
    canProve: boolean;
    fields: {
      key: string;
      label: string;
      help: string;
      secret: boolean;
      required: boolean;
      /** The variable of the environment that can give it. */
      variable: string;
      /** Null for secrets and for what is not entered. */
      value: string | null;
      isSet: boolean;
    }[];
  }[];
}

/** `PUT /v1/networks/{id}/setup`. A secret that is left out stays as it is. */
export interface AppInput {
  instance?: string;
  values: Record<string, string>;
}

export interface AppProof {
  state: "proved" | "unproved" | "refused";
  text: string;
}

/** What a capability asks for; `instead`: another set that is as good, of the network's other way in. */
export type CapabilityNeeds =
  | ({
      scopes: string[];
      anyRole: string[];
      instead: { scopes: string[]; anyRole: string[] } | null;
      /** Kinds of profiles that never have it, with the reason; `name` is what people call the kind. */
      absentFor: { kind: string; name: string; why: string }[];
    } & Sourced)
  | { absent: string };

export interface StatusCounts {
  all: number;
  /** expired + limited + expiring: somebody here should act. */
  problems: number;
  byStatus: Record<ProfileStatus, number>;
}

/** `GET /v1/summary`: the numbers on every page. */
export interface Summary {
  counts: StatusCounts;
  /** How many logins (persons) would have to be renewed to repair everything that is expired. */
  loginsToRenew: number;
  profilesRepairedByThat: number;
  openIncidents: number;
}

// ── Profiles ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface PersonRef {
  name: string;
  handle: string | null;
  avatarUrl: string | null;
}

export interface BrandRef {
  id: string;
  name: string;
}

export interface Profile {
  id: string;
  network: string;
  remoteId: string;
  name: string;
  handle: string | null;
  kind: string;
  avatarUrl: string | null;
  url: string | null;
  status: ProfileStatus;
  /** One sentence in plain words: what happened; never a raw code. */
  statusText: string;
  /** One sentence: what to do next; null when nothing is to be done. */
  nextStep: string | null;
  cause: Cause | null;
  /** Since when the status holds (expired: since when no token works). */
  since: Timestamp | null;
  /** `expiring`, or a known far deadline: expected until; null = unknown or none. */
  until: Timestamp | null;
  lostCapabilities: Capability[];
  /** Last time a real call proved it (the last successful sync). */
  provedAt: Timestamp | null;
  whoCanRenew: WhoCanRenew;
  brands: BrandRef[];
}

export interface WhoCanRenew {
  /** Persons who set a token here and can most simply renew it. */
  people: PersonRef[];
  /** Who else could, by role: "Anyone with full control of the Page". */
  roles: string;
}

export interface ProfileDetail extends Profile {
  /** What the answer that ended it means at this network in particular and what helps there, as a sentence; else null. */
  advice: string | null;
  createdAt: Timestamp;
  disconnectedAt: Timestamp | null;
  capabilities: CapabilityDetail[];
  accesses: Access[];
  /**
   * What disconnecting would stop, in numbers, for the question before it. `revokesAtNetwork` is false while the login still serves
   * another profile, or another network's consent would end with it.
   */
  disconnect: { otherProfilesOfTheseGrants: number; revokesAtNetwork: boolean };
}

export interface CapabilityDetail {
  capability: Capability;
  enabled: boolean;
  state: "ready" | "missing" | "unknown" | "absent";
  /** Sentence: proved when, or what is missing, or why the network has none. */
  text: string;
  /** Needed and held side by side: rights at the network. */
  neededScopes: string[];
  missingScopes: string[];
  neededRoles: string[];
  heldRoles: string[] | null;
}

/** One access token as people see it: who set it, when, asked, granted, expected end, last proof. */
export interface Access {
  id: string;
  grantId: string;
  setter: PersonRef;
  authorisedAt: Timestamp;
  state: HealthState;
  cause: Cause | null;
  stateText: string;
  scopesAsked: string[];
  /** null = the network has not told us. */
  scopesGranted: string[] | null;
  scopesDeclined: string[];
  roles: string[] | null;
  /** null = unknown; see `expiryText` for the words. */
  expectedUntil: Timestamp | null;
  expiryText: string;
  lastProofAt: Timestamp | null;
  nextLookAt: Timestamp | null;
}

/** What of a network's answer its meaning rests on. */
export type RestsOn = "code" | "words" | "status";

/** One line of the timeline in plain words; `evidence` is the redacted answer of the network behind the fold. */
export interface TimelineEvent {
  id: string;
  at: Timestamp;
  kind: string;
  text: string;
  tone: "good" | "bad" | "warn" | "neutral";
  profileId: string | null;
  grantId: string | null;
  incidentId: string | null;
  actor: string | null;
  evidence: {
    act: string;
    address: string;
    status: number;
    trouble?: string;
    body: unknown;
    rule: string;
    /** What of the answer the rule reads: the network's own code, its words, or nothing but the HTTP status. */
    restsOn?: RestsOn;
    source: string;
    at: Timestamp;
  } | null;
}

/** `GET /v1/profiles/{id}/calls`: every call made on the profile's behalf. */
export interface NetworkCall {
  id: string;
  at: Timestamp;
  act: string;
  method: string;
  address: string;
  status: number;
  milliseconds: number;
}

/** `GET /v1/profiles/{id}/token?capability=` 200. */
export interface TokenAnswer {
  token: string;
  /** How to send it: `bearer`, `dpop` (with `dpopKey`), `oauth1`. */
  kind: "bearer" | "dpop" | "oauth1";
  dpopKey?: Record<string, unknown>;
  /** `dpop`: the server the token is for. */
  audience?: string;
  /** `oauth1`: the secret that signs requests together with the token. */
  tokenSecret?: string;
  expiresAt: Timestamp | null;
  scopes: string[] | null;
  setter: string;
  network: string;
  remoteId: string;
  accessId: string;
}

/** The members that a 409 `token_unavailable` adds to Problem. */
export interface TokenUnavailable extends Problem {
  profileStatus: ProfileStatus;
  cause: Cause | null;
  since: Timestamp | null;
  repair: { who: Repairer; people: string[]; how: string };
  renewalUrl: string;
  retryable: boolean;
}

export interface ProbeAnswer {
  profile: Profile;
  proved: boolean;
}

// ── Connecting and renewing ─────────────────────────────────────────────────────────────────────────────────────────

/** `POST /v1/setup`: who creates the workspace, and what it is called. */
export interface Setup {
  workspaceName: string;
  name: string;
  email: string;
  password: string;
}

/** `POST /v1/connections`. */
export interface ConnectionStart {
  network: string;
  identifier?: string;
  /** Which way in, where the network has several; else the first that is set up. */
  way?: string;
}

/** `POST /v1/renewals`: for a profile (its grant is found) or a grant. `link` makes a single-use link instead of a redirect. */
export interface RenewalStart {
  profileId?: string;
  grantId?: string;
  as?: "redirect" | "link";
  /** Ask again for what was left unticked. */
  rerequest?: boolean;
  /** Ask the network for another login, where it can. */
  switchAccount?: boolean;
}

/** 201 of both: open `url` in the browser. For `link`: `url` is the link to pass on. */
export interface Started {
  connectionId: string | null;
  url: string;
  expiresAt: Timestamp;
}

/**
 * `GET /v1/connections/{id}`: one act of connecting or renewing, as the browser that began it may see it.
 * `waiting` at the network · `discovering` profiles · `picking` (connect) · `mismatch` (another person or profile than expected)
 * · `comparing` (renewal: shown before saving) · `proving` · `done` · `cancelled` · `failed` · `expired`.
 */
export interface Connection {
  id: string;
  purpose: "connect" | "renew";
  network: string;
  /** The network's words, for somebody who came through a link and may not read `/v1/networks`. */
  networkName: string;
  profileNoun: { one: string; many: string };
  otherAccount: string;
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
  expiresAt: Timestamp;
  /** Who authorised at the network, once known. */
  person: PersonRef | null;
  /** Renewal: who and what was expected. */
  expected: { person: PersonRef | null; profile: { id: string; name: string; avatarUrl: string | null } | null } | null;
  /** `discovering` and later: how many were found so far. */
  found: number;
  usable: number;
  scopes: { asked: string[]; granted: string[] | null; declined: string[]; lostCapabilities: Capability[] } | null;
  comparison: Comparison | null;
  /** `mismatch`: one sentence with both names, and which ways on are open. */
  mismatch: { text: string; ways: ("other_login" | "new_profile" | "additional_access")[] } | null;
  /** `proving`, `done`, and `failed` after a proof: one line for each that was picked. */
  results: ConnectionResult[];
  /** `failed`, `cancelled`, `expired`: what happened and what is unchanged, in words. */
  message: string | null;
  /** The person came through a renewal link and has no account here. */
  viaLink: boolean;
}

/** `POST /v1/connections/{id}/restart`: the same once more, with another login, or asking again for what was left unticked. */
export interface Restart {
  switchAccount?: boolean;
  rerequest?: boolean;
}

/** What saving this consent would change, shown before it is saved. */
export interface Comparison {
  keeps: ProfileName[];
  /** Reached by the old grant, not by this consent: they would lose this access. */
  drops: ProfileName[];
  /** Known profiles that come back to life. */
  heals: ProfileName[];
  /** Reachable and not connected here yet. */
  newlyReachable: number;
  lostCapabilities: Capability[];
  regainedCapabilities: Capability[];
}

export interface ProfileName {
  id: string;
  name: string;
  avatarUrl: string | null;
}

export interface ConnectionResult {
  /** null: not added, or not added yet; `text` says which. */
  profileId: string | null;
  name: string;
  avatarUrl: string | null;
  proved: boolean | null;
  status: ProfileStatus;
  text: string;
  brands: BrandRef[];
}

/** `GET /v1/connections/{id}/candidates?q=&cursor=`: what the consent reaches. */
export interface Candidate {
  remoteId: string;
  name: string;
  handle: string | null;
  kind: string;
  avatarUrl: string | null;
  roles: string[] | null;
  /** Connected in this workspace already (by this or another person). */
  alreadyConnected: boolean;
  /** Somebody has disconnected it, or left it out where everything else is added by itself. */
  leftOut: boolean;
  /** Why it cannot be used; null = usable. */
  unusable: string | null;
}

/** `POST /v1/connections/{id}/profiles`: Add. */
export interface AddProfiles {
  remoteIds: string[];
}

/** `POST /v1/connections/{id}/confirm`: save a renewal after the comparison, or take one of the ways on after a mismatch. */
export interface ConfirmRenewal {
  way: "renew" | "new_profile" | "additional_access";
}

/** `GET /v1/renewal-links/{token}`: what the landing page of a link shows. No account needed. */
export interface RenewalLink {
  network: string;
  networkName: string;
  profile: ProfileName;
  profilesHealed: number;
  person: PersonRef;
  invitedBy: string;
  workspace: string;
  expiresAt: Timestamp;
  state: "open" | "used" | "expired";
  needs: string[];
}

// ── Grants, incidents, keys ─────────────────────────────────────────────────────────────────────────────────────────

export interface Grant {
  id: string;
  network: string;
  setter: PersonRef;
  state: HealthState;
  cause: Cause | null;
  stateText: string;
  authorisedAt: Timestamp;
  refreshedAt: Timestamp | null;
  refreshAt: Timestamp | null;
  expectedUntil: Timestamp | null;
  expiryText: string;
  scopesAsked: string[];
  scopesGranted: string[] | null;
  profiles: number;
}

export interface Incident {
  id: string;
  network: string;
  /** The one that is in trouble, where a network is many servers; else null. */
  server: string | null;
  /** `grant`: one person's login · `access`: a role or page · `network` · `app`. */
  reach: "grant" | "access" | "network" | "app";
  cause: Cause;
  headline: string;
  nextStep: string;
  /** What the answer means at this network in particular and what helps there, as a sentence; null where there is no more to say. */
  advice: string | null;
  openedAt: Timestamp;
  closedAt: Timestamp | null;
  person: PersonRef | null;
  grantId: string | null;
  profiles: ProfileName[];
  profileCount: number;
  /** The gravest status among its profiles; `connected` once they are well. */
  status: ProfileStatus;
  /** Verdicts are paused while it lasts. */
  verdictsFrozen: boolean;
}

export interface Brand {
  id: string;
  name: string;
  profiles: number;
}

export interface ApiKey {
  id: string;
  name: string;
  /** The first characters, to recognise it. */
  start: string;
  createdAt: Timestamp;
  lastUsedAt: Timestamp | null;
}

/** 201 of `POST /v1/api-keys`; the key is shown this once. */
export interface NewApiKey extends ApiKey {
  key: string;
}

/** Events of `GET /v1/stream` (SSE): the event name, and its data. The browser reads anew what they name. */
export type StreamEvent =
  | { event: "profile"; data: { id: string; status: ProfileStatus; name: string; was: ProfileStatus } }
  | { event: "incident"; data: { id: string } }
  | { event: "connection"; data: { id: string } }
  | { event: "network"; data: { id: string } }
  /** Much changed at once, or the stream was interrupted: read everything anew. */
  | { event: "refresh"; data: Record<string, never> };

// ── Failures ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `POST /v1/profiles/{id}/failures?dry=`, `POST /v1/networks/{id}/diagnose`: what a network answered to a call of yours. */
export interface FailureReport {
  /** What you were doing. */
  call: "token-refresh" | "probe" | "publish" | "inbox" | "analytics" | "discover";
  /** The HTTP status, also when it is a 200 with an error inside; 0 = no answer at all. */
  status: number;
  /** As they came, names in any case. */
  headers?: Record<string, string>;
  /** The JSON value, or the text where it was none. */
  body?: unknown;
}

/** What that means. Nothing is decided by a report alone: Latchkey looks itself, with a cheap read. */
export interface FailureDiagnosis {
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
  cause: Cause;
  repair: { who: Repairer; how: string };
  retry: "backoff" | "at-until" | "after-refresh" | "daily" | "never";
  /** `certain`: this answer leaves no doubt; `likely`: it is confirmed by a second look first. */
  confidence: "certain" | "likely";
  /** The moment that the network asked to wait for. */
  until?: Timestamp;
  /** Scopes that the answer says are missing. */
  scopes?: string[];
  /** The row of the network's table that fits, and where that row is from. */
  rule: string;
  restsOn?: RestsOn;
  source: string;
}

/** `GET /v1/unrecognised`: one kind of answer that no row fits. */
export interface UnrecognisedAnswer {
  id: string;
  network: string;
  call: string;
  status: number;
  code: string | null;
  subcode: string | null;
  /** What it says, without names, ids and numbers. */
  words: string;
  count: number;
  /** How many of them were reported by callers; the others Latchkey met itself. */
  reported: number;
  firstSeenAt: Timestamp;
  lastSeenAt: Timestamp;
  /** The newest one, redacted. */
  sample: { address: string; body: unknown; at: Timestamp };
}

// ── The demo's strip (only in `npm run demo`) ───────────────────────────────────────────────────────────────────────

/** `GET /demo/actions`, `POST /demo/actions/{id}`. */
export interface DemoAction {
  id: string;
  label: string;
  help: string;
  /** A switch that is on (Facebook is down). */
  on: boolean | null;
}

export interface DemoState {
  now: Timestamp;
  actions: DemoAction[];
  simulatorUrl: string;
  people: { name: string; email: string; password: string }[];
}
