import { heldScopes, type Capability, type CapabilityStates } from "#core/capability.ts";
import type { Cause } from "#core/diagnosis.ts";
import type { Health } from "#core/health.ts";
import type { ProfileState, ProfileStatus } from "#core/profile-status.ts";
import { sql, type Selectable } from "kysely";
import type { AccessTable, Database, Queryable } from "../db/database.ts";

export interface StoredAccess {
  readonly id: string;
  readonly workspaceId: string;
  readonly grantId: string;
  readonly profileId: string;
  readonly remoteId: string;
  readonly profileName: string;
  readonly setterName: string;
  readonly appId: string;
  readonly tokenSealed: string | null;
  readonly tokenExpiresAt: Date | null;
  readonly roles: readonly string[] | undefined;
  readonly scopes: readonly string[] | undefined;
  readonly health: Health;
  readonly provedAt: Date | null;
  readonly lookAt: Date | null;
}

type AccessRow = Selectable<AccessTable> & { remote_id: string; name: string; setter_name: string; app_id: string };

/** Accesses of a grant that are in use and due for a look (all of them when `now` is undefined). */
export async function accessesOfGrant(
  db: Queryable,
  ask: { grantId: string; dueAt?: Date; profileId?: string; remoteId?: string; limit: number },
): Promise<StoredAccess[]> {
  let query = db
    .selectFrom("access")
    .innerJoin("profile", "profile.id", "access.profile_id")
    .innerJoin("grant", "grant.id", "access.grant_id")
    .selectAll("access")
    .select(["profile.remote_id", "profile.name", "grant.setter_name", "grant.app_id"])
    .where("access.grant_id", "=", ask.grantId)
    .where("access.state", "!=", "ended")
    // A dead one that has no next look has nothing left to look with.
    .where((e) => e.or([e("access.state", "!=", "dead"), e("access.look_at", "is not", null)]));
  const { dueAt, profileId, remoteId } = ask;
  // What was saved is looked at as soon as its grant is: the budget may have been raised.
  if (dueAt)
    query = query.where((e) =>
      e.or([e("look_at", "is", null), e("look_at", "<=", dueAt), e("saved_until", "is not", null)]),
    );
  if (profileId) query = query.where("access.profile_id", "=", profileId);
  if (remoteId) query = query.where("profile.remote_id", "=", remoteId);
  const rows = await query.orderBy("access.look_at").limit(ask.limit).execute();
  return rows.map(asAccess);
}

export async function accessesOfProfile(db: Queryable, profileId: string): Promise<StoredAccess[]> {
  const rows = await db
    .selectFrom("access")
    .innerJoin("profile", "profile.id", "access.profile_id")
    .innerJoin("grant", "grant.id", "access.grant_id")
    .selectAll("access")
    .select(["profile.remote_id", "profile.name", "grant.setter_name", "grant.app_id"])
    .where("access.profile_id", "=", profileId)
    .orderBy("access.id")
    .execute();
  return rows.map(asAccess);
}

const accessById = (db: Queryable, id: string) =>
  db
    .selectFrom("access")
    .innerJoin("profile", "profile.id", "access.profile_id")
    .innerJoin("grant", "grant.id", "access.grant_id")
    .selectAll("access")
    .select(["profile.remote_id", "profile.name", "grant.setter_name", "grant.app_id"])
    .where("access.id", "=", id);

export async function findAccess(db: Queryable, id: string): Promise<StoredAccess | undefined> {
  const row = await accessById(db, id).executeTakeFirst();
  return row && asAccess(row);
}

export async function lockAccess(trx: Queryable, id: string): Promise<StoredAccess | undefined> {
  const row = await accessById(trx, id).forUpdate("access").executeTakeFirst();
  return row && asAccess(row);
}

