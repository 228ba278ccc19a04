import { sql } from "kysely";
import type { Database } from "../db/database.ts";

/** Throws when the database does not answer. */
export async function ping(db: Database): Promise<void> {
  await sql`select 1`.execute(db);
}

export interface RequestKey {
  readonly workspaceId: string;
  readonly key: string;
}

export interface StoredAnswer {
  readonly requestHash: string;
  /** Null: still being worked on, or its process died. */
  readonly status: number | null;
  readonly answer: Record<string, unknown> | null;
  readonly createdAt: Date;
}

/** True: the key is ours from now on. */
export async function claimRequest(
  db: Database,
  { workspaceId, key }: RequestKey,
  { hash, now }: { hash: string; now: Date },
): Promise<boolean> {
  const row = await db
    .insertInto("idempotency_key")
    .values({ workspace_id: workspaceId, key, request_hash: hash, status: null, answer: null, created_at: now })
    .onConflict((conflict) => conflict.columns(["workspace_id", "key"]).doNothing())
    .returning("key")
    .executeTakeFirst();
  return row !== undefined;
}

/** Takes over what a process left behind when it died; false: somebody was faster. */
export async function takeOverRequest(
  db: Database,
  { workspaceId, key }: RequestKey,
  { from, now }: { from: Date; now: Date },
): Promise<boolean> {
  const row = await db
    .updateTable("idempotency_key")
    .set({ created_at: now })
    .where("workspace_id", "=", workspaceId)
    .where("key", "=", key)
    .where("status", "is", null)
    .where("created_at", "=", from)
    .returning("key")
    .executeTakeFirst();
  return row !== undefined;
}

export async function findAnswer(db: Database, { workspaceId, key }: RequestKey): Promise<StoredAnswer | undefined> {
  const row = await db
    .selectFrom("idempotency_key")
    .select(["request_hash", "status", "answer", "created_at"])
    .where("workspace_id", "=", workspaceId)
    .where("key", "=", key)
    .executeTakeFirst();
  return row && { requestHash: row.request_hash, status: row.status, answer: row.answer, createdAt: row.created_at };
}

export async function saveAnswer(
  db: Database,
  { workspaceId, key }: RequestKey,
  { status, answer }: { status: number; answer: Record<string, unknown> },
): Promise<void> {
  await db
    .updateTable("idempotency_key")
    .set({ status, answer: JSON.stringify(answer) })
    .where("workspace_id", "=", workspaceId)
    .where("key", "=", key)
    .execute();
}

/** Nothing came of it: the caller may try again with the same key. */
export async function releaseRequest(db: Database, { workspaceId, key }: RequestKey): Promise<void> {
  await db
    .deleteFrom("idempotency_key")
    .where("workspace_id", "=", workspaceId)
    .where("key", "=", key)
    .where("status", "is", null)
    .execute();
}

export async function forgetAnswers(db: Database, before: Date): Promise<void> {
  await db.deleteFrom("idempotency_key").where("created_at", "<", before).execute();
}
