import type { Health } from "#core/health.ts";
import { sql, type Selectable } from "kysely";
import type { AccessTable, Database, Queryable } from "../db/database.ts";
import { asJson } from "../db/json.ts";
import type { SealedColumn } from "./sealed.ts";

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

// ── Whom they serve ─────────────────────────────────────────────────────────────────────────────────────────────────

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

export async function servesOthers(
  db: Queryable,
  grantIds: readonly string[],
  besidesProfileId: string,
): Promise<{ grantId: string; serves: number }[]> {
  if (grantIds.length === 0) return [];
  const rows = await db
    .selectFrom("grant")
    .select([
      "grant.id",
      (e) =>
        e
          .selectFrom("access")
          .whereRef("access.grant_id", "=", "grant.id")
          .where("access.state", "!=", "ended")
          .where("access.profile_id", "!=", besidesProfileId)
          .select((f) => f.fn.countAll<string>().as("n"))
          .as("serves"),
    ])
    .where("grant.id", "in", [...grantIds])
    .execute();
  return rows.map((row) => ({ grantId: row.id, serves: Number(row.serves) }));
}

// ── What probes tell, and when the next one is ──────────────────────────────────────────────────────────────────────

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

/** Brings the next look at an access forward; one that is planned earlier stays, and what has no next look gets none. */
export async function bringLookForward(db: Database, accessId: string, at: Date): Promise<void> {
  await db.updateTable("access").set({ look_at: at }).where("id", "=", accessId).where("look_at", ">", at).execute();
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

// ── A consent ───────────────────────────────────────────────────────────────────────────────────────────────────────

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

// ── The end ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Ends every access of a profile and destroys its tokens; answers the grants, each with how many other profiles it still serves. */
export async function endAccesses(
  trx: Queryable,
  profileId: string,
  now: Date,
): Promise<{ grantId: string; serves: number }[]> {
  const ended = await trx
    .updateTable("access")
    .set({ state: "ended", cause: null, state_since: now, token_sealed: null, look_at: null })
    .where("profile_id", "=", profileId)
    .where("state", "!=", "ended")
    .returning("grant_id")
    .execute();
  return servesOthers(
    trx,
    ended.map((row) => row.grant_id),
    profileId,
  );
}

/** A person had their data deleted: nothing that a network said of them stays, and nothing is looked at any more. */
export async function forgetAccesses(trx: Queryable, grantId: string): Promise<void> {
  await trx
    .updateTable("access")
    .set({ token_sealed: null, look_at: null, evidence: null })
    .where("grant_id", "=", grantId)
    .execute();
}

// ── Sealed ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export const accessBinding = (accessId: string): string => `access:${accessId}:token`;

export const sealedAccessTokens: SealedColumn = {
  table: "access",
  column: "token_sealed",
  boundBy: "id",
  binding: accessBinding,
  async replace(db, row, fresh) {
    const update = db.updateTable("access").set({ token_sealed: fresh });
    const done = await update.where("id", "=", row.id).where("token_sealed", "=", row.sealed).executeTakeFirst();
    return done.numUpdatedRows === 1n;
  },
};