/** The earliest next look at any access of a grant; null when none is planned. */
export async function nextLook(db: Queryable, grantId: string): Promise<Date | null> {
  const row = await db
    .selectFrom("access")
    .select((e) => e.fn.min("look_at").as("at"))
    .where("grant_id", "=", grantId)
    .where("state", "!=", "ended")
    .executeTakeFirst();
  return row?.at ?? null;
}

export async function saveAccessHealth(
  trx: Queryable,
  id: string,
  health: Health,
  seen: {
    provedAt?: Date;
    lookAt: Date | null;
    evidence?: Record<string, unknown> | null;
    roles?: readonly string[] | undefined;
    scopes?: readonly string[] | undefined;
  },
): Promise<void> {
  await trx
    .updateTable("access")
    .set({
      state: health.state,
      cause: health.cause,
      state_since: health.since,
      troubles: health.troubles,
      look_at: seen.lookAt,
      saved_until: null,
      ...(seen.provedAt ? { proved_at: seen.provedAt } : {}),
      ...(seen.evidence === undefined ? {} : { evidence: seen.evidence ? JSON.stringify(seen.evidence) : null }),
      ...(seen.roles ? { roles: [...seen.roles] } : {}),
      ...(seen.scopes ? { scopes: [...seen.scopes] } : {}),
    })
    .where("id", "=", id)
    .execute();
}

/** For a look that led to nothing, so that it is not due again at once. */
export async function postponeLook(db: Queryable, id: string, at: Date): Promise<void> {
  await db.updateTable("access").set({ look_at: at, saved_until: null }).where("id", "=", id).execute();
}

/** The month's budget is used up: no access of this grant that works is looked at before then. */
export async function saveLooksOf(trx: Queryable, grantId: string, until: Date): Promise<void> {
  await trx
    .updateTable("access")
    .set({ look_at: until, saved_until: until })
    .where("grant_id", "=", grantId)
    .where("state", "=", "live")
    .execute();
}

/** All accesses of a network's withdrawn grants are looked at with them. */
export async function scheduleLooks(trx: Queryable, grantId: string, at: Date): Promise<void> {
  await trx
    .updateTable("access")
    .set({ look_at: at })
    .where("grant_id", "=", grantId)
    .where("state", "!=", "ended")
    .execute();
}

export async function touchProfile(
  trx: Queryable,
  id: string,
  facts: { name?: string | undefined; handle?: string | undefined; avatarUrl?: string | undefined; provedAt: Date },
): Promise<void> {
  await trx
    .updateTable("profile")
    .set({
      proved_at: facts.provedAt,
      ...(facts.name ? { name: facts.name } : {}),
      ...(facts.handle ? { handle: facts.handle } : {}),
      ...(facts.avatarUrl ? { avatar_url: facts.avatarUrl } : {}),
    })
    .where("id", "=", id)
    .execute();
}

export async function profilesOfGrant(db: Queryable, grantId: string): Promise<string[]> {
  const rows = await db.selectFrom("access").select("profile_id").distinct().where("grant_id", "=", grantId).execute();
  return rows.map((row) => row.profile_id);
}

export async function profilesOfGrants(db: Queryable, grantIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom("access")
    .select("profile_id")
    .distinct()
    .where("grant_id", "in", [...grantIds])
    .execute();
  return rows.map((row) => row.profile_id);
}

export async function profilesOfApp(db: Queryable, appId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("access")
    .innerJoin("grant", "grant.id", "access.grant_id")
    .select("access.profile_id")
    .distinct()
    .where("grant.app_id", "=", appId)
    .where("access.state", "!=", "ended")
    .execute();
  return rows.map((row) => row.profile_id);
}

// ── Deriving a profile's status ─────────────────────────────────────────────────────────────────────────────────────

