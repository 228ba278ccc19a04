import type { Database } from "../db/database.ts";

/** How many reports about this profile were told in its timeline since then. */
export async function countReports(db: Database, profileId: string, since: Date): Promise<number> {
  const row = await db
    .selectFrom("event")
    .select((e) => e.fn.countAll<string>().as("count"))
    .where("profile_id", "=", profileId)
    .where("kind", "=", "failure_reported")
    .where("at", ">", since)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
