import type { Capability } from "#core/capability.ts";
import type { Cause } from "#core/diagnosis.ts";
import type { ProfileStatus } from "#core/profile-status.ts";
import { sql } from "kysely";
import type { Database, Queryable } from "../db/database.ts";
import { isAtServer } from "../store/conditions.ts";

export interface IncidentRow {
  readonly id: string;
  readonly network: string;
  /** The one that is in trouble, where the network is many servers; empty else. */
  readonly server: string;
  readonly reach: "grant" | "access" | "network" | "app";
  readonly grantId: string | null;
  readonly cause: Cause;
  readonly evidence: Record<string, unknown> | null;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly setter: { readonly name: string; readonly handle: string | null; readonly avatarUrl: string | null } | null;
}

/** Incidents of the workspace, and those of networks and apps that its profiles depend on. */
export async function listIncidents(
  db: Database,
  page: { workspaceId: string; id?: string; open: boolean | undefined; after: string | undefined; limit: number },
): Promise<IncidentRow[]> {
  let query = db
    .selectFrom("incident")
    .leftJoin("grant", "grant.id", "incident.grant_id")
    .selectAll("incident")
    .select(["grant.setter_name", "grant.setter_handle", "grant.setter_avatar_url"])
    .where((e) =>
      e.or([
        e("incident.workspace_id", "=", page.workspaceId),
        e.and([e("incident.workspace_id", "is", null), isUsed(page.workspaceId)]),
      ]),
    );
  if (page.id) query = query.where("incident.id", "=", page.id);
  if (page.open === true) query = query.where("closed_at", "is", null);
  if (page.open === false) query = query.where("closed_at", "is not", null);
  if (page.after) query = query.where("incident.id", "<", page.after);
  const rows = await query.orderBy("incident.id", "desc").limit(page.limit).execute();
  return rows.map((row) => ({
    id: row.id,
    network: row.network,
    server: row.server,
    reach: row.reach,
    grantId: row.grant_id,
    cause: row.cause,
    evidence: row.evidence,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    setter:
      row.setter_name === null
        ? null
        : { name: row.setter_name, handle: row.setter_handle, avatarUrl: row.setter_avatar_url },
  }));
}

export async function countOpenIncidents(db: Queryable, workspaceId: string): Promise<number> {
  const row = await sql<{ n: string }>`
    select count(*) as n from incident where closed_at is null
      and (workspace_id = ${workspaceId} or (workspace_id is null and ${isUsed(workspaceId)}))`.execute(db);
  return Number(row.rows[0]?.n ?? 0);
}

/** Whether a workspace has anything at the incident's network, and at its server: other people's servers are nobody's business. */
const isUsed = (workspaceId: string) => sql<boolean>`exists (
  select 1 from profile where profile.workspace_id = ${workspaceId} and profile.network = incident.network
  and (incident.server = '' or ${isAtServer("profile.id", sql.ref("incident.server"))}))`;

interface ProfileNameRow {
  readonly id: string;
  readonly name: string;
  readonly avatarUrl: string | null;
}

/** Those that an incident affected and that work again: how many, and since when the last of them does. */
export interface CameBack {
  readonly count: number;
  readonly at: Date;
}

/** Undefined: nobody. */
export async function cameBack(
  db: Database,
  incident: IncidentRow,
  workspaceId: string,
): Promise<CameBack | undefined> {
  const row = await db
    .selectFrom("incident_profile")
    .innerJoin("profile", "profile.id", "incident_profile.profile_id")
    .select((e) => [e.fn.countAll<string>().as("n"), e.fn.max("healed_at").as("at")])
    .where("incident_id", "=", incident.id)
    .where("healed_at", "is not", null)
    .where("profile.workspace_id", "=", workspaceId)
    .where("profile.status", "in", ["connected", "expiring"])
    .executeTakeFirst();
  return row?.at ? { count: Number(row.n), at: row.at } : undefined;
}

/**
 * The profiles that an incident hits: while it is open those that joined it and are not healed, once it is over all that it hit; or all
 * that wait for the network.
 */
export async function profilesHit(
  db: Database,
  incident: IncidentRow,
  workspaceId: string,
  limit: number,
): Promise<{ profiles: ProfileNameRow[]; count: number; lost: Capability[]; status: ProfileStatus }> {
  const ofNetwork = incident.reach === "network" || incident.reach === "app";
  const base = ofNetwork
    ? db
        .selectFrom("profile")
        .where("profile.network", "=", incident.network)
        .where("status", "=", "waiting")
        .$if(incident.server !== "", (query) => query.where(isAtServer("profile.id", incident.server)))
        .where("profile.workspace_id", "=", workspaceId)
    : db
        .selectFrom("profile")
        .where("profile.id", "in", (e) =>
          e
            .selectFrom("incident_profile")
            .select("profile_id")
            .where("incident_id", "=", incident.id)
            .$if(incident.closedAt === null, (query) => query.where("healed_at", "is", null)),
        )
        .where("profile.workspace_id", "=", workspaceId);
  const rows = await base
    .select(["profile.id", "profile.name", "profile.avatar_url", "profile.lost_capabilities", "profile.status"])
    .orderBy("profile.urgency")
    .orderBy("profile.name")
    .limit(limit)
    .execute();
  const { n } = await base.select((e) => e.fn.countAll<string>().as("n")).executeTakeFirstOrThrow();
  return {
    profiles: rows.map((row) => ({ id: row.id, name: row.name, avatarUrl: row.avatar_url })),
    count: Number(n),
    lost: [...new Set(rows.flatMap((row) => row.lost_capabilities))],
    status: rows[0]?.status ?? "connected",
  };
}
