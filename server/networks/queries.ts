import type { Queryable } from "../db/database.ts";

export interface StatusCountRow {
  readonly network: string;
  readonly status: string;
  readonly count: number;
}

export async function countProfiles(db: Queryable, workspaceId: string): Promise<StatusCountRow[]> {
  const rows = await db
    .selectFrom("profile")
    .select((e) => ["network", "status", e.fn.countAll<string>().as("count")])
    .where("workspace_id", "=", workspaceId)
    .groupBy(["network", "status"])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}
