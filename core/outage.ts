/** What we saw of one network lately, counted in grants (persons), not in profiles: one person's failure never counts twice. */
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
