import type { Act } from "#core/diagnosis.ts";
import type { NetworkSigns } from "#core/outage.ts";
import { sql, type Selectable } from "kysely";
import type { AppTable, Database, Queryable } from "../db/database.ts";

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
    .executeTakeFirst();
}

export async function findApps(db: Queryable, network: string): Promise<StoredApp[]> {
  return db.selectFrom("app").selectAll().where("network", "=", network).orderBy("instance").execute();
}

export async function findAppById(db: Queryable, id: string): Promise<StoredApp | undefined> {
  return db.selectFrom("app").selectAll().where("id", "=", id).executeTakeFirst();
}

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
    .onConflict((conflict) => conflict.columns(["network", "instance"]).doUpdateSet(changing))
    .execute();
}

export async function insertApp(db: Queryable, app: AppRow): Promise<void> {
  await db
    .insertInto("app")
    .values(appColumns(app).all)
    .onConflict((conflict) => conflict.columns(["network", "instance"]).doNothing())
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

// ── The condition of a network as a whole ───────────────────────────────────────────────────────────────────────────

export interface StoredCondition {
  readonly state: "well" | "unavailable" | "frozen";
  readonly since: Date | null;
  readonly quietUntil: Date | null;
}

const well: StoredCondition = { state: "well", since: null, quietUntil: null };

export async function findCondition(db: Queryable, network: string): Promise<StoredCondition> {
  const row = await db.selectFrom("network_condition").selectAll().where("network", "=", network).executeTakeFirst();
  return row ? { state: row.state, since: row.since, quietUntil: row.quiet_until } : well;
}

/** One evaluator at a time per network; others wait for its decision. */
export async function lockCondition(trx: Queryable, network: string, now: Date): Promise<StoredCondition> {
  await trx
    .insertInto("network_condition")
    .values({ network, state: "well", since: null, quiet_until: null, updated_at: now })
    .onConflict((c) => c.column("network").doNothing())
    .execute();
  const row = await trx
    .selectFrom("network_condition")
    .selectAll()
    .where("network", "=", network)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { state: row.state, since: row.since, quietUntil: row.quiet_until };
}

export async function saveCondition(
  trx: Queryable,
  network: string,
  condition: StoredCondition,
  now: Date,
): Promise<void> {
  await trx
    .updateTable("network_condition")
    .set({ state: condition.state, since: condition.since, quiet_until: condition.quietUntil, updated_at: now })
    .where("network", "=", network)
    .execute();
}

/** What was seen of a network since `from`, counted in grants. `provedAfter`: when the present condition began. */
export async function networkSigns(
  db: Queryable,
  ask: { network: string; from: Date; provedAfter: Date },
): Promise<NetworkSigns> {
  const refused = sql<string>`count(*) filter (where state in ('suspect', 'dead') and state_since >= ${ask.from} and cause is distinct from 'lifetime_reached')`;
  const row = await db
    .selectFrom("grant")
    .select((e) => [
      e.fn.countAll<string>().as("lookedAt"),
      sql<string>`count(*) filter (where state <> 'dead')`.as("alive"),
      sql<string>`count(*) filter (where state <> 'dead' and silent_at is not null and troubles >= 2)`.as(
        "unreachable",
      ),
      refused.as("refused"),
      sql<string>`count(*) filter (where proved_at > ${ask.provedAfter} and silent_at is null)`.as("provedSince"),
    ])
    .where("network", "=", ask.network)
    .where("probed_at", ">=", ask.from)
    .where("state", "!=", "ended")
    .executeTakeFirstOrThrow();
  return {
    lookedAt: Number(row.lookedAt),
    alive: Number(row.alive),
    unreachable: Number(row.unreachable),
    refused: Number(row.refused),
    provedSince: Number(row.provedSince),
  };
}

/** Verdicts that fell inside a mass failure are withdrawn: dead becomes suspect again. Returns the grants. */
export async function withdrawVerdicts(
  trx: Queryable,
  network: string,
  from: Date,
  lookAgainAt: Date,
): Promise<string[]> {
  const rows = await trx
    .updateTable("grant")
    .set({ state: "suspect", probe_at: lookAgainAt })
    .where("network", "=", network)
    .where("state", "=", "dead")
    .where("state_since", ">=", from)
    .where("cause", "is distinct from", "lifetime_reached")
    .returning("id")
    .execute();
  return rows.map((row) => row.id);
}

/** After trouble: look at everybody again, spread evenly over `spreadSeconds` so that the network is not run over. */
export async function spreadProbes(trx: Queryable, network: string, from: Date, spreadSeconds: number): Promise<void> {
  await sql`
    update "grant" set probe_at = ${from}::timestamptz + (spread.position * ${spreadSeconds}::float8 / spread.total) * interval '1 second', sent_until = null
    from (select id, row_number() over (order by id) as position, count(*) over () as total from "grant"
          where network = ${network} and state not in ('dead', 'ended')) as spread
    where "grant".id = spread.id`.execute(trx);
}

/** Profiles of this network that are in use: their status depends on the network's condition. */
export async function profilesOfNetwork(db: Queryable, network: string): Promise<string[]> {
  const rows = await db
    .selectFrom("profile")
    .select("id")
    .where("network", "=", network)
    .where("disconnected_at", "is", null)
    .execute();
  return rows.map((row) => row.id);
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

export async function insertCalls(db: Database, calls: readonly CallRow[]): Promise<void> {
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
