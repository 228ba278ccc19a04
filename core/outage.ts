/** What we saw of one network, or of one server, lately, counted in grants (persons), not in profiles: one person's failure never counts twice. */
export interface NetworkSigns {
  /** Grants looked at in the window. */
  readonly lookedAt: number;
  /** Of these: not dead, so still being looked at. */
  readonly alive: number;
  /** Of these: no usable answer (5xx, HTML, time-out) twice in a row. */
  readonly unreachable: number;
  /** Of these: newly failing with an authorisation cause (suspect or dead since the window began). */
  readonly refused: number;
  /** Of these: proved to work in the window after the last failure of anybody. */
  readonly provedSince: number;
}

export interface GuardPolicy {
  /** Refusals: below this many grants no jump is called a mass failure. */
  readonly minimumGrants: number;
  /** Refusals: share of the grants looked at, 0 to 1. */
  readonly share: number;
  /** Silence: this many grants are enough, since silence is nobody's verdict. */
  readonly minimumSilent: number;
  /** Silence: share of the living grants looked at, 0 to 1. */
  readonly silentShare: number;
  /** Proofs needed in a row before verdicts resume. */
  readonly provedToResume: number;
}

export type NetworkCondition =
  | { readonly state: "well" }
  | { readonly state: "unavailable" }
  | { readonly state: "mass-refusal" };

/** Design rule 2: a jump in failing grants is an incident of the network or of our app, never of N people. */
export function networkCondition(signs: NetworkSigns, policy: GuardPolicy): NetworkCondition {
  if (signs.lookedAt === 0) return { state: "well" };
  if (signs.refused >= policy.minimumGrants && signs.refused / signs.lookedAt >= policy.share)
    return { state: "mass-refusal" };
  if (signs.unreachable >= policy.minimumSilent && signs.unreachable / Math.max(1, signs.alive) >= policy.silentShare)
    return { state: "unavailable" };
  return { state: "well" };
}

/** Verdicts stay frozen until enough grants were proved and the condition is gone; the dead cannot prove anything any more. */
export function mayResume(signs: NetworkSigns, policy: GuardPolicy): boolean {
  return signs.provedSince >= Math.min(policy.provedToResume, Math.max(1, signs.alive));
}

/**
 * A network of many servers as a whole: a server counts there as a person does at one server, once, however many logins it has. So
 * no single server, be it the biggest, says anything about the others; what befalls many servers at once does. Silence is each
 * server's own: a server that is down says nothing about the next.
 */
export function signsOfServers(servers: readonly NetworkSigns[], policy: GuardPolicy): NetworkSigns {
  const count = (holds: (one: NetworkSigns) => boolean): number =>
    servers.filter((one) => one.lookedAt > 0 && holds(one)).length;
  return {
    lookedAt: count(() => true),
    alive: count((one) => one.alive > 0),
    unreachable: 0,
    refused: count((one) => one.refused > 0 && one.refused / one.lookedAt >= policy.share),
    provedSince: count((one) => one.provedSince > 0),
  };
}
