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

/** Brings the next look at an access forward; one that is planned earlier stays, and what has no next look gets none. */
export async function bringLookForward(db: Database, accessId: string, at: Date): Promise<void> {
  await db.updateTable("access").set({ look_at: at }).where("id", "=", accessId).where("look_at", ">", at).execute();
}

/** The same for the grant, which is looked at first. */
export async function bringProbeForward(db: Database, grantId: string, at: Date): Promise<void> {
  await db
    .updateTable("grant")
    .set({ probe_at: at })
    .where("id", "=", grantId)
    .where("state", "not in", ["dead", "ended"])
    .where((e) => e.or([e("probe_at", "is", null), e("probe_at", ">", at)]))
    .execute();
}
