import { assertKeysFit, makeKeyCheck } from "../platform/key-check.ts";
import type { Vault } from "../platform/vault.ts";
import type { World } from "../world.ts";
import { findKeyChecks, findUsedKeyIds, insertKeyCheck } from "./queries.ts";

/** Refuses the start when the keys at hand cannot open what is kept (P51); notes the active key for the next start. Throws `VaultError`. */
export async function fitKeys(world: Pick<World, "db" | "clock">, vault: Vault): Promise<void> {
  const checks = await findKeyChecks(world.db);
  assertKeysFit({ checks, usedKeyIds: await findUsedKeyIds(world.db) }, vault);
  if (!checks.some((check) => check.id === vault.activeKeyId))
    await insertKeyCheck(world.db, makeKeyCheck(vault), world.clock.now());
}
