import type { Queryable } from "../db/database.ts";
import { asGrant, type StoredGrant } from "../store/grants.ts";

export async function listGrants(
  db: Queryable,
  page: { workspaceId: string; after: string | undefined; limit: number },
): Promise<(StoredGrant & { profiles: number })[]> {
  let query = db
    .selectFrom("grant")
    .selectAll("grant")
    .select((e) =>
      e
        .selectFrom("access")
        .whereRef("access.grant_id", "=", "grant.id")
        .where("access.state", "!=", "ended")
        .select((f) => f.fn.countAll<string>().as("n"))
        .as("profiles"),
    )
    .where("workspace_id", "=", page.workspaceId);
  if (page.after) query = query.where("id", ">", page.after);
  const rows = await query.orderBy("id").limit(page.limit).execute();
  return rows.map((row) => ({ ...asGrant(row), profiles: Number(row.profiles) }));
}
