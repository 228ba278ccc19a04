import type { Act } from "#core/diagnosis.ts";
import type { NetworkSigns, ProvingAct } from "#core/outage.ts";
import { sql, type RawBuilder, type Selectable } from "kysely";
import type { AppTable, Database, NetworkConditionTable, Queryable } from "../db/database.ts";
import { isLeaseFree, leaseEnd } from "../db/lease-time.ts";
import { together } from "../db/together.ts";

export type StoredApp = Selectable<AppTable>;

export async function findApp(
  db: Queryable,
  key: { network: string; instance: string },
): Promise<StoredApp | undefined> {
  return db
    .selectFrom("app")
    .selectAll()
    .where("network", "=", key.network)
    .where("instance", "=", key.instance)
    .where("retired_at", "is", null)
    .executeTakeFirst();
}

export async function findApps(db: Queryable, network: string): Promise<StoredApp[]> {
  return db
    .selectFrom("app")
    .selectAll()
    .where("network", "=", network)
    .where("retired_at", "is", null)
    .orderBy("instance")
    .execute();
}

export async function findAppById(db: Queryable, id: string): Promise<StoredApp | undefined> {
  return db.selectFrom("app").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The same, for what many ask at the same time; outside of transactions. */
export const findAppTogether = together<Database, string, StoredApp | undefined>(async (db, ids) => {
  const rows = await db
    .selectFrom("app")
    .selectAll()
    .where("id", "in", [...new Set(ids)])
    .execute();
  return ids.map((id) => rows.find((row) => row.id === id));
});

export interface AppRow {
  readonly id: string;
  readonly network: string;
  readonly instance: string;
  readonly clientId: string;
  readonly clientSecretSealed: string | null;
  readonly settings: Readonly<Record<string, string>>;
  readonly fromEnvironment: boolean;
  readonly now: Date;
}

function appColumns(app: AppRow) {
  const changing = {
    from_environment: app.fromEnvironment,
    client_id: app.clientId,
    client_secret_sealed: app.clientSecretSealed,
    settings: JSON.stringify(app.settings),
    updated_at: app.now,
  };
  const fixed = { id: app.id, network: app.network, instance: app.instance, created_at: app.now };
  return { changing, all: { ...fixed, ...changing } };
}

export async function saveApp(db: Queryable, app: AppRow): Promise<void> {
  const { changing, all } = appColumns(app);
  await db
    .insertInto("app")
    .values(all)
    .onConflict((conflict) =>
      conflict.columns(["network", "instance"]).where("retired_at", "is", null).doUpdateSet(changing),
    )
    .execute();
}

/** A registration in place of the earlier one, which stays for the logins that were given to it. */
export async function replaceApp(db: Database, app: AppRow): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable("app")
      .set({ retired_at: app.now })
      .where("network", "=", app.network)
      .where("instance", "=", app.instance)
      .where("retired_at", "is", null)
      .execute();
    await trx.insertInto("app").values(appColumns(app).all).execute();
  });
}

// ── Registering at one of many servers: one at a time, in all processes ─────────────────────────────────────────────

interface RegistrationLease {
  readonly network: string;
  readonly server: string;
  readonly by: string;
}

/** Whether it is ours now: nobody has it, or whoever had it did not come back in time. */
export async function claimRegistration(
  db: Queryable,
  lease: RegistrationLease & { seconds: number },
): Promise<boolean> {
  const held = { lease_by: lease.by, lease_until: leaseEnd(lease.seconds) };
  const claimed = await db
    .insertInto("registration_lease")
    .values({ network: lease.network, server: lease.server, ...held })
    .onConflict((conflict) =>
      conflict.columns(["network", "server"]).doUpdateSet(held).where(isLeaseFree("registration_lease.lease_until")),
    )
    .executeTakeFirst();
  return (claimed.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function releaseRegistration(db: Queryable, lease: RegistrationLease): Promise<void> {
  await db
    .deleteFrom("registration_lease")
    .where("network", "=", lease.network)
    .where("server", "=", lease.server)
    .where("lease_by", "=", lease.by)
    .execute();
}

/** The consent screen refused us, or (null) showed itself again. */
export async function saveRefusal(
  db: Queryable,
  id: string,
  refusal: { at: Date; words: string } | null,
): Promise<void> {
  await db
    .updateTable("app")
    .set({ refused_at: refusal?.at ?? null, refused_words: refusal?.words ?? null })
    .where("id", "=", id)
    .$if(refusal === null, (query) => query.where("refused_at", "is not", null))
    .execute();
}

export async function findFirstWorkspace(db: Queryable): Promise<string | undefined> {
  const row = await db.selectFrom("organization").select("id").orderBy("createdAt").orderBy("id").executeTakeFirst();
  return row?.id;
}

export async function saveAppHealth(
  db: Queryable,
  app: { id: string; health: "well" | "rejected"; since: Date; evidence: Record<string, unknown> | null },
): Promise<boolean> {
  const changed = await db
    .updateTable("app")
    .set({
      health: app.health,
      health_since: app.since,
      health_evidence: app.evidence ? JSON.stringify(app.evidence) : null,
    })
    .where("id", "=", app.id)
    .where("health", "!=", app.health)
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

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

export interface CallRow {
  readonly id: string;
  readonly grantId: string | null;
  readonly profileId: string | null;
  readonly act: Act;
  readonly method: string;
  readonly address: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly at: Date;
}

async function insertCalls(db: Database, calls: readonly CallRow[]): Promise<void> {
  if (calls.length === 0) return;
  await db
    .insertInto("network_call")
    .values(
      calls.map((call) => ({
        id: call.id,
        grant_id: call.grantId,
        profile_id: call.profileId,
        act: call.act,
        method: call.method,
        address: call.address,
        status: call.status,
        milliseconds: call.milliseconds,
        at: call.at,
      })),
    )
    .execute();
}

/** Calls that end at the same time are written together. */
export const insertCallsTogether = together<Database, readonly CallRow[], void>(async (db, sets) => {
  await insertCalls(db, sets.flat());
  return sets.map(() => undefined);
});

/** Calls made for a profile, and those for the grants it depends on. */
export async function callsOfProfile(
  db: Database,
  page: { profileId: string; after: string | undefined; limit: number },
): Promise<CallRow[]> {
  let query = db
    .selectFrom("network_call")
    .selectAll()
    .where((e) =>
      e.or([
        e("profile_id", "=", page.profileId),
        e.and([
          e("profile_id", "is", null),
          e(
            "grant_id",
            "in",
            e.selectFrom("access").select("grant_id").where("access.profile_id", "=", page.profileId),
          ),
        ]),
      ]),
    );
  if (page.after) query = query.where("id", "<", page.after);
  const rows = await query.orderBy("id", "desc").limit(page.limit).execute();
  return rows.map((row) => ({
    id: row.id,
    grantId: row.grant_id,
    profileId: row.profile_id,
    act: row.act,
    method: row.method,
    address: row.address,
    status: row.status,
    milliseconds: row.milliseconds,
    at: row.at,
  }));
}

export async function forgetOldCalls(db: Database, before: Date): Promise<void> {
  await db.deleteFrom("network_call").where("at", "<", before).execute();
}

export async function findDeletion(db: Queryable, networkName: string, code: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom("event")
    .select("at")
    .where("kind", "=", "data_deletion")
    .where(sql<string>`facts ->> 'code'`, "=", code)
    .where(sql<string>`facts ->> 'network'`, "=", networkName)
    .limit(1)
    .executeTakeFirst();
  return row?.at;
}
