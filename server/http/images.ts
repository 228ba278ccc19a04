import type { PersonRef } from "#sdk/contract.ts";
import type { World } from "../world.ts";

/** Where a browser finds a picture of a network: the same table of hosts as for calls. */
export function imageUrl(world: Pick<World, "outside">, url: string | null | undefined): string | null {
  return url ? world.outside.address(url) : null;
}

export function personRef(
  world: Pick<World, "outside">,
  person: { name: string; handle?: string | null | undefined; avatarUrl?: string | null | undefined },
): PersonRef {
  return { name: person.name, handle: person.handle ?? null, avatarUrl: imageUrl(world, person.avatarUrl) };
}
