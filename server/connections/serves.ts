import { profilesOfGrant } from "../store/accesses.ts";
import type { World } from "../world.ts";

/** How many profiles one login serves. */
export async function servesOthersCount(world: Pick<World, "db">, grantId: string): Promise<number> {
  return (await profilesOfGrant(world.db, grantId)).length;
}
