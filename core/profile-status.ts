import { livesToTheEnd } from "./refresh-plan.ts";
import { addSeconds } from "./backoff.ts";
import { bestCapabilities, lostCapabilities, type Capability, type CapabilityStates } from "./capability.ts";
import type { Cause } from "./diagnosis.ts";
import type { Expiries } from "./grant.ts";
import type { Health } from "./health.ts";

export const profileStatuses = [
  "connected",
  "expiring",
  "limited",
  "expired",
  "waiting",
  "unverified",
  "disconnected",
] as const;
export type ProfileStatus = (typeof profileStatuses)[number];

/** One access as the profile's status sees it: its own health joined with its grant's. */
export interface AccessView {
  readonly id: string;
  readonly access: Health;
  readonly grant: Health;
  readonly capabilities: CapabilityStates;
  readonly provedAt: Date | null;
  /** The first moment at which a person must have acted, and why; null where none is known. */
  readonly personDeadline: Deadline | null;
}

export interface Deadline {
  readonly at: Date;
  readonly cause: Cause;
  /** Where it is a whole life that ends: when that began. */
  readonly begunAt?: Date;
}

export interface ProfileView {
  readonly disconnectedAt: Date | null;
  readonly enabled: readonly Capability[];
  readonly accesses: readonly AccessView[];
  /** The network is in trouble for everybody, or our app is refused: `waiting`, whatever single probes say. */
  readonly trouble: { readonly cause: Cause; readonly since: Date } | null;
}

export interface StatusPolicy {
  readonly warnSeconds: number;
  /** Green means proved within this time (rule 7): probe interval plus tolerance. Seconds. */
  readonly proofSeconds: number;
}

/** What people see. `until`: the date of an `expiring` profile. `lost`: the capabilities of a `limited` one. */
export interface ProfileState {
  readonly status: ProfileStatus;
  readonly cause: Cause | null;
  readonly since: Date | null;
  readonly until: Date | null;
  readonly lost: readonly Capability[];
  readonly capabilities: CapabilityStates | null;
}

const nothing = { cause: null, since: null, until: null, lost: [], capabilities: null } as const;
const repeatedTroubles = 2;

/** Derives the state of a profile from its accesses; never set by hand, always derived anew. Guards from gravest to calmest. */
export function profileState(view: ProfileView, policy: StatusPolicy, now: Date): ProfileState {
  if (view.disconnectedAt) return { ...nothing, status: "disconnected", since: view.disconnectedAt };
  const usable = view.accesses.filter(isUsable);
  if (usable.length === 0) return withoutUsable(view);
  const capabilities = bestCapabilities(usable.map((one) => one.capabilities)) ?? null;
  if (view.trouble)
    return { ...nothing, status: "waiting", cause: view.trouble.cause, since: view.trouble.since, capabilities };
  const working = usable.filter((one) => one.access.state === "live" && one.grant.state === "live");
  if (working.length === 0) return { ...notProved(usable), capabilities };
  if (working.every(isTroubled))
    return { ...nothing, status: "waiting", cause: "network_unavailable", since: latestProof(working), capabilities };
  if (!working.some((one) => one.provedAt && addSeconds(one.provedAt, policy.proofSeconds) >= now))
    return { ...nothing, status: "unverified", since: latestProof(working), capabilities };
  return limitedOrBetter(view, working, policy, now);
}

function isUsable(one: AccessView): boolean {
  return (
    one.access.state !== "dead" &&
    one.access.state !== "ended" &&
    one.grant.state !== "dead" &&
    one.grant.state !== "ended"
  );
}

function withoutUsable(view: ProfileView): ProfileState {
  const deaths = view.accesses
    .map((one) => (one.grant.state === "dead" ? one.grant : one.access))
    .filter((health) => health.state === "dead");
  const last = deaths.toSorted((a, b) => b.since.getTime() - a.since.getTime())[0];
  return { ...nothing, status: "expired", cause: last?.cause ?? "unrecognised", since: last?.since ?? null };
}

