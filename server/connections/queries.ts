import { sql } from "kysely";
import type { Queryable } from "../db/database.ts";

/** The history of a grant keeps what happened, and says no longer who it was. */
export async function forgetInHistory(trx: Queryable, grantId: string, name: string): Promise<void> {
  await trx
    .updateTable("event")
    .set({ facts: sql`facts - 'person'`, evidence: null })
    .where((e) =>
      e.or([
        e("grant_id", "=", grantId),
        e.and([
          e(sql<string>`facts ->> 'person'`, "=", name),
          e("profile_id", "in", (f) => f.selectFrom("access").select("profile_id").where("grant_id", "=", grantId)),
        ]),
      ]),
    )
    .execute();
  await trx.updateTable("access").set({ evidence: null }).where("grant_id", "=", grantId).execute();
}

/** Ends every access of a profile and destroys its tokens; answers the grants, each with how many other profiles it still serves. */
export async function endAccesses(
  trx: Queryable,
  profileId: string,
  now: Date,
): Promise<{ grantId: string; serves: number }[]> {
  const ended = await trx
    .updateTable("access")
    .set({ state: "ended", cause: null, state_since: now, token_sealed: null, look_at: null })
    .where("profile_id", "=", profileId)
    .where("state", "!=", "ended")
    .returning("grant_id")
    .execute();
  return servesOthers(
    trx,
    ended.map((row) => row.grant_id),
    profileId,
  );
}

export async function servesOthers(
  db: Queryable,
  grantIds: readonly string[],
  besidesProfileId: string,
): Promise<{ grantId: string; serves: number }[]> {
  if (grantIds.length === 0) return [];
  const rows = await db
    .selectFrom("grant")
    .select([
      "grant.id",
      (e) =>
        e
          .selectFrom("access")
          .whereRef("access.grant_id", "=", "grant.id")
          .where("access.state", "!=", "ended")
          .where("access.profile_id", "!=", besidesProfileId)
          .select((f) => f.fn.countAll<string>().as("n"))
          .as("serves"),
    ])
    .where("grant.id", "in", [...grantIds])
    .execute();
  return rows.map((row) => ({ grantId: row.id, serves: Number(row.serves) }));
}

export async function markDisconnected(trx: Queryable, profileId: string, now: Date): Promise<void> {
  await trx.updateTable("profile").set({ disconnected_at: now, updated_at: now }).where("id", "=", profileId).execute();
}
