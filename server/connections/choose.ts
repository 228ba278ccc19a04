import { AppError } from "#core/app-error.ts";
import { addSeconds } from "#core/backoff.ts";
import { requireNetwork } from "../apps/find.ts";
import { announce } from "../stream/announce.ts";
import type { World } from "../world.ts";
import { requireTarget, targetKey } from "./begin.ts";
import { candidatesByIds } from "./candidate-queries.ts";
import { endFlow, findFlow, moveFlow, workFrom, type Flow, type FlowOutcome, type FlowStatus } from "./flow-queries.ts";
import { graceSeconds } from "./hold.ts";
import { findReach, reachedAgain } from "./reach.ts";

/** Add: the person has picked; only now anything is attached (R34), and each is proved by a real call. */
export async function addProfiles(world: World, flow: Flow, remoteIds: readonly string[]): Promise<Flow> {
  const wanted = [...new Set(remoteIds)];
  const candidates = await candidatesByIds(world.db, flow.id, wanted);
  const unusable = candidates.find((one) => one.unusable !== null);
  if (candidates.length < wanted.length)
    throw new AppError("invalid_input", "Some of these were not offered by this login. Pick from the list.");
  if (unusable) throw new AppError("invalid_input", `“${unusable.name}” cannot be connected: ${unusable.unusable}`);
  return proceed(world, flow, ["picking"], { ...flow.outcome, chosen: wanted });
}

/** Save after the comparison, or one of the ways on after a mismatch (design rule 5). */
export async function confirmRenewal(
  world: World,
  flow: Flow,
  way: "renew" | "new_profile" | "additional_access",
): Promise<Flow> {
  if (way !== "renew" && flow.status === "mismatch" && !flow.outcome.mismatch?.ways.includes(way))
    throw new AppError("conflict", refusedWays[way]);
  if (way === "new_profile") return pickInstead(world, flow);
  const target = await requireTarget(world, flow.workspaceId, targetKey(flow));
  const chosen = way === "renew" ? await servedAndReached(world, flow, target.remoteId) : [target.remoteId];
  return proceed(world, flow, [way === "renew" ? "comparing" : "mismatch"], { ...flow.outcome, way, chosen });
}

const refusedWays = {
  new_profile: "This login offers nothing here that could be added.",
  additional_access: "This login does not reach the profile, so it cannot be kept as an additional access.",
} as const;

async function pickInstead(world: World, flow: Flow): Promise<Flow> {
  const moved = await moveFlow(world.db, flow.id, ["mismatch"], {
    status: "picking",
    outcome: JSON.stringify({ ...flow.outcome, way: "new_profile" }),
  });
  if (!moved) throw new AppError("conflict", "This was decided already. Reload the page to see how it stands.");
  return again(world, flow);
}

/** One renewal heals every profile that the grant reaches: the target first, so that it is proved first. */
async function servedAndReached(world: World, flow: Flow, targetRemoteId: string): Promise<string[]> {
  const reach = await findReach(world.db, flow, flow.person?.remoteId);
  return [...new Set([targetRemoteId, ...reachedAgain(reach)])];
}

async function proceed(world: World, flow: Flow, from: readonly FlowStatus[], outcome: FlowOutcome): Promise<Flow> {
  if (outcome.chosen?.length === 0)
    throw new AppError(
      "invalid_input",
      `Pick at least one ${requireNetwork(world, flow.network).about.profileNoun.one}.`,
    );
  if (flow.expiresAt <= world.clock.now())
    throw new AppError("gone", "This login has been waiting too long. Start again; nothing was changed.");
  const moved = await moveFlow(world.db, flow.id, from, {
    status: "proving",
    outcome: JSON.stringify(outcome),
    ...workFrom(addSeconds(world.clock.now(), graceSeconds)),
  });
  if (moved) await world.jobs.send("prove-flow", flow.id);
  const now = await again(world, flow);
  // A second click finds the first one's work under way: that is what was asked for.
  const isUnderWay = (now.status === "proving" || now.status === "done") && isSameWish(now.outcome, outcome);
  if (!moved && !isUnderWay)
    throw new AppError("conflict", "This cannot be done at this point any more. Reload the page to see how it stands.");
  return now;
}

/** The same way on or, where profiles were picked, the same picks: two tabs that ask for different things are told so. */
function isSameWish(one: FlowOutcome, other: FlowOutcome): boolean {
  if (one.way !== other.way) return false;
  if (one.way === "renew" || one.way === "additional_access") return true;
  const picked = new Set(one.chosen);
  return picked.size === other.chosen?.length && other.chosen.every((remoteId) => picked.has(remoteId));
}

export async function cancelFlow(world: World, flow: Flow): Promise<Flow> {
  const message = "You cancelled. Nothing was changed.";
  await endFlow(world.db, flow.id, ["waiting", "discovering", "picking", "mismatch", "comparing"], {
    status: "cancelled",
    message,
    now: world.clock.now(),
  });
  await announce(world.db, flow.workspaceId, { event: "connection", data: { id: flow.id } });
  return again(world, flow);
}

async function again(world: World, flow: Flow): Promise<Flow> {
  return (await findFlow(world.db, flow.id)) ?? flow;
}
