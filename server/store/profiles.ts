import { AppError } from "#core/app-error.ts";
import type { Capability, CapabilityStates } from "#core/capability.ts";
import type { Cause } from "#core/diagnosis.ts";
import type { ProfileState, ProfileStatus } from "#core/profile-status.ts";
import { sql, type Selectable } from "kysely";
import type { Database, ProfileTable, Queryable } from "../db/database.ts";
import { asJson } from "../db/json.ts";
import type { World } from "../world.ts";

export interface StoredProfile {
  readonly id: string;
  readonly workspaceId: string;
  readonly network: string;
  readonly remoteId: string;
  readonly name: string;
  readonly handle: string | null;
  readonly kind: string;
  readonly avatarUrl: string | null;
  readonly url: string | null;
  readonly enabled: readonly Capability[];
  readonly status: ProfileStatus;
  readonly cause: Cause | null;
  readonly statusSince: Date | null;
  readonly statusUntil: Date | null;
  /** The month's paid reads are used up: nobody looks before then. */
  readonly looksSavedUntil: Date | null;
  readonly lost: readonly Capability[];
  readonly capabilities: CapabilityStates | null;
  readonly urgency: number;
  readonly provedAt: Date | null;
  readonly disconnectedAt: Date | null;
  readonly createdAt: Date;
}

export function asProfile(row: Selectable<ProfileTable>): StoredProfile {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    network: row.network,
    remoteId: row.remote_id,
    name: row.name,
    handle: row.handle,
    kind: row.kind,
    avatarUrl: row.avatar_url,
    url: row.url,
    enabled: row.capabilities_enabled,
    status: row.status,
    cause: row.cause,
    statusSince: row.status_since,
    statusUntil: row.status_until,
    looksSavedUntil: row.looks_saved_until,
    lost: row.lost_capabilities,
    capabilities: row.capabilities as CapabilityStates | null,
    urgency: row.urgency,
    provedAt: row.proved_at,
    disconnectedAt: row.disconnected_at,
    createdAt: row.created_at,
  };
}

export async function findProfile(
  db: Queryable,
  key: { workspaceId: string; id: string },
): Promise<StoredProfile | undefined> {
  const row = await db
    .selectFrom("profile")
    .selectAll()
    .where("workspace_id", "=", key.workspaceId)
    .where("id", "=", key.id)
    .executeTakeFirst();
  return row && asProfile(row);
}

export async function requireProfile(
  world: Pick<World, "db">,
  workspaceId: string,
  id: string,
): Promise<StoredProfile> {
  const profile = await findProfile(world.db, { workspaceId, id });
  if (!profile) throw new AppError("not_found", "There is no such profile in this workspace.");
  return profile;
}

export async function profilesByIds(
  db: Queryable,
  workspaceId: string,
  ids: readonly string[],
): Promise<StoredProfile[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("profile")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "in", [...ids])
    .orderBy("urgency")
    .orderBy("name")
    .execute();
  return rows.map(asProfile);
}

// ── What probes and consents tell ───────────────────────────────────────────────────────────────────────────────────

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

/** What is known of a profile that is attached; null: not told. `id`: for the case that it is new here. */
export interface FreshProfile {
  readonly id: string;
  readonly remoteId: string;
  readonly name: string;
  readonly kind: string;
  readonly handle: string | null;
  readonly avatarUrl: string | null;
  readonly url: string | null;
  readonly enabled: readonly Capability[];
  readonly provedAt: Date | null;
}

export interface KeptProfile {
  readonly id: string;
  readonly remoteId: string;
  readonly isNew: boolean;
  readonly wasDisconnected: boolean;
}

/** Makes the profiles that are missing and brings the others up to date, in place: ids, settings and history stay (P39, P40). */
export async function upsertProfiles(
  trx: Queryable,
  to: { workspaceId: string; network: string; now: Date },
  fresh: readonly FreshProfile[],
): Promise<KeptProfile[]> {
  const made = await insertMissing(trx, to, fresh);
  const rest = fresh.filter((one) => !made.has(one.remoteId));
  const found = await lockProfiles(
    trx,
    to,
    rest.map((one) => one.remoteId),
  );
  await updateProfiles(trx, to, rest);
  return [
    ...[...made].map(([remoteId, id]) => ({ id, remoteId, isNew: true, wasDisconnected: false })),
    ...found.map((one) => ({ ...one, isNew: false })),
  ];
}

type Place = { readonly workspaceId: string; readonly network: string; readonly now: Date };

const asRow = (one: FreshProfile) => ({
  id: one.id,
  remote_id: one.remoteId,
  name: one.name,
  kind: one.kind,
  handle: one.handle,
  avatar_url: one.avatarUrl,
  url: one.url,
  enabled: one.enabled,
  proved_at: one.provedAt,
});

const profileColumns = sql`fresh(id text, remote_id text, name text, kind text, handle text, avatar_url text, url text,
  enabled text[], proved_at timestamptz)`;

/** Remote id → id of those that were not there. In a fixed order, so that two who add the same ones wait for each other. */
async function insertMissing(trx: Queryable, to: Place, fresh: readonly FreshProfile[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; remote_id: string }>`
    insert into profile (id, workspace_id, network, remote_id, name, kind, handle, avatar_url, url, capabilities_enabled,
      status, status_since, urgency, proved_at, created_at, updated_at)
    select id, ${to.workspaceId}, ${to.network}, remote_id, name, kind, handle, avatar_url, url, enabled,
      'unverified', ${to.now}::timestamptz, 3, proved_at, ${to.now}::timestamptz, ${to.now}::timestamptz
    from jsonb_to_recordset(${asJson(fresh.map(asRow))}::jsonb) as ${profileColumns}
    order by remote_id
    on conflict (workspace_id, network, remote_id) do nothing
    returning id, remote_id`.execute(trx);
  return new Map(rows.map((row) => [row.remote_id, row.id]));
}

async function lockProfiles(
  trx: Queryable,
  to: Place,
  remoteIds: readonly string[],
): Promise<Omit<KeptProfile, "isNew">[]> {
  if (remoteIds.length === 0) return [];
  const rows = await trx
    .selectFrom("profile")
    .select(["id", "remote_id", "disconnected_at"])
    .where("workspace_id", "=", to.workspaceId)
    .where("network", "=", to.network)
    .where("remote_id", "in", [...remoteIds])
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map((row) => ({
    id: row.id,
    remoteId: row.remote_id,
    wasDisconnected: row.disconnected_at !== null,
  }));
}

/** What the network did not tell this time overwrites nothing (P18). */
async function updateProfiles(trx: Queryable, to: Place, fresh: readonly FreshProfile[]): Promise<void> {
  if (fresh.length === 0) return;
  await sql`
    update profile
    set name = fresh.name, kind = fresh.kind, handle = coalesce(fresh.handle, profile.handle),
      avatar_url = coalesce(fresh.avatar_url, profile.avatar_url), url = coalesce(fresh.url, profile.url),
      proved_at = coalesce(fresh.proved_at, profile.proved_at), disconnected_at = null, updated_at = ${to.now}
    from jsonb_to_recordset(${asJson(fresh.map(asRow))}::jsonb) as ${profileColumns}
    where profile.workspace_id = ${to.workspaceId} and profile.network = ${to.network}
      and profile.remote_id = fresh.remote_id`.execute(trx);
}

// ── The status ──────────────────────────────────────────────────────────────────────────────────────────────────────

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

export async function markDisconnected(trx: Queryable, profileId: string, now: Date): Promise<void> {
  await trx.updateTable("profile").set({ disconnected_at: now, updated_at: now }).where("id", "=", profileId).execute();
}
