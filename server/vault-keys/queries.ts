import { sql } from "kysely";
import type { Queryable } from "../db/database.ts";
import type { KeyCheck } from "../platform/key-check.ts";

export async function findKeyChecks(db: Queryable): Promise<KeyCheck[]> {
  const rows = await db.selectFrom("vault_key").select(["id", "check_sealed"]).execute();
  return rows.map((row) => ({ id: row.id, checkSealed: row.check_sealed }));
}

/** The ids of the keys that sealed what is kept: the second part of each sealed text. */
export async function findUsedKeyIds(db: Queryable): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    select distinct split_part(sealed, '.', 2) as id from (
      select tokens_sealed as sealed from "grant" union all select token_sealed from access union all select client_secret_sealed from app
    ) as everything where sealed is not null`.execute(db);
  return rows.rows.map((row) => row.id);
}

export async function insertKeyCheck(db: Queryable, check: KeyCheck, now: Date): Promise<void> {
  await db
    .insertInto("vault_key")
    .values({ id: check.id, check_sealed: check.checkSealed, created_at: now })
    .onConflict((c) => c.column("id").doNothing())
    .execute();
}
