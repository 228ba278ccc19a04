import { sql } from "kysely";
import type { Database, Queryable } from "../db/database.ts";

export interface NewEventRow {
  readonly id: string;
  readonly workspaceId: string | null;
  readonly at: Date;
  readonly kind: string;
  readonly profileId: string | null;
  readonly grantId: string | null;
  readonly incidentId: string | null;
  readonly actor: string | null;
  readonly facts: Record<string, unknown>;
  readonly evidence: Record<string, unknown> | null;
}

/** `sequence` orders events as they were written. */
export interface EventRow extends NewEventRow {
  readonly sequence: string;
}

export async function insertEvents(db: Queryable, events: readonly NewEventRow[]): Promise<void> {
  if (events.length === 0) return;
  await db
    .insertInto("event")
    .values(
      events.map((event) => ({
        id: event.id,
        workspace_id: event.workspaceId,
        at: event.at,
        kind: event.kind,
        profile_id: event.profileId,
        grant_id: event.grantId,
        incident_id: event.incidentId,
        actor: event.actor,
        facts: JSON.stringify(event.facts),
        evidence: event.evidence ? JSON.stringify(event.evidence) : null,
      })),
    )
    .execute();
}

/** Newest first: events of the workspace, or of one profile together with those of the grants it depends on. */
export async function listEvents(
  db: Database,
  page: { workspaceId: string; profileId: string | undefined; after: string | undefined; limit: number },
): Promise<EventRow[]> {
  // Acts in a browser are kept with the person's id, those with a key under the key's name.
  const actor = sql<string | null>`coalesce((select name from "user" where "user".id = event.actor), event.actor)`;
  let query = db
    .selectFrom("event")
    .selectAll()
    .select(actor.as("actor_name"))
    .where("workspace_id", "=", page.workspaceId);
  const { profileId } = page;
  if (profileId) {
    query = query.where((e) =>
      e.or([
        e("profile_id", "=", profileId),
        e.and([
          e("profile_id", "is", null),
          e("grant_id", "in", e.selectFrom("access").select("grant_id").where("access.profile_id", "=", profileId)),
        ]),
      ]),
    );
  }
  if (page.after) query = query.where("sequence", "<", page.after);
  const rows = await query.orderBy("sequence", "desc").limit(page.limit).execute();
  return rows.map((row) => ({
    id: row.id,
    sequence: row.sequence,
    workspaceId: row.workspace_id,
    at: row.at,
    kind: row.kind,
    profileId: row.profile_id,
    grantId: row.grant_id,
    incidentId: row.incident_id,
    actor: row.actor_name,
    facts: row.facts,
    evidence: row.evidence,
  }));
}

/** The end of a grant, or of one profile's access of it. */
export interface Death {
  readonly grantId: string;
  /** null: the whole grant. */
  readonly profileId: string | null;
  readonly since: Date;
}

/** The answer by which it ended; null: none did, and it ended by our own reckoning or by a person's act. */
export async function evidenceOfDeath(db: Queryable, death: Death): Promise<Record<string, unknown> | null> {
  const row = await db
    .selectFrom("event")
    .select("evidence")
    .where("grant_id", "=", death.grantId)
    .where("profile_id", death.profileId === null ? "is" : "=", death.profileId)
    .where("kind", "in", ["grant_died", "access_died"])
    .where("at", ">=", death.since)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.evidence ?? null;
}

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
}
