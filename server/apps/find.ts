import { AppError } from "#core/app-error.ts";
import type { Network } from "#networks/network.ts";
import type { World } from "../world.ts";

export function requireNetwork(world: Pick<World, "networks">, id: string): Network {
  const network = world.networks.find(id);
  if (!network) throw new AppError("not_found", `There is no network “${id.slice(0, 50)}” here.`);
  return network;
}
