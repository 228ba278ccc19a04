import type { NetworkSigns, ProvingAct, RefusalRun, Waiting } from "#core/outage.ts";
import { sql, type RawBuilder } from "kysely";
import type { Queryable } from "../db/database.ts";
import { appIdsAt, type ConditionKey } from "../store/conditions.ts";
import { moveCalls } from "../store/grant-writes.ts";

/** A refusal as it is kept until the login works again. */
export interface NewRefusal {
  readonly grantId: string;
  readonly appId: string;
  readonly version: number;
  /** As the network names the token setter; a person may have authorised accounts one by one (`login/account`). */
  readonly setterRemoteId: string;
  readonly act: ProvingAct;
  readonly certain: boolean;
  readonly now: Date;
}

/** Keeps it; answers since when this login is refused, by this act and with these tokens. */
export async function keepRefusal(trx: Queryable, refusal: NewRefusal): Promise<Date> {
  const { now } = refusal;
  const isSame = sql`refusal.version = excluded.version and refusal.act = excluded.act`;
  const row = await trx
    .insertInto("refusal")
    .values({
      grant_id: refusal.grantId,
      app_id: refusal.appId,
      version: refusal.version,
      person: refusal.setterRemoteId.split("/", 1)[0] ?? "",
      act: refusal.act,
      first_at: now,
      last_at: now,
      certain: refusal.certain,
    })
    .onConflict((conflict) =>
      conflict.column("grant_id").doUpdateSet((e) => ({
        app_id: e.ref("excluded.app_id"),
        version: e.ref("excluded.version"),
        act: e.ref("excluded.act"),
        first_at: sql<Date>`case when ${isSame} then refusal.first_at else excluded.first_at end`,
        last_at: e.ref("excluded.last_at"),
        certain: e.ref("excluded.certain"),
      })),
    )
    .returning("first_at")
    .executeTakeFirstOrThrow();
  return row.first_at;
}

/** The login works again. By a probe alone a refused refresh is not taken back. */
export async function dropRefusal(db: Queryable, grantId: string, worked: ProvingAct): Promise<void> {
  await db
    .deleteFrom("refusal")
    .where("grant_id", "=", grantId)
    .$if(worked === "probe", (query) => query.where("act", "=", "probe"))
    .execute();
}

/** Their refreshes work again, whatever was refused. */
export async function dropRefusals(db: Queryable, grantIds: readonly string[]): Promise<void> {
  await db
    .deleteFrom("refusal")
    .where("grant_id", "in", [...grantIds])
    .execute();
}

/** What became of a login long ago says nothing about its network any more. */
export async function forgetRefusals(db: Queryable, before: Date): Promise<void> {
  await db
    .deleteFrom("refusal")
    .where("last_at", "<", before)
    .where("grant_id", "in", (e) => e.selectFrom("grant").select("id").where("state", "in", ["dead", "ended"]))
    .execute();
}

// ── The place: a network, or one of its servers ─────────────────────────────────────────────────────────────────────

/** When the last call that worked was sent, of anybody there. */
const lastSuccess = (key: ConditionKey, act: ProvingAct): RawBuilder<Date | null> => {
  const column = sql.ref(act === "probe" ? "proved_at" : "refresh_proved_at");
  return sql`(select max(latest.at) from ${appIdsAt(key)} as own cross join lateral
    (select ${column} as at from "grant" where app_id = own.id and ${column} is not null order by ${column} desc limit 1) as latest)`;
};

/** Whether somebody else there worked at the time of this refusal or later; a login is no witness of its own. */
const workedSince = (key: ConditionKey, act: ProvingAct): RawBuilder<boolean> => {
  const column = sql.ref(`witness.${act === "probe" ? "proved_at" : "refresh_proved_at"}`);
  return sql`exists (select 1 from "grant" as witness where witness.app_id in ${appIdsAt(key)}
    and ${column} >= refusal.last_at and witness.id <> refusal.grant_id)`;
};

/** How a grant proves itself at this network. */
export interface Proving {
  readonly act: ProvingAct;
  readonly now: Date;
  /** A token that ends before then is spent: refreshing it is due anyway. */
  readonly spentBefore: Date;
  /** A refresh takes nothing that is good once, so anybody may be asked for one. */
  readonly refreshesFreely: boolean;
}

/** Whoever is believed to work, and could prove it by this act one day. */
const couldProve = (act: ProvingAct): RawBuilder<boolean> =>
  act === "probe"
    ? sql`"grant".tokens_sealed is not null and "grant".state in ('live', 'unverified')`
    : sql`"grant".tokens_sealed is not null and "grant".state in ('live', 'unverified')
        and "grant".refresh_at is not null and "grant".refresh_refused_at is null`;

