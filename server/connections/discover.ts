import { NetworkFailure, type FoundProfile, type Network } from "#networks/network.ts";
import { appOf } from "../apps/apps.ts";
import { requireNetwork } from "../apps/find.ts";
import { withCall } from "../calls/call.ts";
import { findGrant } from "../store/grants.ts";
import { announce } from "../stream/announce.ts";
import type { World } from "../world.ts";
import { targetKey } from "./begin.ts";
import { candidateBinding } from "./binding.ts";
import { candidatesByIds, clearCandidates, countCandidates, insertCandidates } from "./candidate-queries.ts";
import { asLiveGrant, openConsent } from "./consent.ts";
import { endFlow, findFlow, moveFlow, noWork, type Flow, type FlowOutcome } from "./flow-queries.ts";
import { workOnFlow } from "./hold.ts";
import { findRenewalTarget, type RenewalTarget } from "./link-queries.ts";

const batch = 50;

/** Lists what the consent reaches, with progress that the browser sees; then the flow waits for the person to choose or to compare. */
export const discoverProfiles = (world: World, flowId: string): Promise<void> =>
  workOnFlow(world, flowId, {
    status: "discovering",
    work: (flow) => discover(world, flow),
    giveUp: async ({ network }) => {
      const { name, profileNoun } = requireNetwork(world, network).about;
      const message = `Something went wrong on our side while we looked for the ${profileNoun.many}, again and again. Nothing was changed; what was connected before still is. ${name} is not to blame: the operator finds the reason in the log.`;
      await endFlow(world.db, flowId, ["discovering"], { status: "failed", message, now: world.clock.now() });
    },
  });

async function discover(world: World, flow: Flow): Promise<void> {
  const network = requireNetwork(world, flow.network);
  if (!flow.consentSealed) return interrupted(world, network, flow);
  try {
    await clearCandidates(world.db, flow.id);
    if (!(await collect(world, network, flow))) return;
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    const message = `${network.about.name} did not tell us the ${network.about.profileNoun.many}. ${failure.diagnosis.repair.how} Nothing was changed.`;
    await endFlow(world.db, flow.id, ["discovering"], { status: "failed", message, now: world.clock.now() });
    return tell(world, flow);
  }
  await decide(world, network, flow);
  await tell(world, flow);
}

/** The process that exchanged the code died over it, and a code is good once: only a new dance helps. */
async function interrupted(world: World, network: Network, flow: Flow): Promise<void> {
  const message = `The login at ${network.about.name} was interrupted on our side before it was complete. Nothing was changed. Try again; it takes half a minute.`;
  await endFlow(world.db, flow.id, ["discovering"], { status: "failed", message, now: world.clock.now() });
  await tell(world, flow);
}

const tell = (world: World, flow: Flow): Promise<void> =>
  announce(world.db, flow.workspaceId, { event: "connection", data: { id: flow.id } });

/** False: the person cancelled meanwhile. */
async function collect(world: World, network: Network, flow: Flow): Promise<boolean> {
  const app = await appOf(world, flow.appId);
  const live = asLiveGrant(flow, openConsent(world, flow));
  return withCall(world, { network, app }, async (call) => {
    let pending: FoundProfile[] = [];
    let position = 0;
    for await (const found of network.profiles.list(call, live)) {
      pending.push(found);
      if (pending.length < batch) continue;
      if (!(await keep(world, flow, position, pending))) return false;
      position += pending.length;
      pending = [];
    }
    return keep(world, flow, position, pending);
  });
}

async function keep(world: World, flow: Flow, position: number, found: readonly FoundProfile[]): Promise<boolean> {
  const sealed = found.map((one) => ({
    ...one,
    tokenSealed: one.token ? world.vault.seal(one.token, candidateBinding(flow.id, one.remoteId)) : null,
  }));
  await insertCandidates(world.db, flow.id, position, sealed);
  await tell(world, flow);
  return (await findFlow(world.db, flow.id))?.status === "discovering";
}

async function decide(world: World, network: Network, flow: Flow): Promise<void> {
  if (flow.purpose === "connect") {
    await moveFlow(world.db, flow.id, ["discovering"], { status: "picking", ...noWork });
    return;
  }
  const target = await findRenewalTarget(world.db, flow.workspaceId, targetKey(flow));
  if (!target) {
    const message = "The profile was disconnected meanwhile. Nothing was changed.";
    await endFlow(world.db, flow.id, ["discovering"], { status: "failed", message, now: world.clock.now() });
    return;
  }
  const mismatch = await findMismatch(world, network, flow, target);
  const outcome: FlowOutcome = mismatch ? { ...flow.outcome, mismatch } : flow.outcome;
  await moveFlow(world.db, flow.id, ["discovering"], {
    status: mismatch ? "mismatch" : "comparing",
    ...noWork,
    outcome: JSON.stringify(outcome),
  });
}

/** Design rule 5: whoever renews must reach the profile, and whose login it is is said before anything is saved. */
async function findMismatch(
  world: World,
  network: Network,
  flow: Flow,
  target: RenewalTarget,
): Promise<FlowOutcome["mismatch"] | undefined> {
  const expected = flow.grantId ? await findGrant(world.db, flow.grantId) : undefined;
  const [candidate] = await candidatesByIds(world.db, flow.id, [target.remoteId]);
  const person = flow.person?.name ?? "Somebody";
  const reaches = candidate !== undefined && candidate.unusable === null;
  const samePerson = !expected || expected.setter.remoteId === flow.person?.remoteId;
  if (reaches && samePerson) return undefined;
  const { usable } = await countCandidates(world.db, flow.id);
  const ways = [
    "other_login" as const,
    // New profiles are added by members; a renewal link is for this one profile.
    ...(usable > 0 && !flow.linkId ? ["new_profile" as const] : []),
    ...(reaches ? ["additional_access" as const] : []),
  ];
  if (reaches)
    return {
      text: `You authorised as ${person}; ${expected?.setter.name ?? "another person"} was expected. ${person} can manage “${target.name}” as well.`,
      ways,
    };
  const who = samePerson
    ? `You authorised as ${person}`
    : `You authorised as ${person}; ${expected?.setter.name ?? "another person"} was expected`;
  const why =
    candidate?.unusable ??
    `${person} does not reach the ${network.about.profileNoun.one} “${target.name}” with what was granted.`;
  return { text: `${who}. ${why}`, ways };
}
