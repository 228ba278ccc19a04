import { addSeconds } from "#core/backoff.ts";
import { VaultError } from "../platform/vault.ts";
import { someSealWithout } from "../store/processes.ts";
import type { SealedColumn, SealedRow } from "../store/sealed.ts";
import type { World } from "../world.ts";
import { findSealedByOthers } from "./queries.ts";
import { sealedColumns } from "./sealed-columns.ts";

type ResealWorld = Pick<World, "db" | "vault" | "clock" | "log">;

const batch = 200;
/** What was sealed with the older key before the switch may have been saved after we passed by: look again. Seconds. */
const againAfterSeconds = 3600;

interface Progress {
  readonly keyId: string;
  readonly place: number;
  readonly after: string;
  readonly resealed: number;
  readonly restUntil?: Date;
}

const progressOf = new WeakMap<object, Progress>();

/**
 * After a rotation: seals a batch of what an older key sealed with the active one, and answers how many texts it was. When none
 * is left, the older key may go (P24). Waits until every living process seals with it, so that nothing is added behind our back.
 * Costs nothing while there is one key. A text that changed meanwhile is left as it is.
 */
export async function resealSome(world: ResealWorld): Promise<number> {
  if (world.vault.keyIds.length < 2) return 0;
  const at = whereToGoOn(world);
  const place = sealedColumns[at.place];
  if (!place || (at.restUntil && at.restUntil > world.clock.now())) return 0;
  if (await someSealWithout(world.db, at.keyId)) return 0;
  const rows = await findSealedByOthers(world.db, place, { keyId: at.keyId, after: at.after, limit: batch });
  let done = 0;
  for (const row of rows) if (await reseal(world, place, row)) done += 1;
  progressOf.set(world.db, nextStep(world, at, rows, done));
  return done;
}

function whereToGoOn({ db, vault, clock }: ResealWorld): Progress {
  const known = progressOf.get(db);
  const isOver = known?.restUntil !== undefined && known.restUntil <= clock.now();
  if (known && known.keyId === vault.activeKeyId && !isOver) return known;
  return { keyId: vault.activeKeyId, place: 0, after: "", resealed: 0 };
}

function nextStep(world: ResealWorld, at: Progress, rows: readonly SealedRow[], done: number): Progress {
  const resealed = at.resealed + done;
  if (rows.length === batch) return { ...at, after: rows.at(-1)?.id ?? "", resealed };
  if (at.place < sealedColumns.length - 1) return { ...at, place: at.place + 1, after: "", resealed };
  if (resealed > 0)
    world.log.info({ resealed, key: at.keyId }, "everything that is kept is sealed with the active key");
  return { ...at, after: "", resealed: 0, restUntil: addSeconds(world.clock.now(), againAfterSeconds) };
}

/** A text that does not open is named in the log and stays: it must not stop the rest (P23). */
async function reseal(world: ResealWorld, place: SealedColumn, row: SealedRow): Promise<boolean> {
  const boundTo = place.binding(row.boundBy);
  try {
    const fresh = world.vault.seal(world.vault.open(row.sealed, boundTo), boundTo);
    return await place.replace(world.db, row, fresh);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    world.log.error({ error }, "a stored secret could not be sealed with the active key");
    return false;
  }
}
