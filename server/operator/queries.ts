import type { Queryable } from "../db/database.ts";

export async function findFirstWorkspace(db: Queryable): Promise<string | undefined> {
  const row = await db.selectFrom("organization").select("id").orderBy("createdAt").orderBy("id").executeTakeFirst();
  return row?.id;
}
