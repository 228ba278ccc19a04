import type { Queryable } from "../db/database.ts";

export async function findByName(
  db: Queryable,
  workspaceId: string,
  name: string,
): Promise<{ id: string; name: string } | undefined> {
  return db
    .selectFrom("profile")
    .select(["id", "name"])
    .where("workspace_id", "=", workspaceId)
    .where("name", "=", name)
    .executeTakeFirst();
}

export async function hasProfiles(db: Queryable, workspaceId: string, network: string): Promise<boolean> {
  return (
    (await db
      .selectFrom("profile")
      .select("id")
      .where("workspace_id", "=", workspaceId)
      .where("network", "=", network)
      .limit(1)
      .executeTakeFirst()) !== undefined
  );
}

export async function insertBrand(
  db: Queryable,
  brand: { id: string; workspaceId: string; name: string; now: Date },
): Promise<void> {
  await db
    .insertInto("brand")
    .values({ id: brand.id, workspace_id: brand.workspaceId, name: brand.name, created_at: brand.now })
    .execute();
}

export async function enableInBrand(db: Queryable, brandId: string, profileId: string): Promise<void> {
  await db.insertInto("brand_profile").values({ brand_id: brandId, profile_id: profileId }).execute();
}
