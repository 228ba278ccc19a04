import type { NetworkSigns } from "#core/outage.ts";
import { sql } from "kysely";
import type { Queryable } from "../db/database.ts";
import type { ConditionKey } from "../store/conditions.ts";
import { moveCalls } from "../store/grant-writes.ts";

/** Which of a network's grants a condition is about. */
const isOf = ({ network, server }: ConditionKey) =>
  server === ""
    ? sql<boolean>`"grant".network = ${network}`
    : sql<boolean>`"grant".app_id in (select id from app where network = ${network} and instance = ${server})`;

/** What was seen since `from`, counted in grants. `provedAfter`: when the present condition began. */
interface SignsWanted {
  readonly from: Date;
  readonly provedAfter: Date;
  /**
   * Refusals by a probe or by a refresh; what ran out on its day is not among them. `fresh`: first refusals only, because whoever is
   * doubted is asked sooner and more often than the others, and would make the share too big.
   */
  readonly refusals: "fresh" | "all";
}

const signColumns = ({ from, provedAfter, refusals }: SignsWanted) => [
  sql<string>`count(*)`.as("lookedAt"),
  sql<string>`count(*) filter (where "grant".state <> 'dead')`.as("alive"),
  sql<string>`count(*) filter (where "grant".state <> 'dead' and silent_at is not null and troubles >= 2)`.as(
    "unreachable",
  ),
  sql<string>`count(*) filter (where ${sql.ref(refusals === "fresh" ? "refusal.first_at" : "refusal.last_at")} >= ${from})`.as(
    "refused",
  ),
  sql<string>`count(*) filter (where proved_at > ${provedAfter} and silent_at is null)`.as("provedSince"),
];

export async function networkSigns(db: Queryable, key: ConditionKey, wanted: SignsWanted): Promise<NetworkSigns> {
  const row = await db
    .selectFrom("grant")
    .leftJoin("refusal", "refusal.grant_id", "grant.id")
    .select(signColumns(wanted))
    .where(isOf(key))
    .where("probed_at", ">=", wanted.from)
    .where("state", "!=", "ended")
    .executeTakeFirstOrThrow();
  return asSigns(row);
}

/** The same for each server of a network by itself. */
export async function signsByServer(db: Queryable, network: string, wanted: SignsWanted): Promise<NetworkSigns[]> {
  const rows = await db
    .selectFrom("grant")
    .innerJoin("app", "app.id", "grant.app_id")
    .leftJoin("refusal", "refusal.grant_id", "grant.id")
    .select(signColumns(wanted))
    .where("grant.network", "=", network)
    .where("probed_at", ">=", wanted.from)
    .where("state", "!=", "ended")
    .groupBy("app.instance")
    .execute();
  return rows.map(asSigns);
}

function asSigns(row: Readonly<Record<keyof NetworkSigns, string>>): NetworkSigns {
  return {
    lookedAt: Number(row.lookedAt),
    alive: Number(row.alive),
    unreachable: Number(row.unreachable),
    refused: Number(row.refused),
    provedSince: Number(row.provedSince),
  };
}

/**
 * After trouble: look at everybody again, spread evenly over `seconds` so that the network is not run over, in an order by lot so that
 * those who are still refused do not come in a row. `doubted`: only those who were refused or got no answer.
 */
export async function spreadProbes(
  trx: Queryable,
  key: ConditionKey,
  spread: { from: Date; seconds: number; lot: string; whom: "all" | "doubted" },
): Promise<void> {
  const whom =
    spread.whom === "all"
      ? sql`true`
      : sql`("grant".state <> 'live' or silent_at is not null or exists (select 1 from refusal where refusal.grant_id = "grant".id))`;
  const share = sql`row_number() over (order by md5(id || ${spread.lot})) * ${spread.seconds}::float8 / count(*) over ()`;
  await moveCalls(
    trx,
    sql`select id, ${spread.from}::timestamptz + (${share}) * interval '1 second' as probe_at, null::timestamptz as refresh_at
      from "grant" where ${isOf(key)} and state not in ('dead', 'ended') and ${whom}`,
  );
}