/** One access joined with its grant, as the derivation needs it. */
export interface AccessFacts {
  readonly id: string;
  readonly grantId: string;
  readonly setterName: string;
  readonly appHealth: "well" | "rejected";
  readonly appHealthSince: Date | null;
  /** Of the app: a way in, or the server; empty where a network has one app. */
  readonly appInstance: string;
  readonly access: Health;
  readonly grant: Health;
  readonly roles: readonly string[] | undefined;
  readonly scopes: readonly string[] | undefined;
  readonly hasOwnToken: boolean;
  readonly tokenExpiresAt: Date | null;
  readonly provedAt: Date | null;
  /** Looks are saved until then; meanwhile the grant's own proof stands for the access. */
  readonly savedUntil: Date | null;
  readonly grantProvedAt: Date | null;
  readonly authorisedAt: Date;
  readonly accessExpiresAt: Date | null;
  readonly endsAt: Date | null;
  readonly dataAccessEndsAt: Date | null;
  readonly hasRefresh: boolean;
  readonly refreshRefusedCause: Cause | null;
}

export interface ProfileFacts {
  readonly id: string;
  readonly workspaceId: string;
  readonly network: string;
  readonly name: string;
  readonly kind: string;
  readonly status: ProfileStatus;
  readonly cause: Cause | null;
  readonly statusSince: Date | null;
  readonly until: Date | null;
  readonly lost: readonly Capability[];
  readonly enabled: readonly Capability[];
  readonly capabilities: CapabilityStates | null;
  readonly looksSavedUntil: Date | null;
  readonly disconnectedAt: Date | null;
  readonly accesses: readonly AccessFacts[];
}

/** Locks the profiles in a fixed order and reads what their status follows from. */
export async function factsForStatus(trx: Queryable, profileIds: readonly string[]): Promise<ProfileFacts[]> {
  const profiles = await trx
    .selectFrom("profile")
    .selectAll()
    .where("id", "in", [...profileIds])
    .orderBy("id")
    .forUpdate()
    .execute();
  const accesses = await trx
    .selectFrom("access")
    .innerJoin("grant", "grant.id", "access.grant_id")
    .innerJoin("app", "app.id", "grant.app_id")
    .selectAll("access")
    .select([
      "grant.setter_name",
      "grant.state as grant_state",
      "grant.cause as grant_cause",
      "grant.state_since as grant_since",
      "grant.troubles as grant_troubles",
      "grant.proved_at as grant_proved_at",
      "grant.scopes_granted",
      "grant.authorised_at",
      "grant.access_expires_at",
      "grant.ends_at",
      "grant.data_access_ends_at",
      "grant.refresh_at",
      "grant.refresh_refused_at",
      "grant.refresh_refused_cause",
      "grant.refusal_told_at",
      "app.health as app_health",
      "app.health_since as app_health_since",
      "app.instance as app_instance",
    ])
    .where("access.profile_id", "in", [...profileIds])
    .orderBy("access.id")
    .execute();
  const byProfile = Map.groupBy(accesses, (access) => access.profile_id);
  return profiles.map((profile) => ({
    id: profile.id,
    workspaceId: profile.workspace_id,
    network: profile.network,
    name: profile.name,
    kind: profile.kind,
    status: profile.status,
    cause: profile.cause,
    statusSince: profile.status_since,
    until: profile.status_until,
    lost: profile.lost_capabilities,
    enabled: profile.capabilities_enabled,
    capabilities: profile.capabilities as CapabilityStates | null,
    looksSavedUntil: profile.looks_saved_until,
    disconnectedAt: profile.disconnected_at,
    accesses: (byProfile.get(profile.id) ?? []).map((row) => ({
      id: row.id,
      grantId: row.grant_id,
      setterName: row.setter_name,
      appHealth: row.app_health,
      appHealthSince: row.app_health_since,
      appInstance: row.app_instance,
      access: { state: row.state, cause: row.cause, since: row.state_since, troubles: row.troubles },
      grant: { state: row.grant_state, cause: row.grant_cause, since: row.grant_since, troubles: row.grant_troubles },
      roles: row.roles ?? undefined,
      scopes: heldScopes(row.scopes_granted ?? undefined, row.scopes ?? undefined),
      hasOwnToken: row.token_sealed !== null,
      tokenExpiresAt: row.token_expires_at,
      provedAt: row.proved_at,
      savedUntil: row.saved_until,
      grantProvedAt: row.grant_proved_at,
      authorisedAt: row.authorised_at,
      accessExpiresAt: row.access_expires_at,
      endsAt: row.ends_at,
      dataAccessEndsAt: row.data_access_ends_at,
      hasRefresh: row.refresh_at !== null && !isRefusalTold(row),
      refreshRefusedCause: isRefusalTold(row) ? row.refresh_refused_cause : null,
    })),
  }));
}

