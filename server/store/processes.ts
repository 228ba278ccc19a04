import { sql } from "kysely";
import type { Queryable } from "../db/database.ts";

/** One running Latchkey, as the others know it. */
export interface LivingProcess {
  readonly id: string;
  /** Machine and number, for people. */
  readonly name: string;
  /** Every key it can open with, the one its operator wants to seal with first. */
  readonly keyIds: readonly string[];
  /** The key with which it may still be sealing. */
  readonly sealingKeyId: string;
}

/** Any fixed number: whoever reads the rows and decides by them has to ask for the same lock. */
const lock = 4_817_002_613;

/** Until the end of the transaction nobody else begins, beats or decides. Throws after some seconds rather than wait for a hung one. */
export async function lockProcesses(trx: Queryable): Promise<void> {
  await sql`select set_config('lock_timeout', '10s', true)`.execute(trx);
  await sql`select pg_advisory_xact_lock(${lock})`.execute(trx);
}

/** Says that this process lives, by the database's clock. After a gap it is steady from now on only. */
export async function saveBeat(trx: Queryable, process: LivingProcess, goneSeconds: number): Promise<void> {
  const { id, name, keyIds, sealingKeyId } = process;
  await sql`
    insert into process (id, name, key_ids, sealing_key_id, steady_since, beat_at)
    values (${id}, ${name}, ${keyIds}, ${sealingKeyId}, clock_timestamp(), clock_timestamp())
    on conflict (id) do update set
      key_ids = excluded.key_ids,
      sealing_key_id = excluded.sealing_key_id,
      steady_since = case when process.beat_at < clock_timestamp() - ${goneSeconds} * interval '1 second'
        then clock_timestamp() else process.steady_since end,
      beat_at = clock_timestamp()`.execute(trx);
}

/**
 * Removes those who have missed their beats, and returns their names. Asked by one that was not there all that time itself, it
 * removes nobody: when the database was away, everybody's beats are old.
 */
export async function removeGone(trx: Queryable, byId: string, goneSeconds: number): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    delete from process as gone using process as witness
    where witness.id = ${byId} and witness.steady_since <= clock_timestamp() - ${goneSeconds} * interval '1 second'
      and gone.beat_at < clock_timestamp() - ${goneSeconds} * interval '1 second'
    returning gone.name`.execute(trx);
  return rows.map(({ name }) => name);
}

/** All that have begun and were not found to be gone; `isSilent` marks those whose beats are missing. */
export async function findProcesses(
  db: Queryable,
  goneSeconds: number,
): Promise<readonly (LivingProcess & { readonly isSilent: boolean })[]> {
  const { rows } = await sql<LivingProcess & { isSilent: boolean }>`
    select id, name, key_ids as "keyIds", sealing_key_id as "sealingKeyId",
      beat_at < clock_timestamp() - ${goneSeconds} * interval '1 second' as "isSilent"
    from process order by name, id`.execute(db);
  return rows;
}

/** Whether somebody may still be sealing with another key than this one. */
export async function someSealWithout(db: Queryable, keyId: string): Promise<boolean> {
  const found = await db.selectFrom("process").select("id").where("sealing_key_id", "<>", keyId).executeTakeFirst();
  return found !== undefined;
}

export async function removeProcess(db: Queryable, id: string): Promise<void> {
  await db.deleteFrom("process").where("id", "=", id).execute();
}