/** Of these: whom we may ask for it now. */
const mayBeAsked = ({ act, spentBefore, refreshesFreely }: Proving): RawBuilder<boolean> =>
  act === "probe" || refreshesFreely ? sql`true` : sql`"grant".access_expires_at <= ${spentBefore}`;

/** For `moveCalls`: the next call of this kind is at that time. */
const callAt = (act: ProvingAct, at: Date): RawBuilder<unknown> =>
  act === "probe"
    ? sql`${at}::timestamptz as probe_at, null::timestamptz as refresh_at`
    : sql`null::timestamptz as probe_at, ${at}::timestamptz as refresh_at`;

const dueColumn = (act: ProvingAct) => sql.ref(act === "probe" ? "probe_at" : "refresh_at");

/** The run of refusals there, and when it began: after the last success of anybody. */
export async function refusalRun(
  db: Queryable,
  key: ConditionKey,
  act: ProvingAct,
  besides = "",
): Promise<RefusalRun & { readonly since: Date | null }> {
  const { rows } = await sql<{ since: Date | null; length: number; fresh: number; others: boolean }>`
    with last as materialized (select ${lastSuccess(key, act)} as at),
      run as (select refusal.* from refusal, last
        where app_id in ${appIdsAt(key)} and act = ${act} and (last.at is null or last_at > last.at))
    select (select at from last) as since,
      (select count(distinct person)::int from run) as length,
      (select count(distinct person)::int from run, last where last.at is null or first_at > last.at) as fresh,
      exists (select 1 from "grant" where app_id in ${appIdsAt(key)} and id <> ${besides} and ${couldProve(act)}
        and not exists (select 1 from run where run.grant_id = "grant".id)) as others`.execute(db);
  const [row] = rows;
  if (!row) throw new Error("a query of constants answers one row");
  return { length: row.length, fresh: row.fresh, others: row.others ? 1 : 0, since: row.since };
}

