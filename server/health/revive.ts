import { NetworkFailure, type Network } from "#networks/network.ts";
import { appOf } from "../apps/apps.ts";
import { withCall } from "../calls/call.ts";
import { recordEvent } from "../events/record.ts";
import { openGrant } from "../grants/tokens.ts";
import { withdrawLife } from "../lifetimes/lives.ts";
import type { StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";
import { keepAlive } from "./keep-alive.ts";
import { recordGrantProof } from "./record.ts";
import { dropSecondChance } from "./second-chance-queries.ts";
import { mayBeAskedAgain } from "./second-chance.ts";

/** Asks for a dead login once more, where there is a doubt left about its death. True: it lives. */
export async function reviveGrant(
  world: World,
  network: Network,
  grant: StoredGrant,
  why: "due" | "asked",
): Promise<boolean> {
  if (!(await mayBeAskedAgain(world, grant.id, why))) return false;
  if (!(await works(world, network, grant))) return false;
  await world.db.transaction().execute(async (trx) => {
    await dropSecondChance(trx, grant.id);
    await withdrawLife(trx, grant.id);
    const facts = { person: grant.setter.name };
    await recordEvent(trx, world, { workspaceId: grant.workspaceId, kind: "grant_revived", grantId: grant.id, facts });
  });
  return true;
}

/** By a refresh where there is one: it decides whether the login lives, and not the token at hand. */
async function works(world: World, network: Network, grant: StoredGrant): Promise<boolean> {
  const kept = await keepAlive(world, grant.id, "second-chance");
  if (kept.outcome !== "impossible") return kept.outcome === "refreshed" || kept.outcome === "unmoved";
  const app = await appOf(world, grant.appId);
  const live = openGrant(world, grant);
  const askedAt = world.clock.now();
  try {
    const proof = await withCall(world, { network, app, grantId: grant.id }, (call) => network.probe.grant(call, live));
    await recordGrantProof(world, network, grant.id, { ...proof, askedAt });
    return true;
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    return false; // as before: it is dead already
  }
}
