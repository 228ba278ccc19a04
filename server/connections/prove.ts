import { AppError } from "#core/app-error.ts";
import { NetworkFailure, type GrantProof } from "#networks/network.ts";
import { appOf } from "../apps/apps.ts";
import { requireNetwork } from "../apps/find.ts";
import { withCall } from "../calls/call.ts";
import { checkGrant } from "../health/check.ts";
import { recordGrantProof } from "../health/record.ts";
import { nextLook } from "../store/accesses.ts";
import { scheduleProbe } from "../store/grant-writes.ts";
import { findGrant } from "../store/grants.ts";
import type { World } from "../world.ts";
import { asLiveGrant, openConsent } from "./consent.ts";
import { endFlow } from "./flow-queries.ts";
import { isRenewing, tellBrowsers, type Flow } from "./flow.ts";
import { workOnFlow } from "./hold.ts";
import { provePicked, type OpenFlow, type Proved, type Traces } from "./prove-picked.ts";
import { saveConsent } from "./save-consent.ts";

/**
 * Proves a consent and what was picked of it by real calls, saves what was proved in place of the person's earlier consent,
 * then looks at everything else that it reaches. The old token stays untouched until the new one is proved.
 */
export const proveFlow = (world: World, flowId: string): Promise<void> =>
  workOnFlow(world, flowId, {
    status: "proving",
    work: (flow) => prove(world, flow),
    giveUp: (flow) => giveUp(world, flow),
  });

async function prove(world: World, flow: Flow): Promise<void> {
  const saved = flow.outcome.savedGrantId ?? (await proveAndSave(world, flow));
  if (!saved) return;
  await lookAtTheRest(world, flow, saved);
  await done(world, flow);
}

async function done(world: World, flow: Flow): Promise<void> {
  await endFlow(world.db, flow.id, ["proving"], { status: "done", now: world.clock.now() });
  await tellBrowsers(world, flow);
}

/** What is saved is saved: its ordinary looks go on where this ends. */
async function giveUp(world: World, flow: Flow): Promise<void> {
  if (flow.outcome.savedGrantId) return done(world, flow);
  const { name } = requireNetwork(world, flow.network).about;
  await fail(
    world,
    flow,
    `Something went wrong on our side while the new login was proved, again and again. Nothing was changed; what was connected before still is. ${name} is not to blame: the operator finds the reason in the log.`,
  );
}

/** What was not proved before it was saved: what this login healed besides. A grant may reach more than one look takes at once. */
async function lookAtTheRest(world: World, flow: Flow, grantId: string): Promise<void> {
  for (let round = 0; round < 100; round++) {
    const grant = await findGrant(world.db, grantId);
    if (!grant || grant.health.state === "dead" || grant.health.state === "ended") return;
    const due = await nextLook(world.db, grantId);
    // Whoever took this over knows no proof of the grant itself.
    const isOpen = round === 0 && grant.health.state === "unverified";
    if (!isOpen && (!due || due > world.clock.now()))
      return round === 0 ? scheduleProbe(world.db, grantId, due) : undefined;
    await checkGrant(world, grantId, { what: "due" });
    await tellBrowsers(world, flow);
  }
}

async function proveAndSave(world: World, flow: Flow): Promise<string | undefined> {
  const network = requireNetwork(world, flow.network);
  const consent = openConsent(world, flow);
  const app = await appOf(world, flow.appId);
  const open: OpenFlow = { network, app, flow, live: asLiveGrant(flow, consent), traces: new Map() };
  const askedAt = world.clock.now();
  const ofGrant = await proveGrant(world, open);
  if (!ofGrant) return undefined;
  const chosen = flow.outcome.chosen ?? [];
  // A renewal stands and falls with its target; what it heals besides is connected already, and looked at once it is saved.
  const toProve = isRenewing(flow) ? chosen.slice(0, 1) : chosen;
  const proved = await provePicked(world, { ...open, told: ofGrant.profile }, toProve);
  if (!proved.picked.some((one) => one.proof)) {
    await fail(world, flow, noneProved(open, proved));
    return undefined;
  }
  const saved = await save(world, open, { ...proved, consent });
  if (saved) await recordGrantProof(world, network, saved, { ...ofGrant, askedAt });
  return saved;
}

async function proveGrant(
  world: World,
  { network, app, flow, live, traces }: OpenFlow,
): Promise<GrantProof | undefined> {
  const made: Traces = [];
  const subject = flow.profileId ? { profileId: flow.profileId } : { traces: made };
  try {
    const proof = await withCall(world, { network, app, ...subject }, (call) => network.probe.grant(call, live));
    if (proof.profile) traces.set(proof.profile.remoteId, made);
    return proof;
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    world.log.warn({ flow: flow.id, rule: failure.diagnosis.rule }, "a consent could not be proved");
    await fail(world, flow, `${notAccepted(network.about.name)} ${failure.diagnosis.repair.how} ${unchanged}`);
    return undefined;
  }
}

async function save(
  world: World,
  open: OpenFlow,
  what: Proved & Pick<Parameters<typeof saveConsent>[1], "consent">,
): Promise<string | undefined> {
  try {
    return await saveConsent(world, { ...open, ...what });
  } catch (refusal) {
    if (!(refusal instanceof AppError)) throw refusal;
    await fail(world, open.flow, `${refusal.message} Nothing was changed.`);
    return undefined;
  }
}

const unchanged = "Nothing was changed; what was connected before still is.";
const notAccepted = (network: string): string => `${network} did not accept the new login when we tried it.`;

function noneProved({ network, flow }: OpenFlow, { picked, waitUntil }: Proved): string {
  const { name, profileNoun } = network.about;
  const refused = picked.filter((one) => one.refused !== null);
  const [only] = refused;
  if (refused.length === 0)
    return `${name} ${waitUntil ? "does not take our calls at the moment" : "did not answer"}, so nothing could be proved. Try again in a while. ${unchanged}`;
  if (isRenewing(flow)) return `${notAccepted(name)} ${only?.refused} ${unchanged}`;
  if (picked.length === 1) return `“${only?.name}” could not be added. ${only?.refused} ${unchanged}`;
  return `None of the ${picked.length} ${profileNoun.many} could be added; why stands with each. ${unchanged}`;
}

async function fail(world: World, flow: Flow, message: string): Promise<void> {
  await endFlow(world.db, flow.id, ["proving"], { status: "failed", message, now: world.clock.now() });
  await tellBrowsers(world, flow);
}
