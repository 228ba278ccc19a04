import type { Person } from "#core/grant.ts";
import { sql, type Insertable, type Selectable, type Updateable } from "kysely";
import type { AuthorizationFlowTable, Database, Queryable } from "../db/database.ts";
import { isLeaseFree, leaseEnd } from "../db/lease-time.ts";
import { destroyCandidateTokens } from "./candidate-queries.ts";

export type FlowStatus = AuthorizationFlowTable["status"];

/** A dance under way, as stored. */
export interface Flow {
  readonly id: string;
  readonly workspaceId: string;
  readonly network: string;
  readonly appId: string;
  readonly purpose: "connect" | "renew";
  readonly profileId: string | null;
  readonly grantId: string | null;
  readonly memberId: string | null;
  readonly linkId: string | null;
  /** SHA-256 of the browser's secret; empty until a browser has opened the flow. */
  readonly browserHash: string;
  readonly identifier: string | null;
  readonly scopesAsked: readonly string[];
  readonly rerequest: boolean;
  readonly verifierSealed: string | null;
  readonly keepSealed: string | null;
  readonly status: FlowStatus;
  readonly message: string | null;
  readonly consentSealed: string | null;
  readonly person: Person | null;
  readonly scopesGranted: readonly string[] | undefined;
  readonly scopesDeclined: readonly string[];
  readonly outcome: FlowOutcome;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** How often a worker has taken it up for what it stands at. */
  readonly tries: number;
}

/** What the dance has led to so far. `chosen`: the profiles to be proved; `savedGrantId` once the consent is saved. */
export interface FlowOutcome {
  readonly url?: string;
  readonly begunAt?: string;
  readonly switchAccount?: boolean;
  readonly way?: "renew" | "new_profile" | "additional_access";
  readonly chosen?: readonly string[];
  readonly savedGrantId?: string;
  readonly mismatch?: {
    readonly text: string;
    readonly ways: readonly ("other_login" | "new_profile" | "additional_access")[];
  };
}

export async function insertFlow(db: Queryable, flow: Insertable<AuthorizationFlowTable>): Promise<void> {
  await db.insertInto("authorization_flow").values(flow).execute();
}

export async function findFlow(db: Queryable, id: string): Promise<Flow | undefined> {
  const row = await db.selectFrom("authorization_flow").selectAll().where("id", "=", id).executeTakeFirst();
  return row && asFlow(row);
}

/** Moves a flow on if it still stands where the caller saw it; false: something else happened first (a double click, a cancel). */
export async function moveFlow(
  db: Queryable,
  id: string,
  from: readonly FlowStatus[],
  to: Updateable<AuthorizationFlowTable>,
): Promise<boolean> {
  const moved = await db
    .updateTable("authorization_flow")
    .set(to)
    .where("id", "=", id)
    .where("status", "in", [...from])
    .executeTakeFirst();
  return moved.numUpdatedRows > 0n;
}

/** How a dance ends. */
export interface FlowEnd {
  readonly status: "done" | "cancelled" | "failed";
  readonly message?: string;
  /** The browser came back from the network with it. */
  readonly returnedAt?: Date;
  readonly now: Date;
}

/** Ends a flow that still stands where the caller saw it; what the person gave and nobody needs any more is destroyed with it. */
export async function endFlow(db: Queryable, id: string, from: readonly FlowStatus[], end: FlowEnd): Promise<boolean> {
  const ended = await moveFlow(db, id, from, {
    status: end.status,
    message: end.message ?? null,
    ended_at: end.now,
    ...(end.returnedAt ? { returned_at: end.returnedAt } : {}),
    ...noSecrets,
    ...noWork,
  });
  if (ended) await destroyCandidateTokens(db, [id]);
  return ended;
}

const noSecrets = { consent_sealed: null, verifier_sealed: null, keep_sealed: null } as const;

// ── Work in the background: what a dead process leaves is found by `work_at` ────────────────────────────────────────

/** What the columns say of a flow for which something is to be done from then on, by whoever comes first. */
export const workFrom = (at: Date) => ({ work_at: at, held_by: null, held_until: null, tries: 0 });
/** Nothing is to be done; a person is next, or nobody. */
export const noWork = { work_at: null, held_by: null, held_until: null } as const;

/** The states in which a program is next. */
export type WorkStatus = Extract<FlowStatus, "discovering" | "proving">;

