import { addSeconds } from "#core/backoff.ts";
import { NetworkFailure, type AccessProof, type GrantProof, type LiveGrant, type Network } from "#networks/network.ts";
import type { OpenApp } from "../apps/apps.ts";
import { withCall, type OnBehalfOf } from "../calls/call.ts";
import { causeHeadline } from "../words/causes.ts";
import type { World } from "../world.ts";
import { candidateBinding } from "./binding.ts";
import { candidatesByIds, saveOutcomes, type CandidateOutcome, type StoredCandidate } from "./candidate-queries.ts";
import { tellBrowsers, type Flow } from "./flow.ts";

export type Traces = NonNullable<OnBehalfOf["traces"]>;

/** A consent with its tokens opened, for asking the network about what it reaches. */
export interface OpenFlow {
  readonly network: Network;
  readonly app: OpenApp;
  readonly flow: Flow;
  readonly live: LiveGrant;
  /** What was sent, by remote id: it belongs into the log of a profile that is not there yet. */
  readonly traces: Map<string, Traces>;
  /** What the answer about the grant proved of a profile as well: it is not asked about again. */
  readonly told?: GrantProof["profile"] | undefined;
}

/** The picked ones, each with how it went. Neither proved nor refused: it was not asked, and nothing is known against it. */
export interface Proved {
  readonly picked: readonly StoredCandidate[];
  /** The network fell silent or asked us to wait: when the others may be asked. */
  readonly waitUntil: Date | undefined;
}

const atOnce = 4;
/** So many without an answer, one after the other, are the network's trouble and not these profiles'. */
const silencesInARow = 8;
/** Whoever watches a thousand proofs come in need not be told of each. */
const announcements = 25;

/**
 * Proves each picked profile by a real call with its very token, before anything is saved; one that fails stands in nobody's
 * way (P23). What a worker asked before it died is not asked again.
 */
export async function provePicked(world: World, open: OpenFlow, remoteIds: readonly string[]): Promise<Proved> {
  const before = await candidatesByIds(world.db, open.flow.id, remoteIds);
  const toAsk = before.filter((one) => one.proof === null && one.refused === null);
  const first = await askRound(world, open, toAsk, "first");
  // What did not answer is asked once more, after all the others.
  const last = first.waitUntil ? first : await askRound(world, open, first.silent, "last");
  return { picked: await candidatesByIds(world.db, open.flow.id, remoteIds), waitUntil: last.waitUntil };
}

interface Round {
  readonly silent: readonly StoredCandidate[];
  /** Nobody else was asked; the rest may be asked then. */
  readonly waitUntil?: Date;
}

type Answer = { readonly one: StoredCandidate; readonly proof: AccessProof } | Refusal;
interface Refusal {
  readonly one: StoredCandidate;
  /** Absent: a bug of ours. */
  readonly failure: NetworkFailure | undefined;
}

async function askRound(
  world: World,
  open: OpenFlow,
  toAsk: readonly StoredCandidate[],
  which: "first" | "last",
): Promise<Round> {
  const silent: StoredCandidate[] = [];
  const tellEvery = Math.ceil(toAsk.length / atOnce / announcements);
  let inARow = 0;
  for (let start = 0, group = 0; start < toAsk.length; start += atOnce, group++) {
    const answers = await Promise.all(toAsk.slice(start, start + atOnce).map((one) => ask(world, open, one)));
    const outcomes = answers.flatMap((answer) => outcomeOf(world, open, answer, which));
    await saveOutcomes(world.db, open.flow.id, outcomes);
    if (group % tellEvery === 0) await tellBrowsers(world, open.flow);
    const wait = answers.find((answer) => kindOf(answer) === "rate-limited");
    if (wait) return { silent, waitUntil: waitOf(world, wait) };
    const unanswered = answers.filter((answer) => kindOf(answer) === "unreachable");
    silent.push(...unanswered.map(({ one }) => one));
    inARow = unanswered.length === answers.length ? inARow + answers.length : 0;
    if (inARow >= silencesInARow)
      return { silent, waitUntil: addSeconds(world.clock.now(), world.config.secondLookSeconds) };
  }
  return { silent };
}

async function ask(
  world: World,
  { network, app, flow, live, traces, told }: OpenFlow,
  one: StoredCandidate,
): Promise<Answer> {
  if (told?.remoteId === one.remoteId && !one.tokenSealed) return { one, proof: told.proof };
  const token = one.tokenSealed
    ? world.vault.open(one.tokenSealed, candidateBinding(flow.id, one.remoteId))
    : live.tokens.accessToken;
  const kept = traces.get(one.remoteId) ?? [];
  traces.set(one.remoteId, kept);
  try {
    const proof = await withCall(world, { network, app, traces: kept }, (call) =>
      network.probe.access(call, live, { remoteId: one.remoteId, token }),
    );
    return { one, proof };
  } catch (failure) {
    if (failure instanceof NetworkFailure) return { one, failure };
    // A bug that one profile meets must not keep the others out.
    world.log.error(
      { error: failure, flow: flow.id, remoteId: one.remoteId },
      "a picked profile could not be proved on our side",
    );
    return { one, failure: undefined };
  }
}

const kindOf = (answer: Answer) => ("failure" in answer ? answer.failure?.diagnosis.kind : undefined);

function waitOf(world: World, answer: Answer): Date {
  const until = "failure" in answer ? answer.failure?.diagnosis.until : undefined;
  return until ?? addSeconds(world.clock.now(), world.config.secondLookSeconds);
}

/** Nothing where it is not decided yet. */
function outcomeOf(world: World, open: OpenFlow, answer: Answer, which: "first" | "last"): CandidateOutcome[] {
  const { remoteId } = answer.one;
  if (!("failure" in answer)) return [{ remoteId, proof: { told: answer.proof, at: world.clock.now() } }];
  const kind = kindOf(answer);
  if (kind === "rate-limited" || (kind === "unreachable" && which === "first")) return [];
  return [{ remoteId, refused: reasonOf(open, answer) }];
}

/** Why it is not added: what is the matter, and what to do about it. */
function reasonOf({ network, flow }: OpenFlow, { one, failure }: Refusal): string {
  const { name, profileNoun } = network.about;
  if (!failure) return "Something went wrong on our side when we tried it.";
  const { kind, cause, repair } = failure.diagnosis;
  if (kind === "unreachable") return `${name} did not answer when we tried it. Try again in a while.`;
  if (cause === "scope_missing") return `${name} says that a permission is missing for it. ${repair.how}`;
  const headline = causeHeadline({
    status: "expired",
    cause,
    lost: [],
    until: null,
    since: null,
    network: name,
    noun: profileNoun.one,
    profile: one.name,
    person: flow.person?.name ?? "The person who signed in",
    working: [],
  });
  return kind === "unrecognised"
    ? `${headline} The operator finds its answer under Networks.`
    : `${headline} ${repair.how}`;
}
