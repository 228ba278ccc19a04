import { sql } from "kysely";
import type { Queryable } from "../db/database.ts";
import type { KeyCheck } from "../platform/key-check.ts";
import type { SealedColumn, SealedRow } from "../store/sealed.ts";
import { sealedColumns } from "./sealed-columns.ts";
import type { ToldKey } from "./sealing-key.ts";

/** Every key that a process has told of, with the proof which key of that name it is. */
export async function findToldKeys(db: Queryable): Promise<(KeyCheck & ToldKey)[]> {
  const rows = await db.selectFrom("vault_key").select(["id", "check_sealed", "active_at"]).execute();
  return rows.map((row) => ({ id: row.id, checkSealed: row.check_sealed, activeAt: row.active_at }));
}

/** The ids of the keys that sealed what is kept: the second part of each sealed text. */
export async function findUsedKeyIds(db: Queryable): Promise<string[]> {
  const texts = sealedColumns.map(
    ({ table, column }) => sql`select ${sql.ref(column)} as sealed from ${sql.table(table)}`,
  );
  const { rows } = await sql<{ id: string }>`
    select distinct split_part(sealed, '.', 2) as id from (${sql.join(texts, sql` union all `)}) as everything
    where sealed is not null`.execute(db);
  return rows.map((row) => row.id);
}

/** Adds the keys that nobody has told of yet. */
export async function insertKeyChecks(db: Queryable, checks: readonly KeyCheck[]): Promise<void> {
  await db
    .insertInto("vault_key")
    .values(
      checks.map(({ id, checkSealed }) => ({ id, check_sealed: checkSealed, created_at: sql`clock_timestamp()` })),
    )
    .onConflict((c) => c.column("id").doNothing())
    .execute();
}

/** Forgets keys that never sealed, unless one of these processes knows them: a key that was mistyped may be told anew, as another one. */
export async function forgetUnused(db: Queryable, processIds: readonly string[]): Promise<void> {
  await sql`
    delete from vault_key where active_at is null
      and not exists (select from process where id = any (${processIds}) and vault_key.id = any (key_ids))`.execute(db);
}

/** From now on this key seals. By the database's clock, so that the latest is the latest. */
export async function makeActive(db: Queryable, keyId: string): Promise<void> {
  await sql`update vault_key set active_at = clock_timestamp() where id = ${keyId}`.execute(db);
}

/** Texts that another key than this one sealed, by id. */
export async function findSealedByOthers(
  db: Queryable,
  { table, column, boundBy }: SealedColumn,
  page: { keyId: string; after: string; limit: number },
): Promise<SealedRow[]> {
  const text = sql.ref(column);
  const { rows } = await sql<SealedRow>`
    select id, ${sql.ref(boundBy)} as "boundBy", ${text} as sealed from ${sql.table(table)}
    where ${text} is not null and split_part(${text}, '.', 2) <> ${page.keyId} and id > ${page.after}
    order by id limit ${page.limit}`.execute(db);
  return rows;
}
