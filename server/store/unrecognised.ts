import type { Act } from "#core/diagnosis.ts";
import { sql } from "kysely";
import type { Fingerprint } from "../calls/fingerprint.ts";
import type { Database, Queryable } from "../db/database.ts";

export interface AnswerSample {
  readonly address: string;
  readonly body: unknown;
  readonly at: string;
}

export interface UnrecognisedRow {
  readonly id: string;
  readonly network: string;
  readonly act: Act;
  readonly status: number;
  readonly code: string | null;
  readonly subcode: string | null;
  readonly words: string;
  readonly count: number;
  readonly reported: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly sample: AnswerSample;
}

export interface SeenAnswer {
  readonly id: string;
  readonly network: string;
  readonly act: Act;
  readonly status: number;
  readonly fingerprint: Fingerprint;
  readonly reported: boolean;
  readonly now: Date;
  readonly sample: AnswerSample;
}

/** Counts an answer; true when its kind is new. */
export async function countAnswer(db: Queryable, seen: SeenAnswer): Promise<boolean> {
  const { hash, code, subcode, words } = seen.fingerprint;
  const sample = JSON.stringify(seen.sample);
  const row = await db
    .insertInto("unrecognised_answer")
    .values({
      id: seen.id,
      network: seen.network,
      act: seen.act,
      status: seen.status,
      fingerprint: hash,
      code,
      subcode,
      words,
      sample,
      count: 1,
      reported: seen.reported ? 1 : 0,
      first_seen_at: seen.now,
      last_seen_at: seen.now,
    })
    .onConflict((conflict) =>
      conflict.columns(["network", "act", "status", "fingerprint"]).doUpdateSet((e) => ({
        // As far as `integer` goes: an answer seen two thousand million times has made its point.
        count: sql<number>`least(unrecognised_answer.count, 2000000000) + 1`,
        reported: sql<number>`least(unrecognised_answer.reported, 2000000000) + excluded.reported`,
        last_seen_at: e.ref("excluded.last_seen_at"),
        // What we met ourselves is not replaced by a caller's word.
        sample: sql<string>`case when excluded.reported = 0 or unrecognised_answer.count = unrecognised_answer.reported
          then excluded.sample else unrecognised_answer.sample end`,
      })),
    )
    .returning("count")
    .executeTakeFirstOrThrow();
  return row.count === 1;
}

/** Keeps so many kinds of a network: those that we met ourselves first, then the latest. */
export async function dropBeyond(db: Queryable, network: string, kept: number): Promise<void> {
  const surplus = db
    .selectFrom("unrecognised_answer")
    .select("id")
    .where("network", "=", network)
    .orderBy(sql`count > reported`, "desc")
    .orderBy("last_seen_at", "desc")
    .orderBy("id", "desc")
    .offset(kept);
  await db.deleteFrom("unrecognised_answer").where("id", "in", surplus).execute();
}

/** The kinds met last for the first time come first. */
export async function listAnswers(
  db: Database,
  page: { network: string | undefined; after: string | undefined; limit: number },
): Promise<UnrecognisedRow[]> {
  let query = db.selectFrom("unrecognised_answer").selectAll();
  if (page.network) query = query.where("network", "=", page.network);
  if (page.after) query = query.where("id", "<", page.after);
  const rows = await query.orderBy("id", "desc").limit(page.limit).execute();
  return rows.map(({ first_seen_at, last_seen_at, fingerprint: _hash, sample, ...row }) => ({
    ...row,
    firstSeenAt: first_seen_at,
    lastSeenAt: last_seen_at,
    sample: { address: String(sample["address"]), body: sample["body"] ?? null, at: String(sample["at"]) },
  }));
}

/** False: there is none of that id. */
export async function deleteAnswer(db: Database, id: string): Promise<boolean> {
  const done = await db.deleteFrom("unrecognised_answer").where("id", "=", id).executeTakeFirst();
  return done.numDeletedRows > 0n;
}