/** What should be worked on by now, for sending; other processes skip it until `sentUntil`. */
export async function claimFlows(
  db: Database,
  due: { status: WorkStatus; now: Date; sentUntil: Date; limit: number },
): Promise<string[]> {
  const rows = await db
    .updateTable("authorization_flow")
    .set({ work_at: due.sentUntil })
    .where("id", "in", (e) =>
      e
        .selectFrom("authorization_flow")
        .select("id")
        .where("work_at", "<=", due.now)
        .where("status", "=", due.status)
        .orderBy("work_at")
        .limit(due.limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning("id")
    .execute();
  return rows.map((row) => row.id);
}

export interface Hold {
  readonly id: string;
  readonly by: string;
  readonly seconds: number;
  /** When it is sent again, should its worker die. */
  readonly again: Date;
}

/** Undefined: it has moved on, or another worker has it. */
export async function holdFlow(db: Database, status: WorkStatus, hold: Hold): Promise<Flow | undefined> {
  const row = await db
    .updateTable("authorization_flow")
    .set({ held_by: hold.by, held_until: leaseEnd(hold.seconds), work_at: hold.again, tries: sql`tries + 1` })
    .where("id", "=", hold.id)
    .where("status", "=", status)
    .where(isLeaseFree("held_until"))
    .returningAll()
    .executeTakeFirst();
  return row && asFlow(row);
}

/** Still at it. Without effect once the flow has moved on, or another worker took over. */
export async function prolongHold(db: Database, hold: Hold): Promise<void> {
  await db
    .updateTable("authorization_flow")
    .set({ held_until: leaseEnd(hold.seconds), work_at: hold.again })
    .where("id", "=", hold.id)
    .where("held_by", "=", hold.by)
    .execute();
}

/** It did not work out this time: to be taken up again at `again`. */
export async function dropHold(db: Database, hold: { id: string; by: string; again: Date }): Promise<void> {
  await db
    .updateTable("authorization_flow")
    .set({ held_by: null, held_until: null, work_at: hold.again })
    .where("id", "=", hold.id)
    .where("held_by", "=", hold.by)
    .execute();
}

/** Keeps other workers from saving the same flow until the transaction ends. */
export async function lockFlow(trx: Queryable, id: string): Promise<Flow | undefined> {
  const row = await trx
    .selectFrom("authorization_flow")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return row && asFlow(row);
}

/** The first browser that opens a flow is the only one that may finish it. */
export async function bindBrowser(db: Queryable, id: string, browserHash: string): Promise<boolean> {
  const bound = await db
    .updateTable("authorization_flow")
    .set({ browser_hash: browserHash })
    .where("id", "=", id)
    .where("browser_hash", "in", ["", browserHash])
    .executeTakeFirst();
  return bound.numUpdatedRows > 0n;
}

export async function forgetOldFlows(db: Database, before: Date): Promise<void> {
  await db.deleteFrom("authorization_flow").where("expires_at", "<", before).execute();
}

export async function expireFlows(db: Database, now: Date): Promise<string[]> {
  const rows = await db
    .updateTable("authorization_flow")
    .set({
      status: "expired",
      ended_at: now,
      ...noSecrets,
      ...noWork,
      message: "This took too long, so it was ended. Nothing was changed.",
    })
    .where("expires_at", "<=", now)
    .where("status", "in", ["waiting", "discovering", "picking", "mismatch", "comparing"])
    .returning("id")
    .execute();
  const ids = rows.map((row) => row.id);
  await destroyCandidateTokens(db, ids);
  return ids;
}

/** Ends every dance that holds this person's consent, and takes their name out of the ones that are over. */
export async function forgetInFlows(
  trx: Queryable,
  who: { network: string; setterRemoteId: string },
  end: { message: string; now: Date },
): Promise<void> {
  const theirs = await trx
    .updateTable("authorization_flow")
    .set({ person: null, ...noSecrets })
    .where("network", "=", who.network)
    .where(sql<string>`person ->> 'remoteId'`, "=", who.setterRemoteId)
    .returning("id")
    .execute();
  const ids = theirs.map((row) => row.id);
  if (ids.length === 0) return;
  await destroyCandidateTokens(trx, ids);
  await trx
    .updateTable("authorization_flow")
    .set({ status: "failed", message: end.message, ended_at: end.now, ...noWork })
    .where("id", "in", ids)
    .where("ended_at", "is", null)
    .execute();
}

function asFlow(row: Selectable<AuthorizationFlowTable>): Flow {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    network: row.network,
    appId: row.app_id,
    purpose: row.purpose,
    profileId: row.profile_id,
    grantId: row.grant_id,
    memberId: row.member_id,
    linkId: row.link_id,
    browserHash: row.browser_hash,
    identifier: row.identifier,
    scopesAsked: row.scopes_asked,
    rerequest: row.rerequest,
    verifierSealed: row.verifier_sealed,
    keepSealed: row.keep_sealed,
    status: row.status,
    message: row.message,
    consentSealed: row.consent_sealed,
    person: row.person as Person | null,
    scopesGranted: row.scopes_granted ?? undefined,
    scopesDeclined: row.scopes_declined,
    outcome: row.outcome as FlowOutcome,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    tries: row.tries,
  };
}
