import { sql } from "kysely";
import type { Database, Queryable } from "../db/database.ts";
import { isLeaseFree } from "../db/lease-time.ts";
import { claimGrants, type ClaimedGrant } from "./grant-writes.ts";

export type DueColumn = "refresh_at" | "probe_at" | "discover_at";

/** In use, and in no worker's hands. */
const isFree = sql<boolean>`state not in ('dead', 'ended') and ${isLeaseFree("sent_until")}`;

export interface DueCount {
  readonly network: string;
  readonly appId: string;
  readonly workspaceId: string;
  readonly count: number;
}

/** Everything that is due and in no worker's hands, counted by whose it is. */
export async function countDue(db: Queryable, column: DueColumn, now: Date): Promise<DueCount[]> {
  const rows = await db
    .selectFrom("grant")
    .select((e) => ["network", "app_id", "workspace_id", e.fn.countAll<string>().as("count")])
    .where(column, "<=", now)
    .where(isFree)
    .groupBy(["network", "app_id", "workspace_id"])
    .execute();
  return rows.map((row) => ({
    network: row.network,
    appId: row.app_id,
    workspaceId: row.workspace_id,
    count: Number(row.count),
  }));
}

export interface DueLag {
  readonly count: number;
  /** When the oldest of them came due; null when nothing is. */
  readonly oldestAt: Date | null;
}

/** What is due whoever holds it, for the figures. */
export async function dueLag(db: Queryable, column: DueColumn, now: Date): Promise<DueLag> {
  const row = await db
    .selectFrom("grant")
    .select((e) => [e.fn.countAll<string>().as("count"), e.fn.min(column).as("oldest")])
    .where(column, "<=", now)
    .where("state", "not in", ["dead", "ended"])
    .executeTakeFirstOrThrow();
  return { count: Number(row.count), oldestAt: row.oldest };
}

/** The next moment at which anything of any grant is due; for the demo's leaps. */
export async function nextDue(db: Database): Promise<Date | null> {
  const row = await db
    .selectFrom("grant")
    .select((e) => [
      e.fn.min("refresh_at").as("refresh"),
      e.fn.min("probe_at").as("probe"),
      e.fn.min("discover_at").as("discover"),
    ])
    .where("state", "not in", ["dead", "ended"])
    .executeTakeFirst();
  const times = [row?.refresh, row?.probe, row?.discover].flatMap((time) => (time ? [time.getTime()] : []));
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

export interface DueShare {
  readonly appId: string;
  readonly workspaceId: string;
  readonly count: number;
}

/**
 * Claims so many due grants of each share, the earliest first, under a worker's lease of so many seconds. Each share reads its own
 * part of an index (migration 0010), so a claim costs what it brings. A grant that another process is refreshing is left to it.
 */
export async function claimDue(
  db: Database,
  due: { column: DueColumn; now: Date; leaseSeconds: number; shares: readonly DueShare[] },
): Promise<ClaimedGrant[]> {
  const column = sql.ref(due.column);
  return claimGrants(
    db,
    due,
    sql`select id from "grant" as one
      where one.app_id = share.app_id and one.workspace_id = share.workspace_id and one.${column} <= ${due.now}
        and one.${column} is not null and ${isFree} and ${isLeaseFree("lease_until")}
      order by one.${column} limit share.n for update skip locked`,
  );
}
