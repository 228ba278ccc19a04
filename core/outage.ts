/** The two calls that prove a login: its token is used at the API, or exchanged for a fresh one. Either may fail for everybody while the other works. */
export type ProvingAct = "probe" | "refresh";

/** What we saw of one network, or of one server, lately, counted in grants (persons), not in profiles: one person's failure never counts twice. */
export interface NetworkSigns {
  /** Grants looked at in the window. */
  readonly lookedAt: number;
  /** Of these: not dead, so still being looked at. */
  readonly alive: number;
  /** Of these: no usable answer (5xx, HTML, time-out) twice in a row. */
  readonly unreachable: number;
  /** Of these: newly refused in the window with an authorisation cause, by a probe or by a refresh; in a sample: refused at all. */
  readonly refused: number;
  /** Of these: proved to work in the window after the last failure of anybody. */
  readonly provedSince: number;
}

/** Refusals in a row there, by one of the two calls: nobody worked between them, however long it took. */
export interface RefusalRun {
  /** People whose last refusal is younger than anybody's last success. */
  readonly length: number;
  /** Of these: people whose first refusal is, too. Whoever was doubted before is asked again in rows, and is no news. */
  readonly fresh: number;
  /** Others there who could still be asked. */
  readonly others: number;
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

/** So many people refused in a row, at any pace, are the network's trouble: also where there is too little to see for a share. */
export function isMassRefusal({ length, fresh, others }: RefusalRun, { minimumGrants }: GuardPolicy): boolean {
  return fresh >= minimumGrants || (length >= minimumGrants && others === 0);
}

/** After silence verdicts resume once enough grants were proved and the condition is gone; the dead cannot prove anything any more. */
export function mayResume(signs: NetworkSigns, policy: GuardPolicy): boolean {
  return signs.provedSince >= Math.min(policy.provedToResume, Math.max(1, signs.alive));
}

/** While frozen so many are drawn by lot and asked. As many again as a mass failure needs: few enough to be cheap, enough to judge by. */
export const sampleSize = ({ minimumGrants }: GuardPolicy): number => 2 * minimumGrants;

/**
 * A freeze ends by a sample drawn by lot from everybody there, so that its share of refusals is the network's: enough of them
 * were asked, enough work, and no more are refused than single people's troubles would explain.
 * @param sampled how many were drawn
 */
export function sampleIsWell(signs: NetworkSigns, sampled: number, policy: GuardPolicy): boolean {
  const enough = (least: number): number => Math.max(1, Math.min(least, sampled));
  return (
    signs.lookedAt >= enough(policy.minimumGrants) &&
    signs.provedSince >= enough(policy.provedToResume) &&
    signs.refused / signs.lookedAt < policy.share
  );
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

// ── Witnesses ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** What is known of the others where a login was refused. */
export interface Surroundings {
  /** `overruled`: a person lifted a freeze, or it lasted too long: refusals are taken as they are. */
  readonly condition: "well" | "unavailable" | "frozen" | "overruled";
  /** This refusal counted. */
  readonly run: RefusalRun;
  /**
   * Somebody else was asked after this login's first refusal and worked, before this login was asked again. In this order an outage
   * that refuses everybody leads to no verdict, however the calls overlap: it was over before the witness worked.
   */
  readonly witnessed: boolean;
  /** How long this login has been refused while a verdict was possible, no pause counted. Seconds. */
  readonly refusedSeconds: number;
}

/** `pronounce`: the refusal may be a verdict. `witness`: not yet, somebody else must be seen to work. `pause`: verdicts are frozen. */
export type Ruling = "pronounce" | "witness" | "pause";

/** So long a login waits for a witness that cannot be had. Seconds. */
export const longestWaitSeconds = 3600;

/** Whether a refusal may be a verdict about this login: only a network that was seen to accept others has judged it. */
export function rulingOn(around: Surroundings, policy: GuardPolicy): Ruling {
  const { condition, run } = around;
  if (condition === "frozen") return "pause";
  if (condition === "overruled") return "pronounce";
  if (run.length >= policy.minimumGrants) return "witness";
  if (around.witnessed || run.others === 0) return "pronounce";
  return condition === "well" && around.refusedSeconds >= longestWaitSeconds ? "pronounce" : "witness";
}

/** Who waits for a verdict there, counted in logins. */
export interface Waiting {
  /** Refused after anybody's last success: for them a witness is missing. */
  readonly unwitnessed: number;
  /** Refused before it, and the second look is due: they may be asked again. */
  readonly due: number;
  /** People refused in a row since the last success. */
  readonly run: number;
}

export interface NextCalls {
  /** So many of those that are due are asked again now. */
  readonly suspects: number;
  readonly callWitnesses: boolean;
}

/** As many are asked again as can be refused without looking like a mass failure; for the others somebody must work first. */
export function nextCalls({ unwitnessed, due, run }: Waiting, { minimumGrants }: GuardPolicy): NextCalls {
  const suspects = Math.min(due, Math.max(0, minimumGrants - 1 - run));
  return { suspects, callWitnesses: unwitnessed > 0 || due > suspects };
}