function notProved(usable: readonly AccessView[]): ProfileState {
  const doubted = usable
    .map((one) => (one.grant.state === "suspect" ? one.grant : one.access))
    .find((health) => health.state === "suspect");
  return {
    ...nothing,
    status: "unverified",
    cause: doubted?.cause ?? null,
    since: doubted?.since ?? usable[0]?.access.since ?? null,
  };
}

function isTroubled(one: AccessView): boolean {
  return one.access.troubles >= repeatedTroubles || one.grant.troubles >= repeatedTroubles;
}

function latestProof(accesses: readonly AccessView[]): Date | null {
  const times = accesses.flatMap((one) => (one.provedAt ? [one.provedAt.getTime()] : []));
  return times.length > 0 ? new Date(Math.max(...times)) : null;
}

function limitedOrBetter(
  view: ProfileView,
  working: readonly AccessView[],
  policy: StatusPolicy,
  now: Date,
): ProfileState {
  const capabilities = bestCapabilities(working.map((one) => one.capabilities)) ?? null;
  const lost = capabilities ? lostCapabilities(capabilities, view.enabled) : [];
  const since = latestProof(working);
  if (lost.length > 0 && capabilities) {
    const scopeMissing = lost.some((name) => (capabilities[name] as { scopes?: readonly string[] }).scopes?.length);
    return {
      ...nothing,
      status: "limited",
      cause: scopeMissing ? "scope_missing" : "role_too_low",
      since,
      lost,
      capabilities,
    };
  }
  const deadline = sharedDeadline(working);
  if (deadline && warnsAt(deadline, policy) <= now)
    return { ...nothing, status: "expiring", cause: deadline.cause, since, until: deadline.at, capabilities };
  return { ...nothing, status: "connected", since, until: deadline?.at ?? null, capabilities };
}

/** Accesses stand in for each other: the profile is safe until the last of them needs a person. */
function sharedDeadline(working: readonly AccessView[]): Deadline | null {
  let latest: Deadline | null = null;
  for (const one of working) {
    if (!one.personDeadline) return null;
    if (!latest || one.personDeadline.at > latest.at) latest = one.personDeadline;
  }
  return latest;
}

/** From when on people are told of a deadline; a life that is short as a whole (14 days) is not announced before its half. */
export function warnsAt({ at, begunAt }: Deadline, policy: Pick<StatusPolicy, "warnSeconds">): Date {
  const longest = begunAt ? (at.getTime() - begunAt.getTime()) / 2000 : Infinity;
  return addSeconds(at, -Math.min(policy.warnSeconds, longest));
}

/**
 * When a person must act for this grant, although all works now.
 * @param selfRenewing the network refreshes it without a person, so the access token's own expiry does not count
 * @param endsCause how the network's hard end is called, where people know it by a name of its own
 * @param tokenOutlives the access has a token of its own that outlives the grant's (a Facebook Page token)
 */
export function personDeadline(
  expiries: Expiries,
  facts: { selfRenewing: boolean; tokenOutlives: boolean; authorisedAt?: Date; endsCause?: Cause | undefined },
): Deadline | null {
  const candidates: Deadline[] = [];
  if (expiries.accessExpiresAt && !facts.selfRenewing && !facts.tokenOutlives && !livesToTheEnd(expiries))
    candidates.push({ at: expiries.accessExpiresAt, cause: "lifetime_reached" });
  const begun = facts.authorisedAt ? { begunAt: facts.authorisedAt } : {};
  if (expiries.endsAt) candidates.push({ at: expiries.endsAt, cause: facts.endsCause ?? "lifetime_reached", ...begun });
  if (expiries.dataAccessEndsAt) candidates.push({ at: expiries.dataAccessEndsAt, cause: "data_access_expired" });
  return candidates.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null;
}
