import {
  capabilities,
  capabilityStates,
  lostCapabilities,
  type Capability,
  type CapabilityStates,
} from "#core/capability.ts";
import type { Comparison } from "#sdk/contract.ts";
import { requireNetwork } from "../apps/find.ts";
import { imageUrl } from "../http/images.ts";
import type { World } from "../world.ts";
import { countNewlyReachable, type ReachedProfile } from "./candidate-queries.ts";
import type { Flow } from "./flow-queries.ts";
import { findReach } from "./reach.ts";

/** Design rule 6: what saving this consent would drop, keep and heal, for the same person's earlier grant. Null: they had none. */
export async function compareConsent(world: World, flow: Flow): Promise<Comparison | null> {
  if (!flow.person || !flow.consentSealed) return null;
  const { earlier, served } = await findReach(world.db, flow, flow.person.remoteId);
  const newlyReachable = await countNewlyReachable(world.db, flow);
  if (!earlier)
    return {
      keeps: [],
      drops: [],
      heals: [],
      newlyReachable,
      lostCapabilities: missing(world, flow, flow.scopesGranted),
      regainedCapabilities: [],
    };
  const named = (one: ReachedProfile) => ({
    id: one.profileId,
    name: one.name,
    avatarUrl: imageUrl(world, one.avatarUrl),
  });
  const before = missing(world, flow, earlier.scopesGranted);
  const after = missing(world, flow, flow.scopesGranted);
  return {
    keeps: served.filter((one) => one.usable && one.status !== "expired").map(named),
    heals: served.filter((one) => one.usable && one.status === "expired").map(named),
    drops: served.filter((one) => !one.usable && !one.lostBefore).map(named),
    newlyReachable,
    lostCapabilities: after.filter((capability) => !before.includes(capability)),
    regainedCapabilities: before.filter((capability) => !after.includes(capability)),
  };
}

/** Capabilities that the scopes alone rule out; roles differ from profile to profile. */
export function missing(world: World, flow: Flow, scopes: readonly string[] | undefined): Capability[] {
  const network = requireNetwork(world, flow.network);
  const states: CapabilityStates = capabilityStates(network.capabilities, { scopes, roles: undefined });
  return lostCapabilities(states, capabilities);
}
