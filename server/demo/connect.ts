import { createVisitor, type Visit } from "#simulator/visitor.ts";
import { addressOf, beginConnection } from "../connections/begin.ts";
import { hashOf, newBrowserSecret } from "../connections/binding.ts";
import { addProfiles } from "../connections/choose.ts";
import { bindBrowser, findFlow, listCandidates, type FlowStatus } from "../connections/flows.ts";
import { finishDance } from "../connections/return.ts";
import { requireNetwork } from "../apps/find.ts";
import type { World } from "../world.ts";

export interface Wish {
  readonly world: World;
  readonly simulatorUrl: string;
  readonly workspaceId: string;
  readonly network: string;
  readonly way?: string;
  /** What is asked before the redirect, where the network asks: a server, a handle. */
  readonly identifier?: string;
  readonly visit: Visit;
  /** Which of the usable profiles to add; all unless told. */
  readonly wants?: (name: string) => boolean;
}

const pageSize = 200;

/** Connects by the real machinery: somebody walks through the simulated consent, as in a browser. Nothing usable: nothing is added. Answers the names of what was. */
export async function connect(wish: Wish): Promise<string[]> {
  const { world } = wish;
  const { flow } = await beginConnection(world, {
    workspaceId: wish.workspaceId,
    memberId: null,
    network: wish.network,
    way: wish.way,
    identifier: wish.identifier,
  });
  const secret = newBrowserSecret(world);
  await bindBrowser(world.db, flow.id, hashOf(secret));
  const address = await addressOf(world, requireNetwork(world, flow.network), flow);
  const back = await createVisitor(wish.simulatorUrl).consent(address, wish.visit);
  await finishDance(world, new URL(back).searchParams, secret);
  await reached(world, flow.id, "picking");
  const found = await usable(wish, flow.id);
  const picking = await findFlow(world.db, flow.id);
  if (!picking) throw new Error("the demo's connection is gone");
  if (found.length === 0) return [];
  await addProfiles(
    world,
    picking,
    found.map((one) => one.remoteId),
  );
  await reached(world, flow.id, "done");
  return found.map((one) => one.name);
}

async function usable(
  { world, workspaceId, network, wants }: Wish,
  flowId: string,
): Promise<{ remoteId: string; name: string }[]> {
  const found = await listCandidates(world.db, {
    flowId,
    workspaceId,
    network,
    q: undefined,
    after: undefined,
    limit: pageSize,
  });
  return found.filter((one) => one.unusable === null && (wants?.(one.name) ?? true));
}

async function reached(world: World, flowId: string, wanted: FlowStatus): Promise<void> {
  for (;;) {
    const flow = await findFlow(world.db, flowId);
    if (flow?.status === wanted) return;
    if (flow?.status === "failed" || flow?.status === "cancelled")
      throw new Error(`the demo could not connect: ${flow.message}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
