import { sql } from "kysely";
import type { Queryable } from "../db/database.ts";

export async function findDeletion(db: Queryable, networkName: string, code: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom("event")
    .select("at")
    .where("kind", "=", "data_deletion")
    .where(sql<string>`facts ->> 'code'`, "=", code)
    .where(sql<string>`facts ->> 'network'`, "=", networkName)
    .limit(1)
    .executeTakeFirst();
  return row?.at;
}