/** Whether somebody else worked: asked at `after` or later, and heard of at `before` or earlier. */
export async function hasWitness(
  db: Queryable,
  key: ConditionKey,
  seen: { act: ProvingAct; besides: string; after: Date; before: Date },
): Promise<boolean> {
  const asked = seen.act === "probe" ? "proved_at" : "refresh_proved_at";
  const heard = seen.act === "probe" ? "probed_at" : "refreshed_at";
  const row = await db
    .selectFrom("grant")
    .select("id")
    .where(sql<boolean>`app_id in ${appIdsAt(key)}`)
    .where(asked, ">=", seen.after)
    .where(heard, "<=", seen.before)
    .where("id", "!=", seen.besides)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Refused and not judged yet: suspect, or its refresh is refused and nobody was told of it. */
const isUndecided = sql<boolean>`("grant".state = 'suspect' or (refusal.act = 'refresh' and "grant".state in ('live', 'unverified')
  and "grant".refresh_refused_at is not null
  and ("grant".refusal_told_at is null or "grant".refusal_told_at < "grant".refresh_refused_at)))`;

/** A login whose token and whose refresh were refused has a witness in either call. */
const hasActedBy = (act: ProvingAct): RawBuilder<boolean> =>
  act === "probe"
    ? sql`refusal.act = 'probe'`
    : sql`(refusal.act = 'refresh' or "grant".refresh_refused_at is not null)`;

const isDue = ({ dueBefore }: { dueBefore: Date }): RawBuilder<boolean> =>
  sql`(refusal.certain or refusal.first_at <= ${dueBefore})`;

export interface WaitingWanted {
  readonly act: ProvingAct;
  readonly now: Date;
  /** Whoever was refused first before then may be asked a second time. */
  readonly dueBefore: Date;
}

export async function waitingThere(db: Queryable, key: ConditionKey, wanted: WaitingWanted): Promise<Waiting> {
  const { rows } = await sql<Waiting>`
    with last as materialized (select coalesce(${lastSuccess(key, wanted.act)}, '-infinity'::timestamptz) as at),
      waiting as (select refusal.*, "grant".probe_at, "grant".refresh_at from refusal join "grant" on "grant".id = refusal.grant_id
        where refusal.app_id in ${appIdsAt(key)} and ${hasActedBy(wanted.act)} and ${isUndecided})
    select (select count(*)::int from waiting as refusal, last where last_at > last.at) as unwitnessed,
      (select count(*)::int from waiting as refusal, last where last_at <= last.at and ${isDue(wanted)}) as due,
      (select count(distinct person)::int from refusal, last
        where app_id in ${appIdsAt(key)} and act = ${wanted.act} and last_at > last.at) as run`.execute(db);
  return rows[0] ?? { unwitnessed: 0, due: 0, run: 0 };
}

/** Whether anybody there waits for a verdict at all. Costs one look into a table that is nearly empty. */
export async function isAnybodyRefused(db: Queryable, key: ConditionKey): Promise<boolean> {
  const row = await db
    .selectFrom("refusal")
    .innerJoin("grant", "grant.id", "refusal.grant_id")
    .select("grant_id")
    .where(sql<boolean>`refusal.app_id in ${appIdsAt(key)}`)
    .where(isUndecided)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Those who waited longest are asked again now, whose refusal has a witness. Returns how many. */
export async function askSuspects(
  db: Queryable,
  key: ConditionKey,
  wanted: WaitingWanted & { limit: number },
): Promise<number> {
  const { act, now, limit } = wanted;
  const asked = await moveCalls(
    db,
    sql`select "grant".id, case when refusal.act = 'probe' then ${now}::timestamptz end as probe_at,
        case when refusal.act = 'refresh' then ${now}::timestamptz end as refresh_at
      from refusal join "grant" on "grant".id = refusal.grant_id
      where refusal.app_id in ${appIdsAt(key)} and ${hasActedBy(act)} and ${isUndecided} and ${isDue(wanted)}
        and ${workedSince(key, act)}
        and coalesce(case when refusal.act = 'probe' then "grant".probe_at else "grant".refresh_at end, 'infinity') > ${now}
      order by refusal.first_at limit ${limit} for update of "grant" skip locked`,
  );
  return asked.length;
}

/**
 * Brings the next call of a few others forward, so that they say whether the network is well. Those who were not asked for longest
 * come first: no two calls in a row fall on the same few, and an index finds them. Whoever is due already is as good.
 */
export async function askWitnesses(
  db: Queryable,
  key: ConditionKey,
  wanted: Proving & { limit: number },
): Promise<number> {
  const { act, now, limit } = wanted;
  const column = dueColumn(act);
  const eligible = sql`app_id in ${appIdsAt(key)} and ${couldProve(act)} and ${mayBeAsked(wanted)}
    and not exists (select 1 from refusal where refusal.grant_id = "grant".id)`;
  const asked = await moveCalls(
    db,
    sql`select id, ${callAt(act, now)} from "grant" where ${eligible} and (${column} is null or ${column} > ${now})
      order by probed_at limit greatest(0, ${limit}::int - (select count(*) from (
        select 1 from "grant" where ${eligible} and ${column} <= ${now} limit ${limit}) as asked)::int)
      for update skip locked`,
  );
  return asked.length;
}

// ── A freeze ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Draws a few by lot of everybody who could prove something by this act, and asks them now. Returns how many, and at how many servers. */
export async function drawSample(
  trx: Queryable,
  key: ConditionKey,
  wanted: Proving & { lot: string; limit: number },
): Promise<{ readonly logins: number; readonly servers: number }> {
  const { act, now, lot, limit } = wanted;
  const isRefused = sql`exists (select 1 from refusal where refusal.grant_id = "grant".id and refusal.act = ${act})`;
  // Also before its time: of those alone whose token is spent nobody may be left but the really dead, and the freeze would not end.
  const askable =
    act === "probe"
      ? sql`true`
      : sql`(${isRefused} or ("grant".refresh_at is not null and "grant".refresh_refused_at is null))`;
  const drawn = await moveCalls(
    trx,
    sql`select id, ${callAt(act, now)} from "grant" where app_id in ${appIdsAt(key)} and tokens_sealed is not null
      and state not in ('dead', 'ended') and ${askable} order by md5(id || ${lot}) limit ${limit}`,
  );
  return { logins: drawn.length, servers: new Set(drawn.map(({ appId }) => appId)).size };
}

/** What the sample has shown since it was drawn. */
export async function sampleSigns(
  db: Queryable,
  key: ConditionKey,
  { act, since }: { act: ProvingAct; since: Date },
): Promise<NetworkSigns> {
  const proved = sql.ref(act === "probe" ? "proved_at" : "refresh_proved_at");
  const { rows } = await sql<NetworkSigns>`
    with seen as (select "grant".silent_at, ${proved} as proved_at, refusal.last_at as refused_at
      from "grant" left join refusal on refusal.grant_id = "grant".id and refusal.act = ${act}
      where "grant".app_id in ${appIdsAt(key)} and "grant".probed_at >= ${since} and "grant".state <> 'ended')
    select count(*) filter (where proved_at >= ${since} or refused_at >= ${since} or silent_at >= ${since})::int as "lookedAt",
      count(*)::int as alive, count(*) filter (where silent_at >= ${since})::int as unreachable,
      count(*) filter (where refused_at >= ${since})::int as refused,
      count(*) filter (where proved_at >= ${since} and (refused_at is null or refused_at < ${since}))::int as "provedSince"
    from seen`.execute(db);
  return rows[0] ?? { lookedAt: 0, alive: 0, unreachable: 0, refused: 0, provedSince: 0 };
}
