import type { NetworkSigns, ProvingAct } from "#core/outage.ts";
import { sql, type RawBuilder, type Selectable } from "kysely";
import type { NetworkConditionTable, Queryable } from "../db/database.ts";

// ── Registering at one of many servers: one at a time, in all processes ─────────────────────────────────────────────

// ── The condition of a network, or of one of its servers ────────────────────────────────────────────────────────────

/** What is judged as one. `server` is empty for a network as a whole, which all but those of many servers are. */
export interface ConditionKey {
  readonly network: string;
  readonly server: string;
}

export interface StoredCondition {
  readonly state: "well" | "unavailable" | "frozen";
  readonly since: Date | null;
  readonly quietUntil: Date | null;
  /** While frozen: by which calls, since when verdicts are withdrawn, and what is asked by lot meanwhile. */
  readonly freeze: Freeze | null;
}

export interface Freeze {
  readonly act: ProvingAct;
  readonly withdrawnFrom: Date;
  readonly sampledAt: Date;
  readonly sampleSize: number;
  /** When the next few are drawn. */
  readonly sampleAt: Date;
}

const well: StoredCondition = { state: "well", since: null, quietUntil: null, freeze: null };

/** What holds there: the server's own trouble or that of its whole network, a freeze first. */
export async function findCondition(db: Queryable, key: ConditionKey): Promise<StoredCondition & { server: string }> {
  const row = await db
    .selectFrom("network_condition")
    .selectAll()
    .where("network", "=", key.network)
    .where("server", "in", ["", key.server])
    .where("state", "!=", "well")
    // "frozen" stands before "unavailable" in the alphabet as well.
    .orderBy("state")
    .orderBy("server", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ? { ...asCondition(row), server: row.server } : { ...well, server: key.server };
}

export interface Trouble extends ConditionKey {
  readonly state: "unavailable" | "frozen";
  readonly since: Date | null;
}

/** The servers of a network that are in trouble now, of those where this workspace has a profile. */
export async function troubledServers(db: Queryable, network: string, workspaceId: string): Promise<Trouble[]> {
  const rows = await db
    .selectFrom("network_condition")
    .selectAll()
    .where("network", "=", network)
    .where("server", "!=", "")
    .where("state", "!=", "well")
    .where((e) =>
      e.exists(
        e
          .selectFrom("profile")
          .select("profile.id")
          .where("profile.workspace_id", "=", workspaceId)
          .where("profile.network", "=", network)
          .where("profile.disconnected_at", "is", null)
          .where(isAtServer("profile.id", sql.ref("network_condition.server"))),
      ),
    )
    .orderBy("server")
    .execute();
  return rows.flatMap(asTrouble);
}

/** Every network and server that is in trouble now. */
export async function findTroubles(db: Queryable): Promise<Trouble[]> {
  const rows = await db.selectFrom("network_condition").selectAll().where("state", "!=", "well").execute();
  return rows.flatMap(asTrouble);
}

function asTrouble({ network, server, state, since }: Selectable<NetworkConditionTable>): Trouble[] {
  return state === "well" ? [] : [{ network, server, state, since }];
}

/** As it is until the transaction ends. */
export interface HeldCondition extends StoredCondition {
  /** Since when it is what it is. */
  readonly changedAt: Date;
}

/** One evaluator at a time for each; others wait for its decision. */
export async function lockCondition(trx: Queryable, key: ConditionKey, now: Date): Promise<HeldCondition> {
  await makeCondition(trx, key, now);
  const row = await trx
    .selectFrom("network_condition")
    .selectAll()
    .where("network", "=", key.network)
    .where("server", "=", key.server)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { ...asCondition(row), changedAt: row.updated_at };
}

/**
 * What holds there, kept as it is until the transaction ends: a freeze waits for the verdicts under way and withdraws them, or they see
 * it. Taken before the grant is locked, everywhere, so that nobody waits in a circle.
 */
export async function shareCondition(trx: Queryable, key: ConditionKey, now: Date): Promise<HeldCondition> {
  const servers = key.server === "" ? [""] : ["", key.server];
  for (const server of servers) await makeCondition(trx, { network: key.network, server }, now);
  const rows = await trx
    .selectFrom("network_condition")
    .selectAll()
    .where("network", "=", key.network)
    .where("server", "in", servers)
    .orderBy("server")
    .forShare()
    .execute();
  const gravity = { frozen: 0, unavailable: 1, well: 2 };
  // Who lifted a freeze of the server overruled it there; the whole network's comes first.
  const [first] = rows.map(asCondition).toSorted((a, b) => gravity[a.state] - gravity[b.state]);
  if (!first) throw new Error("a condition that was just made is gone");
  const latest = (times: readonly (Date | null)[]): Date =>
    new Date(Math.max(...times.map((time) => time?.getTime() ?? 0)));
  return {
    ...first,
    quietUntil: latest(rows.map((row) => row.quiet_until)),
    changedAt: latest(rows.map((row) => row.updated_at)),
  };
}

async function makeCondition(trx: Queryable, key: ConditionKey, now: Date): Promise<void> {
  await trx
    .insertInto("network_condition")
    .values({ ...key, state: "well", since: null, quiet_until: null, updated_at: now })
    .onConflict((c) => c.columns(["network", "server"]).doNothing())
    .execute();
}

function asCondition(row: Selectable<NetworkConditionTable>): StoredCondition {
  const { state, since, quiet_until: quietUntil } = row;
  const freeze =
    state === "frozen" && row.frozen_by && row.withdrawn_from && row.sampled_at && row.sample_at
      ? {
          act: row.frozen_by,
          withdrawnFrom: row.withdrawn_from,
          sampledAt: row.sampled_at,
          sampleSize: row.sample_size ?? 0,
          sampleAt: row.sample_at,
        }
      : null;
  return { state, since, quietUntil, freeze };
}

export async function saveCondition(
  trx: Queryable,
  key: ConditionKey,
  { state, since, quietUntil, freeze }: StoredCondition,
  now: Date,
): Promise<void> {
  await trx
    .updateTable("network_condition")
    .set({
      state,
      since,
      quiet_until: quietUntil,
      frozen_by: freeze?.act ?? null,
      withdrawn_from: freeze?.withdrawnFrom ?? null,
      sampled_at: freeze?.sampledAt ?? null,
      sample_size: freeze?.sampleSize ?? null,
      sample_at: freeze?.sampleAt ?? null,
      updated_at: now,
    })
    .where("network", "=", key.network)
    .where("server", "=", key.server)
    .execute();
}

/** The frozen ones of which a sample is due. */
export async function samplesDue(db: Queryable, now: Date): Promise<ConditionKey[]> {
  return db
    .selectFrom("network_condition")
    .select(["network", "server"])
    .where("state", "=", "frozen")
    .where((e) => e.or([e("sample_at", "is", null), e("sample_at", "<=", now)]))
    .execute();
}

/** Which of a network's grants a condition is about. */
const isOf = ({ network, server }: ConditionKey) =>
  server === ""
    ? sql<boolean>`"grant".network = ${network}`
    : sql<boolean>`"grant".app_id in (select id from app where network = ${network} and instance = ${server})`;

/** Whether a profile is at this server: by the app of the logins that reach it. `profileId` is a column of the query around. */
export const isAtServer = (profileId: string, server: string | RawBuilder<unknown>) => sql<boolean>`exists (
  select 1 from access join "grant" on "grant".id = access.grant_id join app on app.id = "grant".app_id
  where access.profile_id = ${sql.ref(profileId)} and app.instance = ${server})`;

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
  await sql`
    update "grant" set probe_at = ${spread.from}::timestamptz + (spread.position * ${spread.seconds}::float8 / spread.total) * interval '1 second'
    from (select id, row_number() over (order by md5(id || ${spread.lot})) as position, count(*) over () as total from "grant"
          where ${isOf(key)} and state not in ('dead', 'ended') and ${whom}) as spread
    where "grant".id = spread.id`.execute(trx);
}

/** Profiles there that are in use: their status depends on the condition. */
export async function profilesThere(db: Queryable, { network, server }: ConditionKey): Promise<string[]> {
  const rows = await db
    .selectFrom("profile")
    .select("id")
    .where("network", "=", network)
    .where("disconnected_at", "is", null)
    .$if(server !== "", (query) => query.where(isAtServer("profile.id", server)))
    .execute();
  return rows.map((row) => row.id);
}

/** Every workspace that uses it: who hears of its outage. */
export async function workspacesThere(db: Queryable, { network, server }: ConditionKey): Promise<string[]> {
  const rows = await db
    .selectFrom("profile")
    .select("workspace_id")
    .distinct()
    .where("network", "=", network)
    .where("disconnected_at", "is", null)
    .$if(server !== "", (query) => query.where(isAtServer("profile.id", server)))
    .execute();
  return rows.map((row) => row.workspace_id);
}

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

// ── The activity log ────────────────────────────────────────────────────────────────────────────────────────────────
