export const capabilities = ["publish", "inbox", "analytics"] as const;
export type Capability = (typeof capabilities)[number];

/** What a network asks for one capability. `anyRole`: one of these roles or tasks is enough; empty means no role is needed. */
export interface CapabilityNeeds {
  readonly scopes: readonly string[];
  readonly anyRole: readonly string[];
  readonly source: string;
  /** Another set that is as good: the same capability on a network's other way in, under other names. */
  readonly instead?: { readonly scopes: readonly string[]; readonly anyRole: readonly string[] };
  /** Kinds of profiles that never have it, with the reason to show (an inbox for a member of LinkedIn). */
  readonly absentFor?: Readonly<Record<string, string>>;
}

/** A capability that a network does not offer through its API, with the reason to show. */
export interface CapabilityAbsent {
  readonly absent: string;
}

export type CapabilityTable = Readonly<Record<Capability, CapabilityNeeds | CapabilityAbsent>>;

/** What a network offers for one kind of its profiles. */
export function ofKind(table: CapabilityTable, kind: string): CapabilityTable {
  const narrowed = (needs: CapabilityNeeds | CapabilityAbsent): CapabilityNeeds | CapabilityAbsent => {
    const reason = "absent" in needs ? undefined : needs.absentFor?.[kind];
    return reason === undefined ? needs : { absent: reason };
  };
  return { publish: narrowed(table.publish), inbox: narrowed(table.inbox), analytics: narrowed(table.analytics) };
}

export type CapabilityState =
  | { readonly state: "ready" }
  | { readonly state: "missing"; readonly scopes: readonly string[]; readonly roles: readonly string[] }
  | { readonly state: "unknown" }
  | { readonly state: "absent"; readonly reason: string };

export type CapabilityStates = Readonly<Record<Capability, CapabilityState>>;

/** Scopes and roles as the network last confirmed them. `undefined` means nobody has told us: unknown is not empty (P34). */
export interface HeldRights {
  readonly scopes: readonly string[] | undefined;
  readonly roles: readonly string[] | undefined;
}

/** What holds for one access: the grant's scopes, narrowed by those of the profile where the network grants them per asset. */
export function heldScopes(
  ofGrant: readonly string[] | undefined,
  ofAccess: readonly string[] | undefined,
): readonly string[] | undefined {
  if (!ofGrant) return ofAccess;
  return ofAccess ? ofGrant.filter((scope) => ofAccess.includes(scope)) : ofGrant;
}

/** What one access can do, by comparing what is needed with what the network says is held. */
export function capabilityStates(table: CapabilityTable, held: HeldRights): CapabilityStates {
  return {
    publish: capabilityState(table.publish, held),
    inbox: capabilityState(table.inbox, held),
    analytics: capabilityState(table.analytics, held),
  };
}

/** The same of one capability. */
export function capabilityState(needs: CapabilityNeeds | CapabilityAbsent, held: HeldRights): CapabilityState {
  if ("absent" in needs) return { state: "absent", reason: needs.absent };
  return compare(needsFor(needs, held), held);
}

/** Of two sets that are as good, the one that is held, or nearer to it: the way that this login went. */
export function needsFor(needs: CapabilityNeeds, held: HeldRights): Pick<CapabilityNeeds, "scopes" | "anyRole"> {
  if (!needs.instead) return needs;
  const state = compare(needs, held);
  const other = compare(needs.instead, held);
  return rank[other.state] > rank[state.state] || lacks(other) < lacks(state) ? needs.instead : needs;
}

/** How much is missing: of two ways, the one that lacks less is the one that this grant went. */
function lacks(state: CapabilityState): number {
  return state.state === "missing" ? state.scopes.length + (state.roles.length > 0 ? 1 : 0) : 0;
}

function compare(needs: Pick<CapabilityNeeds, "scopes" | "anyRole">, held: HeldRights): CapabilityState {
  const scopes = needs.scopes.filter((scope) => held.scopes !== undefined && !held.scopes.includes(scope));
  const roleHeld =
    needs.anyRole.length === 0 || held.roles === undefined || needs.anyRole.some((role) => held.roles?.includes(role));
  if (scopes.length > 0 || !roleHeld) return { state: "missing", scopes, roles: roleHeld ? [] : needs.anyRole };
  const unknown = held.scopes === undefined || (needs.anyRole.length > 0 && held.roles === undefined);
  return unknown ? { state: "unknown" } : { state: "ready" };
}

const rank = { ready: 3, unknown: 2, missing: 1, absent: 0 } as const;

/** Several accesses stand in for each other: the best state of each capability counts. */
export function bestCapabilities(all: readonly CapabilityStates[]): CapabilityStates | undefined {
  return all.reduce<CapabilityStates | undefined>((best, one) => (best ? better(best, one) : one), undefined);
}

function better(a: CapabilityStates, b: CapabilityStates): CapabilityStates {
  const pick = (name: Capability): CapabilityState => (rank[b[name].state] > rank[a[name].state] ? b[name] : a[name]);
  return { publish: pick("publish"), inbox: pick("inbox"), analytics: pick("analytics") };
}

/** The capabilities that are asked of a profile and cannot be used for want of a scope or a role. */
export function lostCapabilities(states: CapabilityStates, enabled: readonly Capability[]): Capability[] {
  return enabled.filter((name) => states[name].state === "missing");
}
