import type { Queryable } from "../db/database.ts";
import { assertKeysFit, makeKeyChecks, wrongKeys, type KeyCheck } from "../platform/key-check.ts";
import type { KeyedVault } from "../platform/vault.ts";
import { findProcesses, lockProcesses, removeGone, saveBeat, type LivingProcess } from "../store/processes.ts";
import type { World } from "../world.ts";
import { findToldKeys, findUsedKeyIds, forgetUnused, insertKeyChecks, makeActive } from "./queries.ts";
import { lackOf, nextSealingKey, sealingKey, type Lack, type ToldKey } from "./sealing-key.ts";

/** This process, towards the others. */
export interface Me {
  readonly id: string;
  readonly name: string;
  /** Whoever has not been heard of for so long counts as gone. */
  readonly goneSeconds: number;
}

/** What this process knows of all keys after it has told of its own. */
export interface Announced {
  readonly lack: Lack;
  /** Ids under which another key is here than others have. */
  readonly wrong: readonly string[];
  /** Who was found to be gone. */
  readonly gone: readonly string[];
}

type AnnounceWorld = Pick<World, "db">;

/**
 * Before anything is opened, sealed or served: tells the others which keys are known here, and refuses the start with keys that
 * cannot open what is kept or what the others seal (P51). Under one lock with every switch of the sealing key, so that none can
 * happen between the look and the telling (P24). Throws `VaultError`.
 */
export async function announceStart(world: AnnounceWorld, vault: KeyedVault, me: Me): Promise<Announced> {
  const usedBefore = await findUsedKeyIds(world.db);
  return announce(world, vault, me, async (trx, { told, others }) => {
    const active = sealingKey(told);
    const sealingKeyIds = others.map((other) => other.sealingKeyId);
    if (active !== undefined && others.length > 0) sealingKeyIds.push(active);
    // Who sealed with a key that is lacking here may have stopped since it was looked.
    const isLacking = active !== undefined && !vault.keyIds.includes(active);
    const usedKeyIds = isLacking ? await findUsedKeyIds(trx) : usedBefore;
    assertKeysFit({ checks: told, usedKeyIds, sealingKeyIds }, vault);
    if (active !== undefined && !isLacking) vault.sealWith(active);
  });
}

/** Again and again while it runs: what is known here by now, and whether another key seals by now. */
export async function announceAgain(world: AnnounceWorld, vault: KeyedVault, me: Me): Promise<Announced> {
  vault.learn();
  return announce(world, vault, me, async () => {});
}

interface Present {
  readonly told: readonly (KeyCheck & ToldKey)[];
  readonly others: readonly LivingProcess[];
}

async function announce(
  world: AnnounceWorld,
  vault: KeyedVault,
  me: Me,
  check: (trx: Queryable, present: Present) => Promise<void>,
): Promise<Announced> {
  const { sealing, ...announced } = await world.db.transaction().execute(async (trx) => {
    await lockProcesses(trx);
    const others = (await findProcesses(trx, me.goneSeconds)).filter(({ id, isSilent }) => id !== me.id && !isSilent);
    await forgetUnused(
      trx,
      others.map(({ id }) => id),
    );
    const before = await findToldKeys(trx);
    await check(trx, { told: before, others });
    const wrong = wrongKeys(before, vault);
    const keyIds = vault.keyIds.filter((id) => !wrong.includes(id));
    await insertKeyChecks(trx, makeKeyChecks(vault.ring));
    await saveBeat(trx, { ...me, keyIds, sealingKeyId: vault.activeKeyId }, me.goneSeconds);
    const gone = await removeGone(trx, me.id, me.goneSeconds);
    return { ...(await decide(trx, me)), wrong, gone };
  });
  if (sealing !== undefined && vault.keyIds.includes(sealing)) vault.sealWith(sealing);
  return announced;
}

/** Switches the sealing key when everybody knows the new one. */
async function decide(trx: Queryable, me: Me): Promise<{ sealing: string | undefined; lack: Lack }> {
  const living = await findProcesses(trx, me.goneSeconds);
  const before = await findToldKeys(trx);
  const sealing = nextSealingKey(before, living);
  const isSwitched = sealing !== undefined && sealing !== sealingKey(before);
  if (isSwitched) await makeActive(trx, sealing);
  const keys = isSwitched ? await findToldKeys(trx) : before;
  const mine = living.find(({ id }) => id === me.id) ?? { name: me.name, keyIds: [] };
  return {
    sealing,
    lack: lackOf(
      mine,
      living.filter(({ id }) => id !== me.id),
      keys,
    ),
  };
}
