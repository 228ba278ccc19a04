import type { ProfileStatus } from "#core/profile-status.ts";
import { sql } from "kysely";
import type { Database, Queryable } from "../db/database.ts";
import { asProfile, type StoredProfile } from "../store/profiles.ts";

export interface ProfileFilter {
  readonly workspaceId: string;
  readonly status: readonly ProfileStatus[] | undefined;
  readonly network: string | undefined;
  readonly brand: string | undefined;
  readonly q: string | undefined;
  readonly sort: "urgency" | "name";
  readonly after: { readonly key: string; readonly id: string } | undefined;
  readonly limit: number;
}

export async function listProfiles(db: Database, filter: ProfileFilter): Promise<StoredProfile[]> {
  let query = db.selectFrom("profile").selectAll("profile").where("profile.workspace_id", "=", filter.workspaceId);
  query = filter.status ? query.where("status", "in", [...filter.status]) : query.where("disconnected_at", "is", null);
  if (filter.network) query = query.where("network", "=", filter.network);
  const { brand, after } = filter;
  if (brand)
    query = query.where((e) =>
      e.exists(
        e
          .selectFrom("brand_profile")
          .select("brand_id")
          .whereRef("brand_profile.profile_id", "=", "profile.id")
          .where("brand_id", "=", brand)
          .where("enabled", "=", true),
      ),
    );
  if (filter.q) {
    const like = `%${filter.q.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    query = query.where((e) =>
      e.or([e("name", "ilike", like), e("handle", "ilike", like), e("remote_id", "=", filter.q ?? "")]),
    );
  }
  if (filter.sort === "name") {
    if (after) query = query.where(sql<boolean>`(lower(name), id) > (${after.key}, ${after.id})`);
    query = query.orderBy(sql`lower(name)`).orderBy("id");
  } else {
    if (after) query = query.where(sql<boolean>`(urgency, id) > (${Number(after.key)}, ${after.id})`);
    query = query.orderBy("urgency").orderBy("id");
  }
  return (await query.limit(filter.limit).execute()).map(asProfile);
}

export interface SetterRow {
  readonly profileId: string;
  readonly grantId: string;
  readonly name: string;
  readonly handle: string | null;
  readonly avatarUrl: string | null;
  readonly loginLives: boolean;
  /** Whether this login still serves this profile. */
  readonly serves: boolean;
}

/** When this access, or its whole grant, died: the last death is the one that the profile's status speaks of. */
const lastDeath = sql`(case when "grant".state = 'dead' then "grant".state_since when access.state = 'dead' then access.state_since end)`;

/** Whose logins serve these profiles: dead ones first, since they are the ones to renew. */
export async function settersOf(db: Queryable, profileIds: readonly string[]): Promise<SetterRow[]> {
  if (profileIds.length === 0) return [];
  const rows = await db
    .selectFrom("access")
    .innerJoin("grant", "grant.id", "access.grant_id")
    .select(["access.profile_id", "grant.id", "grant.setter_name", "grant.setter_handle", "grant.setter_avatar_url"])
    .select(["grant.state", "access.state as access_state"])
    .where("access.profile_id", "in", [...profileIds])
    .where("access.state", "!=", "ended")
    .orderBy(lastDeath, (order) => order.desc().nullsLast())
    .orderBy("access.authorised_at", "desc")
    .execute();
  return rows.map((row) => ({
    profileId: row.profile_id,
    grantId: row.id,
    name: row.setter_name,
    handle: row.setter_handle,
    avatarUrl: row.setter_avatar_url,
    loginLives: row.state !== "dead",
    serves: row.state !== "dead" && row.access_state !== "dead",
  }));
}

export async function brandsOf(
  db: Queryable,
  profileIds: readonly string[],
): Promise<{ profileId: string; id: string; name: string }[]> {
  if (profileIds.length === 0) return [];
  const rows = await db
    .selectFrom("brand_profile")
    .innerJoin("brand", "brand.id", "brand_profile.brand_id")
    .select(["brand_profile.profile_id", "brand.id", "brand.name"])
    .where("brand_profile.profile_id", "in", [...profileIds])
    .where("enabled", "=", true)
    .orderBy("brand.name")
    .execute();
  return rows.map((row) => ({ profileId: row.profile_id, id: row.id, name: row.name }));
}

export async function listBrands(
  db: Queryable,
  workspaceId: string,
): Promise<{ id: string; name: string; profiles: number }[]> {
  const rows = await db
    .selectFrom("brand")
    .select([
      "id",
      "name",
      (e) =>
        e
          .selectFrom("brand_profile")
          .innerJoin("profile", "profile.id", "brand_profile.profile_id")
          .whereRef("brand_profile.brand_id", "=", "brand.id")
          .where("enabled", "=", true)
          .where("profile.disconnected_at", "is", null)
          .select((f) => f.fn.countAll<string>().as("n"))
          .as("profiles"),
    ])
    .where("workspace_id", "=", workspaceId)
    .orderBy("name")
    .execute();
  return rows.map((row) => ({ id: row.id, name: row.name, profiles: Number(row.profiles) }));
}

/** How many logins would repair everything that is expired, and how many profiles that is. */
export async function countLoginsToRenew(
  db: Queryable,
  workspaceId: string,
): Promise<{ logins: number; profiles: number }> {
  const row = await db
    .selectFrom("profile")
    .innerJoin("access", "access.profile_id", "profile.id")
    .select([
      sql<string>`count(distinct access.grant_id)`.as("logins"),
      sql<string>`count(distinct profile.id)`.as("profiles"),
    ])
    .where("profile.workspace_id", "=", workspaceId)
    .where("profile.status", "=", "expired")
    .where("access.state", "!=", "ended")
    .executeTakeFirstOrThrow();
  return { logins: Number(row.logins), profiles: Number(row.profiles) };
}
