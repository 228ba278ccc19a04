/** What we were doing at the network when it answered; the same answer may mean different things in different acts. */
export const acts = [
  "connect",
  "discover",
  "token-refresh",
  "probe",
  "publish",
  "inbox",
  "analytics",
  "revoke",
] as const;
export type Act = (typeof acts)[number];

export const diagnosisKinds = [
  "unreachable",
  "rate-limited",
  "token-expired",
  "grant-revoked",
  "scope-missing",
  "profile-lost",
  "app-rejected",
  "content-rejected",
  "unrecognised",
] as const;
export type DiagnosisKind = (typeof diagnosisKinds)[number];

export const causes = [
  "lifetime_reached",
  "password_changed",
  "revoked_by_person",
  "role_lost",
  "role_too_low",
  "scope_missing",
  "person_blocked",
  "yearly_renewal_due",
  "data_access_expired",
  "profile_gone",
  "profile_deactivated",
  "profile_suspended",
  "profile_not_granted",
  "profile_not_linked",
  "profile_not_professional",
  "rotation_lost",
  "session_ended",
  "app_rejected",
  "network_unavailable",
  "rate_limited",
  "content_rejected",
  "unrecognised",
] as const;
export type Cause = (typeof causes)[number];

/** How far the failure reaches: one person's whole grant, one profile's access, our app, the network, or only this content. */
export type Reach = "grant" | "access" | "app" | "network" | "content";

export const repairers = ["token_setter", "profile_admin", "operator", "author", "nobody"] as const;
export type Repairer = (typeof repairers)[number];

export const retries = ["backoff", "at-until", "after-refresh", "daily", "never"] as const;
export type Retry = (typeof retries)[number];

/** What of a network's answer a row can match: the network's own code, its words, or nothing but the HTTP status. */
export const restsOnKinds = ["code", "words", "status"] as const;
export type RestsOn = (typeof restsOnKinds)[number];

/**
 * What an answer of a network means. `certain` says that the answer leaves no doubt (one look is enough);
 * `likely` asks for a second look after a pause before any verdict.
 */
export interface Diagnosis {
  readonly kind: DiagnosisKind;
  readonly cause: Cause;
  readonly reach: Reach;
  readonly repair: { readonly who: Repairer; readonly how: string };
  readonly retry: Retry;
  readonly confidence: "certain" | "likely";
  /** The moment the network asked us to wait for, where it named one. */
  readonly until?: Date;
  /** Scopes that the answer says are missing, in the network's spelling. */
  readonly scopes?: readonly string[];
  readonly restsOn?: RestsOn;
  /** The row that matched, e.g. `facebook/190-460`. */
  readonly rule: string;
  /** Where that row is from, with the date it was read. */
  readonly source: string;
}

interface KindFacts {
  readonly reach: Reach;
  readonly repairer: Repairer;
  readonly retry: Retry;
  readonly cause: Cause;
  /** Only these kinds can end an access (design: a verdict needs proof). */
  readonly canExpire: boolean;
}

/** The nine kinds of failure: how far each reaches, who repairs it, whether to try again. A row may say otherwise. */
export const kindFacts = {
  unreachable: {
    reach: "network",
    repairer: "nobody",
    retry: "backoff",
    cause: "network_unavailable",
    canExpire: false,
  },
  "rate-limited": { reach: "network", repairer: "nobody", retry: "at-until", cause: "rate_limited", canExpire: false },
  "token-expired": {
    reach: "grant",
    repairer: "token_setter",
    retry: "after-refresh",
    cause: "lifetime_reached",
    canExpire: true,
  },
  "grant-revoked": {
    reach: "grant",
    repairer: "token_setter",
    retry: "never",
    // Who ended it is a guess unless the answer says so: then its row does.
    cause: "session_ended",
    canExpire: true,
  },
  "scope-missing": {
    reach: "access",
    repairer: "token_setter",
    retry: "never",
    cause: "scope_missing",
    canExpire: false,
  },
  "profile-lost": { reach: "access", repairer: "profile_admin", retry: "daily", cause: "role_lost", canExpire: true },
  "app-rejected": { reach: "app", repairer: "operator", retry: "daily", cause: "app_rejected", canExpire: false },
  "content-rejected": {
    reach: "content",
    repairer: "author",
    retry: "never",
    cause: "content_rejected",
    canExpire: false,
  },
  unrecognised: { reach: "access", repairer: "nobody", retry: "backoff", cause: "unrecognised", canExpire: false },
} as const satisfies Record<DiagnosisKind, KindFacts>;

/** Whether a diagnosis of this kind may, with proof, end an access or a grant. */
export function canExpire(diagnosis: Diagnosis): boolean {
  return kindFacts[diagnosis.kind].canExpire;
}

/** A failure that time alone repairs: never a verdict about anybody's token. */
export function isTemporary(diagnosis: Diagnosis): boolean {
  return diagnosis.kind === "unreachable" || diagnosis.kind === "rate-limited";
}
