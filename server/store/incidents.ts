import type { Cause } from "#core/diagnosis.ts";
import { sql } from "kysely";
import type { Queryable } from "../db/database.ts";

export interface OpenIncident {
  readonly id: string;
  readonly workspaceId: string | null;
  readonly network: string;
  /** The one that is in trouble, where a network is many servers. */
  readonly server?: string;
  readonly reach: "grant" | "access" | "network" | "app";
  readonly grantId: string | null;
  readonly cause: Cause;
  readonly evidence: Record<string, unknown> | null;
  readonly now: Date;
}

/** Opens an incident or finds the open one of the same cause: one cause, one incident. `isNew` tells which. */
export async function openIncident(trx: Queryable, incident: OpenIncident): Promise<{ id: string; isNew: boolean }> {
  const found = await findOpenIncident(trx, incident);
  if (found) return { id: found, isNew: false };
  const inserted = await trx
    .insertInto("incident")
    .values({
      id: incident.id,
      workspace_id: incident.workspaceId,
      network: incident.network,
      server: incident.server ?? "",
      reach: incident.reach,
      grant_id: incident.grantId,
      cause: incident.cause,
      evidence: incident.evidence ? JSON.stringify(incident.evidence) : null,
      opened_at: incident.now,
      closed_at: null,
    })
    .onConflict((c) => c.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted) return { id: inserted.id, isNew: true };
  return { id: (await findOpenIncident(trx, incident)) ?? incident.id, isNew: false };
}

async function findOpenIncident(
  trx: Queryable,
  key: Pick<OpenIncident, "network" | "server" | "reach" | "grantId" | "cause">,
): Promise<string | undefined> {
  let query = trx
    .selectFrom("incident")
    .select("id")
    .where("closed_at", "is", null)
    .where("reach", "=", key.reach)
    .where("network", "=", key.network)
    .where("server", "=", key.server ?? "");
  query =
    key.grantId === null
      ? query.where("grant_id", "is", null)
      : query.where("grant_id", "=", key.grantId).where("cause", "=", key.cause);
  return (await query.executeTakeFirst())?.id;
}

export async function attachProfiles(trx: Queryable, incidentId: string, profileIds: readonly string[]): Promise<void> {
  if (profileIds.length === 0) return;
  await trx
    .insertInto("incident_profile")
    .values(profileIds.map((profileId) => ({ incident_id: incidentId, profile_id: profileId, healed_at: null })))
    .onConflict((c) => c.columns(["incident_id", "profile_id"]).doUpdateSet({ healed_at: null }))
    .execute();
}

/** A profile that is done with its incidents; `stays`: but for this one. */
export interface Leaving {
  readonly profileId: string;
  readonly stays?: string | undefined;
}

/**
 * These profiles work again, or something else is wrong with them by now: their part of every incident of a grant or access is over,
 * but for the one they stay in. Returns incidents that this closed.
 */
export async function healProfiles(
  trx: Queryable,
  leaving: readonly Leaving[],
  now: Date,
): Promise<{ id: string; workspaceId: string | null }[]> {
  if (leaving.length === 0) return [];
  const stays = leaving.filter((one) => one.stays !== undefined);
  const touched = await trx
    .updateTable("incident_profile")
    .set({ healed_at: now })
    .where(
      "profile_id",
      "in",
      leaving.map((one) => one.profileId),
    )
    .where("healed_at", "is", null)
    .where(
      sql<boolean>`(profile_id, incident_id) not in (select * from unnest(
        ${stays.map((one) => one.profileId)}::text[], ${stays.map((one) => one.stays)}::text[]))`,
    )
    .where("incident_id", "in", (e) =>
      e.selectFrom("incident").select("id").where("closed_at", "is", null).where("reach", "in", ["grant", "access"]),
    )
    .returning("incident_id")
    .execute();
  if (touched.length === 0) return [];
  const incidentIds = [...new Set(touched.map((row) => row.incident_id))];
  // Two that heal the last two profiles at once would each see the other's as not healed: one waits here for the other.
  await trx.selectFrom("incident").select("id").where("id", "in", incidentIds).orderBy("id").forNoKeyUpdate().execute();
  const closed = await trx
    .updateTable("incident")
    .set({ closed_at: now })
    .where("id", "in", incidentIds)
    .where("closed_at", "is", null)
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("incident_profile")
            .select("profile_id")
            .whereRef("incident_profile.incident_id", "=", "incident.id")
            .where("healed_at", "is", null),
        ),
      ),
    )
    .returning(["id", "workspace_id"])
    .execute();
  return closed.map((row) => ({ id: row.id, workspaceId: row.workspace_id }));
}

export async function closeIncidents(
  trx: Queryable,
  key: { network: string; server: string; reach: "network" | "app" } | { grantId: string },
  now: Date,
): Promise<string[]> {
  let query = trx.updateTable("incident").set({ closed_at: now }).where("closed_at", "is", null);
  query =
    "grantId" in key
      ? query.where("grant_id", "=", key.grantId)
      : query
          .where("network", "=", key.network)
          .where("server", "=", key.server)
          .where("reach", "=", key.reach)
          .where("grant_id", "is", null);
  const rows = await query.returning("id").execute();
  return rows.map((row) => row.id);
}
