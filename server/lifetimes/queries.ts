import type { Cause } from "#core/diagnosis.ts";
import { sql } from "kysely";
import type { Queryable } from "../db/database.ts";

/** A login died at its network. The same death told twice, by whichever process, is one life. */
export async function keepLife(trx: Queryable, life: { grantId: string; cause: Cause; endedAt: Date }): Promise<void> {
  await trx
    .insertInto("ended_life")
    .columns(["grant_id", "authorised_at", "network", "instance", "cause", "ended_at"])
    .expression((e) =>
      e
        .selectFrom("grant")
        .innerJoin("app", "app.id", "grant.app_id")
        .where("grant.id", "=", life.grantId)
        .select([
          "grant.id",
          "grant.authorised_at",
          "grant.network",
          "app.instance",
          sql<Cause>`${life.cause}::text`.as("cause"),
          sql<Date>`${life.endedAt}::timestamptz`.as("ended_at"),
        ]),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** This login lives after all: its death is not one of those that count. */
export async function withdrawLife(trx: Queryable, grantId: string): Promise<void> {
  await trx
    .deleteFrom("ended_life")
    .where("grant_id", "=", grantId)
    .where("authorised_at", "=", (e) => e.selectFrom("grant").select("authorised_at").where("id", "=", grantId))
    .execute();
}

/** Verdicts since then are withdrawn: nobody died, also where somebody has renewed meanwhile. What ran out did run out. */
export async function withdrawLives(
  trx: Queryable,
  there: { network: string; server: string },
  from: Date,
): Promise<void> {
  await trx
    .deleteFrom("ended_life")
    .where("network", "=", there.network)
    .$if(there.server !== "", (query) => query.where("instance", "=", there.server))
    .where("ended_at", ">=", from)
    .where("cause", "!=", "lifetime_reached")
    .execute();
}

/** Of one instance, or of all together (`instance` null). */
export interface EndedLives {
  readonly instance: string | null;
  readonly ended: number;
  readonly medianSeconds: number;
  readonly shortestSeconds: number;
  readonly longestSeconds: number;
}

export async function endedLives(db: Queryable, network: string): Promise<EndedLives[]> {
  const { rows } = await sql<EndedLives>`
    with life as (
      select instance, greatest(extract(epoch from ended_at - authorised_at), 0)::float8 as seconds
      from ended_life where network = ${network})
    select instance, count(*)::int as "ended",
      percentile_cont(0.5) within group (order by seconds) as "medianSeconds",
      min(seconds) as "shortestSeconds", max(seconds) as "longestSeconds"
    from life group by grouping sets ((), (instance)) having count(*) > 0`.execute(db);
  return rows;
}

export interface EndedWhy {
  readonly instance: string;
  readonly cause: Cause;
  readonly count: number;
}

export async function whyLivesEnded(db: Queryable, network: string): Promise<EndedWhy[]> {
  const rows = await db
    .selectFrom("ended_life")
    .select((e) => ["instance", "cause", e.fn.countAll<string>().as("count")])
    .where("network", "=", network)
    .groupBy(["instance", "cause"])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

export interface LivingNow {
  readonly instance: string;
  readonly alive: number;
  readonly eldestSince: Date;
}

export async function livingNow(db: Queryable, network: string): Promise<LivingNow[]> {
  const perApp = db
    .selectFrom("grant")
    .select((e) => ["app_id", e.fn.countAll<string>().as("alive"), e.fn.min("authorised_at").as("eldest")])
    .where("network", "=", network)
    .where("state", "in", ["unverified", "live", "suspect"])
    .groupBy("app_id");
  const rows = await db
    .selectFrom(perApp.as("living"))
    .innerJoin("app", "app.id", "living.app_id")
    .select(["app.instance", "living.alive", "living.eldest"])
    .execute();
  return rows.map((row) => ({ instance: row.instance, alive: Number(row.alive), eldestSince: row.eldest }));
}
