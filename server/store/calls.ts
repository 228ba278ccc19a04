import type { Act } from "#core/diagnosis.ts";
import type { Database } from "../db/database.ts";
import { together } from "../db/together.ts";

export interface CallRow {
  readonly id: string;
  readonly grantId: string | null;
  readonly profileId: string | null;
  readonly act: Act;
  readonly method: string;
  readonly address: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly at: Date;
}

async function insertCalls(db: Database, calls: readonly CallRow[]): Promise<void> {
  if (calls.length === 0) return;
  await db
    .insertInto("network_call")
    .values(
      calls.map((call) => ({
        id: call.id,
        grant_id: call.grantId,
        profile_id: call.profileId,
        act: call.act,
        method: call.method,
        address: call.address,
        status: call.status,
        milliseconds: call.milliseconds,
        at: call.at,
      })),
    )
    .execute();
}

/** Calls that end at the same time are written together. */
export const insertCallsTogether = together<Database, readonly CallRow[], void>(async (db, sets) => {
  await insertCalls(db, sets.flat());
  return sets.map(() => undefined);
});

/** Calls made for a profile, and those for the grants it depends on. */
export async function callsOfProfile(
  db: Database,
  page: { profileId: string; after: string | undefined; limit: number },
): Promise<CallRow[]> {
  let query = db
    .selectFrom("network_call")
    .selectAll()
    .where((e) =>
      e.or([
        e("profile_id", "=", page.profileId),
        e.and([
          e("profile_id", "is", null),
          e(
            "grant_id",
            "in",
            e.selectFrom("access").select("grant_id").where("access.profile_id", "=", page.profileId),
          ),
        ]),
      ]),
    );
  if (page.after) query = query.where("id", "<", page.after);
  const rows = await query.orderBy("id", "desc").limit(page.limit).execute();
  return rows.map((row) => ({
    id: row.id,
    grantId: row.grant_id,
    profileId: row.profile_id,
    act: row.act,
    method: row.method,
    address: row.address,
    status: row.status,
    milliseconds: row.milliseconds,
    at: row.at,
  }));
}

export async function forgetOldCalls(db: Database, before: Date): Promise<void> {
  await db.deleteFrom("network_call").where("at", "<", before).execute();
}
