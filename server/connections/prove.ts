import { AppError } from "#core/app-error.ts";
import { NetworkFailure, type LiveGrant, type Network } from "#networks/network.ts";
import { findGrant } from "../grants/grant-store.ts";
import { nextLook } from "../health/accesses.ts";
import { checkGrant } from "../health/check.ts";
import { appOf, type OpenApp } from "../networks/apps.ts";
import { withCall } from "../networks/call.ts";
import { announce } from "../stream/announce.ts";
import type { World } from "../world.ts";
import { requireNetwork } from "../networks/find.ts";
import { candidateBinding } from "./binding.ts";
import { asLiveGrant, openConsent } from "./consent.ts";
import { candidatesByIds, endFlow, findFlow, type Flow, type StoredCandidate } from "./queries.ts";
import { saveConsent } from "./save-consent.ts";

/**
 * Proves a consent by a real call, saves it in place of the person's earlier one, then looks at everything it reaches.
 * The old token stays untouched until the new one is proved.
 */
export async function proveFlow(world: World, flowId: string): Promise<void> {
  const flow = await findFlow(world.db, flowId);
  if (flow?.status !== "proving") return;
  const network = requireNetwork(world, flow.network);
  const saved = flow.outcome.savedGrantId ?? (await proveAndSave(world, network, flow));
  if (!saved) return;
  await lookAtEverything(world, flow, saved);
  await endFlow(world.db, flow.id, ["proving"], { status: "done", now: world.clock.now() });
  await tell(world, flow);
}

/** A grant may reach more than one look takes at once; the browser sees the proofs come in. */
async function lookAtEverything(world: World, flow: Flow, grantId: string): Promise<void> {
  await checkGrant(world, grantId, { what: "all" });
  for (let round = 0; round < 100; round++) {
    const due = await nextLook(world.db, grantId);
    if (!due || due > world.clock.now() || (await findGrant(world.db, grantId))?.health.state === "dead") return;
    await tell(world, flow);
    await checkGrant(world, grantId, { what: "due" });
  }
}

const tell = (world: World, flow: Flow): Promise<void> =>
  announce(world.db, flow.workspaceId, { event: "connection", data: { id: flow.id } });

async function proveAndSave(world: World, network: Network, flow: Flow): Promise<string | undefined> {
  const chosen = await candidatesByIds(world.db, flow.id, flow.outcome.chosen ?? []);
  const consent = openConsent(world, flow);
  const app = await appOf(world, flow.appId);
  const first = flow.outcome.chosen?.[0];
  const target = chosen.find((one) => one.remoteId === first);
  try {
    if (!target) throw new Error("a flow without a chosen profile cannot be proved");
    await proveFirst(world, network, app, asLiveGrant(flow, consent), target, flow);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    await notProved(world, network, flow, failure);
    return undefined;
  }
  try {
    return await saveConsent(world, { network, app, flow, consent, chosen });
  } catch (refusal) {
    if (!(refusal instanceof AppError)) throw refusal;
    await fail(world, flow, `${refusal.message} Nothing was changed.`);
    return undefined;
  }
}

async function proveFirst(
  world: World,
  network: Network,
  app: OpenApp,
  live: LiveGrant,
  target: StoredCandidate,
  flow: Flow,
): Promise<void> {
  const token = target.tokenSealed
    ? world.vault.open(target.tokenSealed, candidateBinding(flow.id, target.remoteId))
    : live.tokens.accessToken;
  await withCall(world, { network, app, ...(flow.profileId ? { profileId: flow.profileId } : {}) }, async (call) => {
    await network.probe.grant(call, live);
    await network.probe.access(call, live, { remoteId: target.remoteId, token });
  });
}

async function notProved(world: World, network: Network, flow: Flow, failure: NetworkFailure): Promise<void> {
  const message = `${network.about.name} did not accept the new login when we tried it. ${failure.diagnosis.repair.how} Nothing was changed; what was connected before still is.`;
  world.log.warn({ flow: flow.id, rule: failure.diagnosis.rule }, "a consent could not be proved");
  await fail(world, flow, message);
}

async function fail(world: World, flow: Flow, message: string): Promise<void> {
  await endFlow(world.db, flow.id, ["proving"], { status: "failed", message, now: world.clock.now() });
  await tell(world, flow);
}
