import { sql } from "kysely";
import type { Database, Queryable } from "../db/database.ts";
import { moveCalls } from "../store/grant-writes.ts";

/** What a network charges once: an account, on a UTC day (`2026-11-22`), for one of our apps. */
export interface ReadKey {
  readonly appId: string;
  readonly day: string;
  readonly account: string;
}

/** False: it was charged before, by whichever process. */
export async function saveCharged(db: Queryable, { appId, day, account }: ReadKey): Promise<boolean> {
  const row = await db
    .insertInto("paid_read")
    .values({ app_id: appId, day, account, charged: true })
    .onConflict((conflict) =>
      conflict
        .columns(["app_id", "day", "account"])
        .doUpdateSet({ charged: true })
        .where("paid_read.charged", "=", false),
    )
    .returning("account")
    .executeTakeFirst();
  return row !== undefined;
}

export interface Budgeted {
  readonly key: ReadKey;
  /** The first day of the month. */
  readonly from: string;
  readonly budget: number;
}

/**
 * Takes room in the month's budget before a look, one at a time for each app, so that of many looks at once none is one too
 * many. `paid`: this account's read of the day is there already, further ones are free.
 */
export async function takeRoom(trx: Queryable, { key, from, budget }: Budgeted): Promise<"paid" | "taken" | "none"> {
  const { appId, day, account } = key;
  await trx.selectFrom("app").select("id").where("id", "=", appId).forNoKeyUpdate().execute();
  const room = await roomNow(trx, { key, from, budget });
  if (room !== "free") return room;
  await trx.insertInto("paid_read").values({ app_id: appId, day, account, charged: false }).execute();
  return "taken";
}

/** As `takeRoom`, and nothing is taken. Room that a dead process has taken on an earlier day does not count. */
export async function roomNow(db: Queryable, { key, from, budget }: Budgeted): Promise<"paid" | "free" | "none"> {
  const { appId, day, account } = key;
  const row = await db
    .selectFrom("paid_read")
    .select([
      sql<string>`count(*)`.as("taken"),
      sql<string>`count(*) filter (where day = ${day} and account = ${account})`.as("own"),
    ])
    .where("app_id", "=", appId)
    .where("day", ">=", from)
    .where((e) => e.or([e("charged", "=", true), e("day", "=", day)]))
    .executeTakeFirstOrThrow();
  if (Number(row.own) > 0) return "paid";
  return Number(row.taken) < budget ? "free" : "none";
}

/** The look was not charged: its room is free again. */
export async function giveRoomBack(db: Queryable, { appId, day, account }: ReadKey): Promise<void> {
  await db
    .deleteFrom("paid_read")
    .where("app_id", "=", appId)
    .where("day", "=", day)
    .where("account", "=", account)
    .where("charged", "=", false)
    .execute();
}

export interface ReadCounts {
  readonly used: number;
  readonly today: number;
  readonly lastMonth: number;
  /** Accounts whose logins are kept alive. */
  readonly accounts: number;
}

export async function countReads(
  db: Queryable,
  ask: { appId: string; today: string; from: string; lastFrom: string },
): Promise<ReadCounts> {
  const reads = await db
    .selectFrom("paid_read")
    .select([
      sql<string>`count(*) filter (where day >= ${ask.from})`.as("used"),
      sql<string>`count(*) filter (where day = ${ask.today})`.as("today"),
      sql<string>`count(*) filter (where day < ${ask.from})`.as("last"),
    ])
    .where("app_id", "=", ask.appId)
    .where("charged", "=", true)
    .where("day", ">=", ask.lastFrom)
    .executeTakeFirstOrThrow();
  const grants = await db
    .selectFrom("grant")
    .select(sql<string>`count(distinct setter_remote_id)`.as("accounts"))
    .where("app_id", "=", ask.appId)
    .where("state", "not in", ["dead", "ended"])
    .executeTakeFirstOrThrow();
  return {
    used: Number(reads.used),
    today: Number(reads.today),
    lastMonth: Number(reads.last),
    accounts: Number(grants.accounts),
  };
}

export async function forgetReadsBefore(db: Database, day: string): Promise<void> {
  await db.deleteFrom("paid_read").where("day", "<", day).execute();
}

/** Looks that were saved come due now, a second apart, because the budget has changed. */
export async function resumeLooks(db: Queryable, appId: string, now: Date): Promise<void> {
  await moveCalls(
    db,
    sql`select id, ${now}::timestamptz + (row_number() over (order by id) - 1) * interval '1 second' as probe_at,
        null::timestamptz as refresh_at
      from "grant" where app_id = ${appId} and state not in ('dead', 'ended')
        and exists (select 1 from access where access.grant_id = "grant".id and access.saved_until is not null)`,
  );
}
