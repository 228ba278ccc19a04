/**
 * What may go wrong on the wire, whoever calls: answered before (or, for `slow` and `lost_answer`, after) the network acts.
 * `lost_answer` does what was asked and then cuts the line, so the caller cannot know.
 */
export const wireFaults = [
  "outage",
  "error_500",
  "html",
  "garbage",
  "rate_limited",
  "slow",
  "hang",
  "reset",
  "lost_answer",
] as const;

/**
 * What a network may say about a token while the switch is on, although nothing changed in its books.
 * The acts of the control API change the books; these switches only lie, which real networks do as well.
 */
export const verdictFaults = [
  "revoked",
  "password_changed",
  "role_lost",
  "person_blocked",
  "person_unconfirmed",
  "policy_blocked",
  "signed_out",
  "scope_withdrawn",
  "page_unticked",
  "page_deleted",
  "app_secret_changed",
  "app_disabled",
  "data_access_expired",
  "token_expired",
] as const;

export type WireFault = (typeof wireFaults)[number];
export type VerdictFault = (typeof verdictFaults)[number];
export type FaultKind = WireFault | VerdictFault;

/** Every kind there is. */
export const faultKinds: readonly FaultKind[] = [...wireFaults, ...verdictFaults];

/** A switch that is on. Every condition that is set must match the call. */
export interface Fault {
  id: string;
  kind: FaultKind;
  person: string | null;
  page: string | null;
  app: string | null;
  host: string | null;
  method: string | null;
  /** A part of the path, such as `/me/accounts`. */
  path: string | null;
  /** Calls it still applies to; null: until it is switched off. */
  remaining: number | null;
  /** How long `slow` waits. */
  delayMs: number | null;
  /** How many minutes `rate_limited` asks to wait. */
  waitMinutes: number | null;
  /** Which permission `scope_withdrawn` takes away. */
  scope: string | null;
}

/** What is known of a call when switches are compared with it. */
export interface Circumstances {
  person?: string | undefined;
  page?: string | undefined;
  app?: string | undefined;
  host?: string | undefined;
  method?: string | undefined;
  path?: string | undefined;
}

/** Finds the first switch that is wanted and fits, and counts it down. */
export function takeFault(faults: Fault[], seen: Circumstances, wanted: (fault: Fault) => boolean): Fault | undefined {
  const fault = faults.find((one) => wanted(one) && fits(one, seen));
  if (!fault || fault.remaining === null) return fault;
  fault.remaining -= 1;
  if (fault.remaining <= 0) faults.splice(faults.indexOf(fault), 1);
  return fault;
}

/** Does the switch apply under these circumstances? */
export function fits(fault: Fault, seen: Circumstances): boolean {
  if (fault.path !== null && !seen.path?.includes(fault.path)) return false;
  return (["person", "page", "app", "host", "method"] as const).every(
    (key) => fault[key] === null || fault[key] === seen[key],
  );
}

/** Is it one of those that are answered without asking the network? */
export const isWireFault = (kind: FaultKind): kind is WireFault => (wireFaults as readonly FaultKind[]).includes(kind);
