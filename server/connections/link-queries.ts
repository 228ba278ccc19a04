import { sql } from "kysely";
import type { Queryable } from "../db/database.ts";

export interface RenewalTarget {
  readonly profileId: string;
  readonly workspaceId: string;
  readonly network: string;
  readonly remoteId: string;
  readonly name: string;
  readonly avatarUrl: string | null;
  readonly cause: string | null;
  readonly grantId: string | null;
}

/** What to renew: a profile, a grant, or a profile with the grant that was meant before. */
export type RenewalKey =
  | { readonly profileId: string; readonly preferredGrantId?: string | null }
  | { readonly grantId: string };

/** A profile with the grant that most likely needs renewing: the dead one first, then the newest. */
export async function findRenewalTarget(
  db: Queryable,
  workspaceId: string,
  key: RenewalKey,
): Promise<RenewalTarget | undefined> {
  let query = db
    .selectFrom("profile")
    .leftJoin("access", (join) => join.onRef("access.profile_id", "=", "profile.id").on("access.state", "!=", "ended"))
    .leftJoin("grant", "grant.id", "access.grant_id")
    .select([
      "profile.id",
      "profile.workspace_id",
      "profile.network",
      "profile.remote_id",
      "profile.name",
      "profile.avatar_url",
      "profile.cause",
      "grant.id as grant_id",
    ])
    .where("profile.workspace_id", "=", workspaceId)
    .where("profile.disconnected_at", "is", null);
  query =
    "profileId" in key ? query.where("profile.id", "=", key.profileId) : query.where("grant.id", "=", key.grantId);
  const preferred = "profileId" in key ? (key.preferredGrantId ?? null) : null;
  const row = await query
    .orderBy(sql`("grant".id is not distinct from ${preferred}) desc`)
    .orderBy(sql`(case when "grant".state = 'dead' or access.state = 'dead' then 0 else 1 end)`)
    .orderBy("access.authorised_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      profileId: row.id,
      workspaceId: row.workspace_id,
      network: row.network,
      remoteId: row.remote_id,
      name: row.name,
      avatarUrl: row.avatar_url,
      cause: row.cause,
      grantId: row.grant_id,
    }
  );
}

export interface StoredLink {
  readonly id: string;
  readonly workspaceId: string;
  readonly workspace: string;
  readonly profileId: string;
  readonly grantId: string | null;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

export async function insertLink(
  db: Queryable,
  link: {
    id: string;
    workspaceId: string;
    tokenHash: string;
    profileId: string;
    grantId: string | null;
    createdBy: string;
    now: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await db
    .insertInto("renewal_link")
    .values({
      id: link.id,
      workspace_id: link.workspaceId,
      token_hash: link.tokenHash,
      profile_id: link.profileId,
      grant_id: link.grantId,
      created_by: link.createdBy,
      created_at: link.now,
      expires_at: link.expiresAt,
      used_at: null,
    })
    .execute();
}

export async function findLink(
  db: Queryable,
  key: { tokenHash: string } | { id: string },
): Promise<StoredLink | undefined> {
  const row = await db
    .selectFrom("renewal_link")
    .innerJoin("organization", "organization.id", "renewal_link.workspace_id")
    .selectAll("renewal_link")
    .select("organization.name as workspace")
    .where((e) => ("id" in key ? e("renewal_link.id", "=", key.id) : e("token_hash", "=", key.tokenHash)))
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      workspaceId: row.workspace_id,
      workspace: row.workspace,
      profileId: row.profile_id,
      grantId: row.grant_id,
      createdBy: row.created_by,
      expiresAt: row.expires_at,
      usedAt: row.used_at,
    }
  );
}

/** A link works once: false when it was used before, or by another tab at the same time. */
export async function useLink(trx: Queryable, id: string, now: Date): Promise<boolean> {
  const used = await trx
    .updateTable("renewal_link")
    .set({ used_at: now })
    .where("id", "=", id)
    .where("used_at", "is", null)
    .executeTakeFirst();
  return used.numUpdatedRows > 0n;
}
