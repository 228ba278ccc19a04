import type { Capability } from "#core/capability.ts";
import { sql } from "kysely";
import type { Queryable } from "../db/database.ts";
import { asJson } from "../db/json.ts";

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

/**
 * The accesses of a grant by profile, locked in a fixed order and before their profiles, as everywhere: a look that is
 * recorded meanwhile waits for us, or we for it.
 */
export async function lockAccesses(trx: Queryable, grantId: string): Promise<Map<string, string>> {
  const rows = await trx
    .selectFrom("access")
    .select(["id", "profile_id"])
    .where("grant_id", "=", grantId)
    .orderBy("id")
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.profile_id, row.id]));
}

/** What a grant gives on a profile from now on. `roles`: null where they were not told, and those known before stay. */
export interface FreshAccess {
  readonly id: string;
  readonly profileId: string;
  readonly tokenSealed: string | null;
  readonly tokenExpiresAt: Date | null;
  readonly roles: readonly string[] | null;
  readonly scopes: readonly string[] | null;
  readonly state: "live" | "unverified";
  readonly provedAt: Date | null;
  readonly lookAt: Date;
}

/** By id: an access that was there is brought up to date in place. */
export async function upsertAccesses(
  trx: Queryable,
  to: { workspaceId: string; grantId: string; now: Date },
  fresh: readonly FreshAccess[],
): Promise<void> {
  const rows = fresh.map((one) => ({
    id: one.id,
    profile_id: one.profileId,
    token_sealed: one.tokenSealed,
    token_expires_at: one.tokenExpiresAt,
    roles: one.roles,
    scopes: one.scopes,
    state: one.state,
    proved_at: one.provedAt,
    look_at: one.lookAt,
  }));
  const now = sql`${to.now}::timestamptz`;
  await sql`
    insert into access (id, workspace_id, grant_id, profile_id, token_sealed, token_expires_at, roles, scopes, state, cause,
      state_since, troubles, proved_at, look_at, evidence, authorised_at, created_at)
    select id, ${to.workspaceId}, ${to.grantId}, profile_id, token_sealed, token_expires_at, roles, scopes, state, null,
      ${now}, 0, proved_at, look_at, null, ${now}, ${now}
    from jsonb_to_recordset(${asJson(rows)}::jsonb) as fresh(id text, profile_id text, token_sealed text,
      token_expires_at timestamptz, roles text[], scopes text[], state text, proved_at timestamptz, look_at timestamptz)
    on conflict (id) do update set
      token_sealed = excluded.token_sealed, token_expires_at = excluded.token_expires_at,
      roles = coalesce(excluded.roles, access.roles), scopes = excluded.scopes, state = excluded.state, cause = null,
      state_since = excluded.state_since, troubles = 0, proved_at = coalesce(excluded.proved_at, access.proved_at),
      look_at = excluded.look_at, saved_until = null, evidence = null, authorised_at = excluded.authorised_at`.execute(
    trx,
  );
}

/** Connected already, and refused with the fresh consent: what they have stays, and is looked at next. */
export async function lookSoonAt(
  trx: Queryable,
  grantId: string,
  remoteIds: readonly string[],
  now: Date,
): Promise<void> {
  if (remoteIds.length === 0) return;
  await trx
    .updateTable("access")
    .set({ look_at: now })
    .where("grant_id", "=", grantId)
    .where("state", "!=", "ended")
    .where("profile_id", "in", (e) =>
      e
        .selectFrom("profile")
        .select("id")
        .where("remote_id", "in", [...remoteIds]),
    )
    .execute();
}

/** Tokens of accesses that a fresh consent no longer backs: destroyed, and not looked at any more. */
export async function destroyAccessTokens(
  trx: Queryable,
  grantId: string,
  profileIds: readonly string[],
): Promise<void> {
  if (profileIds.length === 0) return;
  await trx
    .updateTable("access")
    .set({ token_sealed: null, look_at: null })
    .where("grant_id", "=", grantId)
    .where("profile_id", "in", [...profileIds])
    .execute();
}

/** The new consent does not reach these any more: their accesses under this grant end by that cause. */
export async function dropAccesses(
  trx: Queryable,
  grantId: string,
  profileIds: readonly string[],
  now: Date,
): Promise<void> {
  if (profileIds.length === 0) return;
  await trx
    .updateTable("access")
    .set({ state: "dead", cause: "profile_not_granted", state_since: now, token_sealed: null, look_at: null })
    .where("grant_id", "=", grantId)
    .where("profile_id", "in", [...profileIds])
    .execute();
}
