import { sql } from "kysely";
import type { Database, Queryable } from "../db/database.ts";
import { together } from "../db/together.ts";
import { asGrant, type StoredGrant } from "../store/grants.ts";

export async function listGrants(
  db: Queryable,
  page: { workspaceId: string; after: string | undefined; limit: number },
): Promise<(StoredGrant & { profiles: number })[]> {
  let query = db
    .selectFrom("grant")
    .selectAll("grant")
    .select((e) =>
      e
        .selectFrom("access")
        .whereRef("access.grant_id", "=", "grant.id")
        .where("access.state", "!=", "ended")
        .select((f) => f.fn.countAll<string>().as("n"))
        .as("profiles"),
    )
    .where("workspace_id", "=", page.workspaceId);
  if (page.after) query = query.where("id", ">", page.after);
  const rows = await query.orderBy("id").limit(page.limit).execute();
  return rows.map((row) => ({ ...asGrant(row), profiles: Number(row.profiles) }));
}

// ── Intents: written before a refresh is sent ───────────────────────────────────────────────────────────────────────

export interface NewAttempt {
  readonly id: string;
  readonly grantId: string;
  readonly version: number;
  readonly process: string;
  readonly now: Date;
}

export const beginAttempt = together<Database, NewAttempt, void>(async (db, attempts) => {
  await db
    .insertInto("refresh_attempt")
    .values(
      attempts.map((attempt) => ({
        id: attempt.id,
        grant_id: attempt.grantId,
        version: attempt.version,
        process: attempt.process,
        started_at: attempt.now,
      })),
    )
    .execute();
  return attempts.map(() => undefined);
});

export type AttemptOutcome = "saved" | "refused" | "unreachable" | "unknown" | "superseded" | "unmoved";

export interface EndedAttempt {
  readonly id: string;
  readonly outcome: AttemptOutcome;
  readonly evidence: Record<string, unknown> | null;
  readonly now: Date;
}

export const endAttempt = together<Database, EndedAttempt, void>(async (db, attempts) => {
  await sql`
    update refresh_attempt set ended_at = ended.now, outcome = ended.outcome, evidence = ended.evidence
    from jsonb_to_recordset(${JSON.stringify(attempts)}::jsonb) as ended(id text, outcome text, evidence jsonb, now timestamptz)
    where refresh_attempt.id = ended.id`.execute(db);
  return attempts.map(() => undefined);
});

/** Whether an earlier refresh of this very version may have spent its refresh token: sent, and no answer was ever saved. */
export async function hasUnknownAttempt(
  db: Queryable,
  grantId: string,
  version: number,
  besides: string,
): Promise<boolean> {
  const row = await db
    .selectFrom("refresh_attempt")
    .select("id")
    .where("grant_id", "=", grantId)
    .where("version", "=", version)
    .where("id", "!=", besides)
    .where((e) => e.or([e("outcome", "is", null), e("outcome", "=", "unknown")]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