/** Until a refused refresh has a witness nobody hears of it. */
function isRefusalTold(row: { refresh_refused_at: Date | null; refusal_told_at: Date | null }): boolean {
  const { refresh_refused_at: refusedAt, refusal_told_at: toldAt } = row;
  return refusedAt !== null && toldAt !== null && toldAt >= refusedAt;
}

export interface DerivedStatus {
  readonly profileId: string;
  readonly state: ProfileState;
  readonly urgency: number;
  readonly deriveAt: Date | null;
  readonly looksSavedUntil: Date | null;
  readonly since: Date | null;
}

/** What was derived for any number of profiles, in one statement. Capabilities that nothing is known of now stay as they were. */
export async function saveStatuses(trx: Queryable, derived: readonly DerivedStatus[], now: Date): Promise<void> {
  if (derived.length === 0) return;
  const rows = derived.map(({ profileId, state, ...extra }) => ({
    id: profileId,
    status: state.status,
    cause: state.cause,
    status_since: extra.since,
    status_until: state.until,
    lost: state.lost,
    capabilities: state.capabilities,
    urgency: extra.urgency,
    derive_at: extra.deriveAt,
    looks_saved_until: extra.looksSavedUntil,
  }));
  await sql`
    update profile
    set status = derived.status, cause = derived.cause, status_since = derived.status_since,
      status_until = derived.status_until, lost_capabilities = derived.lost,
      capabilities = coalesce(derived.capabilities, profile.capabilities), urgency = derived.urgency,
      derive_at = derived.derive_at, looks_saved_until = derived.looks_saved_until, updated_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as derived(id text, status text, cause text,
      status_since timestamptz, status_until timestamptz, lost text[], capabilities jsonb, urgency smallint,
      derive_at timestamptz, looks_saved_until timestamptz)
    where profile.id = derived.id`.execute(trx);
}

export async function claimDeriveDue(db: Database, now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("profile")
    .select("id")
    .where("derive_at", "<=", now)
    .orderBy("derive_at")
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

// ── Incidents: opened and closed by what the health of grants and accesses does ─────────────────────────────────────

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

/** Profiles work again: their part of every incident of a grant or access is over. Returns incidents that this closed. */
export async function healProfiles(
  trx: Queryable,
  profileIds: readonly string[],
  now: Date,
): Promise<{ id: string; workspaceId: string | null }[]> {
  if (profileIds.length === 0) return [];
  const touched = await trx
    .updateTable("incident_profile")
    .set({ healed_at: now })
    .where("profile_id", "in", [...profileIds])
    .where("healed_at", "is", null)
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

export function asAccess(row: AccessRow): StoredAccess {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    grantId: row.grant_id,
    profileId: row.profile_id,
    remoteId: row.remote_id,
    profileName: row.name,
    setterName: row.setter_name,
    appId: row.app_id,
    tokenSealed: row.token_sealed,
    tokenExpiresAt: row.token_expires_at,
    roles: row.roles ?? undefined,
    scopes: row.scopes ?? undefined,
    health: { state: row.state, cause: row.cause, since: row.state_since, troubles: row.troubles },
    provedAt: row.proved_at,
    lookAt: row.look_at,
  };
}
