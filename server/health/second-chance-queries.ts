import { sql, type RawBuilder } from "kysely";
import type { Database, Queryable } from "../db/database.ts";
import { isLeaseFree } from "../db/lease-time.ts";
import type { DueCount, DueShare } from "../store/due-grants.ts";
import { claimGrants, type ClaimedGrant } from "../store/grant-writes.ts";

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

const isDue = (now: Date): RawBuilder<boolean> =>
  sql`second_chance.at <= ${now} and "grant".state = 'dead' and ${isLeaseFree("grant.sent_until")}`;

/** Dead logins that are to be asked again and are in no worker's hands, counted by whose they are. */
export async function countSecondChances(db: Queryable, now: Date): Promise<DueCount[]> {
  const { rows } = await sql<DueCount>`
    select network, app_id as "appId", workspace_id as "workspaceId", count(*)::int as count
    from second_chance join "grant" on "grant".id = second_chance.grant_id where ${isDue(now)}
    group by network, app_id, workspace_id`.execute(db);
  return rows;
}

/** Claims so many of each share under a worker's lease. */
export async function claimSecondChances(
  db: Database,
  due: { now: Date; leaseSeconds: number; shares: readonly DueShare[] },
): Promise<ClaimedGrant[]> {
  return claimGrants(
    db,
    due,
    sql`select "grant".id from second_chance join "grant" on "grant".id = second_chance.grant_id
      where "grant".app_id = share.app_id and "grant".workspace_id = share.workspace_id and ${isDue(due.now)}
      order by second_chance.at limit share.n for update of "grant" skip locked`,
  );
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
