import { sql } from "kysely";
import type { Database, Queryable } from "../db/database.ts";

export async function saveSecondChance(
  trx: Queryable,
  chance: { grantId: string; at: Date; remaining: number },
): Promise<void> {
  const { grantId, ...rest } = chance;
  await trx
    .insertInto("second_chance")
    .values({ grant_id: grantId, ...rest })
    .onConflict((conflict) => conflict.column("grant_id").doUpdateSet(rest))
    .execute();
}

/** Dead logins that are to be asked again; a second process skips them until `sentUntil`. */
export async function claimSecondChances(
  db: Database,
  due: { now: Date; sentUntil: Date; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update "grant" set sent_until = ${due.sentUntil}::timestamptz
    where id in (select "grant".id from second_chance join "grant" on "grant".id = second_chance.grant_id
      where second_chance.at <= ${due.now} and "grant".state = 'dead'
        and ("grant".sent_until is null or "grant".sent_until <= ${due.now})
      order by second_chance.at limit ${due.limit} for update of "grant" skip locked)
    returning id`.execute(db);
  return rows.map((row) => row.id);
}

/** Whether there is one that is due by then; it counts, and the next one comes at `next`. */
export async function takeSecondChance(
  db: Queryable,
  grantId: string,
  { dueBy, next }: { dueBy: Date; next: Date },
): Promise<boolean> {
  const taken = await db
    .updateTable("second_chance")
    .set({ at: next, remaining: sql<number>`remaining - 1` })
    .where("grant_id", "=", grantId)
    .where("at", "<=", dueBy)
    .returning("remaining")
    .executeTakeFirst();
  if (taken && taken.remaining <= 0) await dropSecondChance(db, grantId);
  return taken !== undefined;
}

export async function dropSecondChance(db: Queryable, grantId: string): Promise<void> {
  await db.deleteFrom("second_chance").where("grant_id", "=", grantId).execute();
}
