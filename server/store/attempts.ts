import { sql, type RawBuilder } from "kysely";
import type { Database, Queryable } from "../db/database.ts";
import { together } from "../db/together.ts";

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

/**
 * Ends the attempts whose tokens are saved in the same statement, as a part of it: `saved` are the grants as they are now, `fresh` what
 * was to be saved, with `attempt_id` and `outcome`.
 */
export const attemptsOfSaved: RawBuilder<unknown> = sql`
  update refresh_attempt set ended_at = fresh.now, outcome = fresh.outcome
  from saved join fresh on fresh.id = saved.id and fresh.version = saved.version - 1
  where refresh_attempt.id = fresh.attempt_id`;

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
