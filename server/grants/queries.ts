import type { Cause } from "#core/diagnosis.ts";
import { mergeExpiries, type Expiries, type Person, type TokenKind } from "#core/grant.ts";
import type { Health } from "#core/health.ts";
import { sql, type RawBuilder, type Selectable, type Updateable } from "kysely";
import type { Database, GrantTable, Queryable } from "../db/database.ts";
import { isLeaseFree, leaseEnd } from "../db/lease-time.ts";
import { together } from "../db/together.ts";

/** A grant as stored; its tokens stay sealed until a call is made. */
export interface StoredGrant extends Expiries {
  readonly id: string;
  readonly workspaceId: string;
  readonly network: string;
  readonly appId: string;
  readonly setter: Person;
  readonly tokenKind: TokenKind;
  readonly tokensSealed: string | null;
  readonly version: number;
  readonly scopesAsked: readonly string[];
  readonly scopesGranted: readonly string[] | undefined;
  readonly scopesDeclined: readonly string[];
  readonly authorisedAt: Date;
  readonly issuedAt: Date;
  readonly refreshedAt: Date | null;
  readonly refreshAt: Date | null;
  readonly health: Health;
  readonly provedAt: Date | null;
  /** `isTold`: it had a witness, and people have heard of it. */
  readonly refreshRefused: { readonly at: Date; readonly cause: Cause | null; readonly isTold: boolean } | null;
  readonly refreshTroubles: number;
}

export async function findGrant(db: Queryable, id: string): Promise<StoredGrant | undefined> {
  const row = await db.selectFrom("grant").selectAll().where("id", "=", id).executeTakeFirst();
  return row && asGrant(row);
}

/** The same, for what many ask at the same time; outside of transactions. */
export const findGrantTogether = together<Database, string, StoredGrant | undefined>(async (db, ids) => {
  const rows = await db
    .selectFrom("grant")
    .selectAll()
    .where("id", "in", [...new Set(ids)])
    .execute();
  const found = new Map(rows.map((row) => [row.id, asGrant(row)]));
  return ids.map((id) => found.get(id));
});

export async function findGrantOfSetter(
  db: Queryable,
  key: { workspaceId: string; network: string; setterRemoteId: string },
): Promise<StoredGrant | undefined> {
  const row = await db
    .selectFrom("grant")
    .selectAll()
    .where("workspace_id", "=", key.workspaceId)
    .where("network", "=", key.network)
    .where("setter_remote_id", "=", key.setterRemoteId)
    .executeTakeFirst();
  return row && asGrant(row);
}

/** Of a person, and of every account that this person authorised one by one (`login/account`). */
export async function grantsOfSetterEverywhere(db: Queryable, network: string, login: string): Promise<StoredGrant[]> {
  const rows = await db
    .selectFrom("grant")
    .selectAll()
    .where("network", "=", network)
    .where((e) =>
      e.or([
        e("setter_remote_id", "=", login),
        e(e.fn("starts_with", ["setter_remote_id", e.val(`${login}/`)]), "=", true),
      ]),
    )
    .execute();
  return rows.map(asGrant);
}

/** Reads the row and keeps others from changing its health until the transaction ends. */
export async function lockGrant(trx: Queryable, id: string): Promise<StoredGrant | undefined> {
  const row = await trx.selectFrom("grant").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  return row && asGrant(row);
}

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

export interface NewGrant extends Expiries {
  readonly id: string;
  readonly workspaceId: string;
  readonly network: string;
  readonly appId: string;
  readonly setter: Person;
  readonly tokenKind: TokenKind;
  readonly tokensSealed: string;
  readonly scopesAsked: readonly string[];
  readonly scopesGranted: readonly string[] | undefined;
  readonly scopesDeclined: readonly string[];
  readonly refreshAt: Date | null;
  readonly now: Date;
}

export async function insertGrant(db: Queryable, grant: NewGrant): Promise<void> {
  await db
    .insertInto("grant")
    .values({
      id: grant.id,
      workspace_id: grant.workspaceId,
      network: grant.network,
      setter_remote_id: grant.setter.remoteId,
      created_at: grant.now,
      state: "unverified",
      state_since: grant.now,
      ...consentColumns(grant),
    })
    .execute();
}

/** A fresh consent of the same person: the same row, a new version; health starts anew and is proved next. */
export async function replaceGrant(db: Queryable, grant: NewGrant): Promise<void> {
  await db
    .updateTable("grant")
    .set({
      ...consentColumns(grant),
      state: "unverified",
      cause: null,
      state_since: grant.now,
      troubles: 0,
      version: sql`version + 1`,
    })
    .where("id", "=", grant.id)
    .execute();
}

function consentColumns(grant: NewGrant) {
  return {
    app_id: grant.appId,
    setter_name: grant.setter.name,
    setter_handle: grant.setter.handle ?? null,
    setter_avatar_url: grant.setter.avatarUrl ?? null,
    token_kind: grant.tokenKind,
    tokens_sealed: grant.tokensSealed,
    scopes_asked: [...grant.scopesAsked],
    scopes_granted: grant.scopesGranted ? [...grant.scopesGranted] : null,
    scopes_declined: [...grant.scopesDeclined],
    authorised_at: grant.now,
    issued_at: grant.now,
    ...expiryColumns(mergeExpiries({}, grant, grant.now)),
    refresh_refused_at: null,
    refresh_refused_cause: null,
    refresh_troubles: 0,
    refresh_at: grant.refreshAt,
    probe_at: grant.now,
  };
}

/** Locks several in the order of their ids: two statements that share some of them wait for each other, and never in a circle. */
export function lockedInOrder(grants: readonly { readonly id: string }[]): RawBuilder<{ id: string }> {
  return sql`select id from "grant" where id = any(${grants.map(({ id }) => id)}::text[]) order by id for no key update`;
}

// ── Saving what a refresh brought ───────────────────────────────────────────────────────────────────────────────────

export interface RefreshedGrant extends Expiries {
  readonly id: string;
  /** The version that was refreshed; a row that moved on is left alone. */
  readonly version: number;
  readonly tokensSealed: string;
  readonly tokenKind: TokenKind;
  readonly scopesGranted: readonly string[] | undefined;
  readonly refreshAt: Date | null;
  readonly troubles: number;
  /** When the refresh was begun: the login worked then. */
  readonly askedAt: Date;
  /** The attempt that this ends, and how; absent in what an older version has left in the journal. */
  readonly attempt?: { readonly id: string; readonly outcome: "saved" | "unmoved" } | undefined;
  readonly now: Date;
}

/**
 * Compare-and-set on the version: undefined when a newer grant was saved meanwhile (by a renewal): the caller lost and takes the
 * winner's. The lease is given back and the attempt ended with it. Answers that come at the same time are saved in one statement.
 */
export const saveRefreshed = together<Database, RefreshedGrant, StoredGrant | undefined>(async (db, all) => {
  const rows = all.map((fresh) => ({
    id: fresh.id,
    version: fresh.version,
    tokens_sealed: fresh.tokensSealed,
    token_kind: fresh.tokenKind,
    scopes_granted: fresh.scopesGranted ?? null,
    ...expiryColumns(fresh),
    refresh_at: fresh.refreshAt,
    troubles: fresh.troubles,
    asked_at: fresh.askedAt,
    attempt_id: fresh.attempt?.id ?? null,
    outcome: fresh.attempt?.outcome ?? null,
    now: fresh.now,
  }));
  const saved = await sql<Selectable<GrantTable>>`
    with fresh as materialized (
        select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as fresh(id text, version integer, tokens_sealed text,
          token_kind text, scopes_granted text[], access_expires_at timestamptz, access_expiry_told boolean,
          refresh_expires_at timestamptz, ends_at timestamptz, data_access_ends_at timestamptz, refresh_at timestamptz,
          troubles integer, asked_at timestamptz, attempt_id text, outcome text, now timestamptz)),
      locked as materialized (${lockedInOrder(all)}),
      saved as (
        update "grant" set tokens_sealed = fresh.tokens_sealed, token_kind = fresh.token_kind, version = fresh.version + 1,
          issued_at = fresh.now, refreshed_at = fresh.now, access_expires_at = fresh.access_expires_at,
          access_expiry_told = fresh.access_expiry_told, refresh_expires_at = fresh.refresh_expires_at, ends_at = fresh.ends_at,
          data_access_ends_at = fresh.data_access_ends_at, scopes_granted = coalesce(fresh.scopes_granted, "grant".scopes_granted),
          refresh_at = fresh.refresh_at, refresh_refused_at = null, refresh_refused_cause = null,
          refresh_troubles = fresh.troubles, refresh_proved_at = fresh.asked_at, probed_at = fresh.now,
          lease_by = null, lease_until = null
        from locked join fresh on fresh.id = locked.id
        where "grant".id = locked.id and "grant".version = fresh.version
        returning "grant".*),
      ended as (
        update refresh_attempt set ended_at = fresh.now, outcome = fresh.outcome
        from saved join fresh on fresh.id = saved.id and fresh.version = saved.version - 1
        where refresh_attempt.id = fresh.attempt_id)
    select * from saved`.execute(db);
  const kept = new Map(saved.rows.map((row) => [`${row.id} ${row.version - 1}`, asGrant(row)]));
  return all.map(({ id, version }) => kept.get(`${id} ${version}`));
});

export async function saveRefreshTrouble(
  db: Queryable,
  trouble: {
    id: string;
    version: number;
    troubles: number;
    refreshAt: Date | null;
    refused: { at: Date; cause: Cause } | null;
  },
): Promise<void> {
  await db
    .updateTable("grant")
    .set({
      refresh_troubles: trouble.troubles,
      refresh_at: trouble.refreshAt,
      ...(trouble.refused
        ? { refresh_refused_at: trouble.refused.at, refresh_refused_cause: trouble.refused.cause }
        : {}),
    })
    .where("id", "=", trouble.id)
    .where("version", "=", trouble.version)
    .execute();
}

/**
 * Refreshes that worked, each with when it was sent. Whoever was doubted is probed with the fresh token at once, and whoever was dead
 * lives again.
 */
export async function saveRefreshProofs(
  db: Queryable,
  proofs: readonly { readonly id: string; readonly askedAt: Date }[],
  now: Date,
): Promise<void> {
  await sql`
    with locked as materialized (${lockedInOrder(proofs)})
    update "grant" set refresh_proved_at = proof.at, probed_at = ${now},
      probe_at = case when state in ('suspect', 'dead') then ${now}::timestamptz else probe_at end,
      cause = case when state = 'dead' then null else cause end,
      state_since = case when state = 'dead' then ${now}::timestamptz else state_since end,
      state = case when state = 'dead' then 'unverified' else state end
    from locked join unnest(${proofs.map(({ id }) => id)}::text[], ${proofs.map(({ askedAt }) => askedAt)}::timestamptz[])
      as proof(id, at) on proof.id = locked.id
    where "grant".id = locked.id and state <> 'ended'`.execute(db);
}

/** A refused refresh that waits for a witness is asked again then. */
export async function scheduleRefresh(db: Queryable, id: string, at: Date): Promise<void> {
  await db.updateTable("grant").set({ refresh_at: at }).where("id", "=", id).execute();
}

export async function saveRefusalTold(db: Queryable, id: string, now: Date): Promise<void> {
  await db.updateTable("grant").set({ refusal_told_at: now }).where("id", "=", id).execute();
}

/** Nothing was asked and nothing failed: it only waits. */
export async function planRefreshAgain(db: Queryable, plan: { id: string; version: number; at: Date }): Promise<void> {
  await db
    .updateTable("grant")
    .set({ refresh_at: plan.at })
    .where("id", "=", plan.id)
    .where("version", "=", plan.version)
    .execute();
}

// ── Intents: written before a refresh is sent ───────────────────────────────────────────────────────────────────────

export interface NewAttempt {
  readonly id: string;
  readonly grantId: string;
  readonly version: number;
  readonly process: string;
  readonly now: Date;
}

export const beginAttempt = together<Database, NewAttempt, void>(async (db, attempts) => {
  await db
    .insertInto("refresh_attempt")
    .values(
      attempts.map((attempt) => ({
        id: attempt.id,
        grant_id: attempt.grantId,
        version: attempt.version,
        process: attempt.process,
        started_at: attempt.now,
      })),
    )
    .execute();
  return attempts.map(() => undefined);
});

export type AttemptOutcome = "saved" | "refused" | "unreachable" | "unknown" | "superseded" | "unmoved";

export interface EndedAttempt {
  readonly id: string;
  readonly outcome: AttemptOutcome;
  readonly evidence: Record<string, unknown> | null;
  readonly now: Date;
}

export const endAttempt = together<Database, EndedAttempt, void>(async (db, attempts) => {
  await sql`
    update refresh_attempt set ended_at = ended.now, outcome = ended.outcome, evidence = ended.evidence
    from jsonb_to_recordset(${JSON.stringify(attempts)}::jsonb) as ended(id text, outcome text, evidence jsonb, now timestamptz)
    where refresh_attempt.id = ended.id`.execute(db);
  return attempts.map(() => undefined);
});

/** Whether an earlier refresh of this very version may have spent its refresh token: sent, and no answer was ever saved. */
export async function hasUnknownAttempt(
  db: Queryable,
  grantId: string,
  version: number,
  besides: string,
): Promise<boolean> {
  const row = await db
    .selectFrom("refresh_attempt")
    .select("id")
    .where("grant_id", "=", grantId)
    .where("version", "=", version)
    .where("id", "!=", besides)
    .where((e) => e.or([e("outcome", "is", null), e("outcome", "=", "unknown")]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

// ── Facts learned by probes, and the end ────────────────────────────────────────────────────────────────────────────

export interface GrantFacts extends Expiries {
  readonly scopesGranted?: readonly string[] | undefined;
  readonly scopesDeclined?: readonly string[] | undefined;
}

/** Only what was told is written; blank never overwrites. */
export async function saveGrantFacts(db: Queryable, id: string, facts: GrantFacts): Promise<void> {
  const set: Updateable<GrantTable> = {};
  if (facts.scopesGranted) set.scopes_granted = [...facts.scopesGranted];
  if (facts.scopesDeclined) set.scopes_declined = [...facts.scopesDeclined];
  if (facts.accessExpiresAt !== undefined)
    Object.assign(set, { access_expires_at: facts.accessExpiresAt, access_expiry_told: true });
  if (facts.refreshExpiresAt !== undefined) set.refresh_expires_at = facts.refreshExpiresAt;
  if (facts.endsAt !== undefined) set.ends_at = facts.endsAt;
  if (facts.dataAccessEndsAt !== undefined) set.data_access_ends_at = facts.dataAccessEndsAt;
  if (Object.keys(set).length > 0) await db.updateTable("grant").set(set).where("id", "=", id).execute();
}

export async function saveGrantHealth(
  db: Queryable,
  id: string,
  health: Health,
  seen: { provedAt?: Date; probedAt?: Date; silentAt?: Date | null; probeAt?: Date | null },
): Promise<void> {
  await db
    .updateTable("grant")
    .set({
      state: health.state,
      cause: health.cause,
      state_since: health.since,
      troubles: health.troubles,
      ...(seen.provedAt ? { proved_at: seen.provedAt } : {}),
      ...(seen.probedAt ? { probed_at: seen.probedAt } : {}),
      ...(seen.silentAt === undefined ? {} : { silent_at: seen.silentAt }),
      ...(seen.probeAt === undefined ? {} : { probe_at: seen.probeAt }),
    })
    .where("id", "=", id)
    .execute();
}

export async function scheduleProbe(db: Queryable, id: string, at: Date | null): Promise<void> {
  await db.updateTable("grant").set({ probe_at: at }).where("id", "=", id).execute();
}

/** Tokens are destroyed, the row stays for the history. */
export async function destroyTokens(db: Queryable, id: string, now: Date): Promise<void> {
  await db
    .updateTable("grant")
    .set({
      tokens_sealed: null,
      state: "ended",
      cause: null,
      state_since: now,
      refresh_at: null,
      probe_at: null,
      discover_at: null,
      version: sql`version + 1`,
    })
    .where("id", "=", id)
    .execute();
}

// ── What is due, never what exists ──────────────────────────────────────────────────────────────────────────────────

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
): Promise<{ id: string; network: string; appId: string }[]> {
  const column = sql.ref(due.column);
  const { rows } = await sql<{ id: string; network: string; appId: string }>`
    update "grant" set sent_until = ${leaseEnd(due.leaseSeconds)}
    from unnest(${due.shares.map((share) => share.appId)}::text[], ${due.shares.map((share) => share.workspaceId)}::text[],
        ${due.shares.map((share) => share.count)}::integer[]) as share(app_id, workspace_id, n)
      cross join lateral (
        select id from "grant" as one
        where one.app_id = share.app_id and one.workspace_id = share.workspace_id and one.${column} <= ${due.now}
          and one.${column} is not null and ${isFree} and ${isLeaseFree("lease_until")}
        order by one.${column} limit share.n for update skip locked) as claimed
    where "grant".id = claimed.id
    returning "grant".id, "grant".network, "grant".app_id as "appId"`.execute(db);
  return rows;
}

/** The worker that has claimed these is still at them. Of one that is being written at this moment it is said at the next beat. */
export async function prolongDue(db: Queryable, ids: readonly string[], leaseSeconds: number): Promise<void> {
  await sql`
    update "grant" set sent_until = ${leaseEnd(leaseSeconds)}
    from (select id from "grant" where id = any(${[...ids]}::text[]) and sent_until is not null for no key update skip locked) as held
    where "grant".id = held.id`.execute(db);
}

/** Their work is done: what comes due next may be claimed at once. */
export async function releaseDue(db: Queryable, ids: readonly string[]): Promise<void> {
  await sql`
    with locked as materialized (${lockedInOrder(ids.map((id) => ({ id })))})
    update "grant" set sent_until = null from locked where "grant".id = locked.id and sent_until is not null`.execute(
    db,
  );
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

function expiryColumns(expiries: Expiries) {
  return {
    access_expires_at: expiries.accessExpiresAt ?? null,
    access_expiry_told: expiries.accessExpiresAt !== undefined && !expiries.accessAssumed,
    refresh_expires_at: expiries.refreshExpiresAt ?? null,
    ends_at: expiries.endsAt ?? null,
    data_access_ends_at: expiries.dataAccessEndsAt ?? null,
  };
}

export function asGrant(row: Selectable<GrantTable>): StoredGrant {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    network: row.network,
    appId: row.app_id,
    setter: {
      remoteId: row.setter_remote_id,
      name: row.setter_name,
      handle: row.setter_handle ?? undefined,
      avatarUrl: row.setter_avatar_url ?? undefined,
    },
    tokenKind: row.token_kind,
    tokensSealed: row.tokens_sealed,
    version: row.version,
    scopesAsked: row.scopes_asked,
    scopesGranted: row.scopes_granted ?? undefined,
    scopesDeclined: row.scopes_declined,
    authorisedAt: row.authorised_at,
    issuedAt: row.issued_at,
    refreshedAt: row.refreshed_at,
    refreshAt: row.refresh_at,
    accessExpiresAt: row.access_expires_at ?? (row.access_expiry_told ? null : undefined),
    ...(row.access_expires_at && !row.access_expiry_told ? { accessAssumed: true } : {}),
    refreshExpiresAt: row.refresh_expires_at ?? undefined,
    endsAt: row.ends_at ?? undefined,
    dataAccessEndsAt: row.data_access_ends_at ?? undefined,
    health: { state: row.state, cause: row.cause, since: row.state_since, troubles: row.troubles },
    provedAt: row.proved_at,
    refreshRefused: row.refresh_refused_at
      ? {
          at: row.refresh_refused_at,
          cause: row.refresh_refused_cause,
          isTold: row.refusal_told_at !== null && row.refusal_told_at >= row.refresh_refused_at,
        }
      : null,
    refreshTroubles: row.refresh_troubles,
  };
}

/** A person asked the network to have their data deleted: tokens are destroyed, the person becomes nameless; the row stays for the history. */
export async function forgetPerson(trx: Queryable, id: string, now: Date): Promise<void> {
  await trx
    .updateTable("grant")
    .set({
      tokens_sealed: null,
      state: "dead",
      cause: "revoked_by_person",
      state_since: now,
      setter_name: "A person who had their data deleted",
      setter_handle: null,
      setter_avatar_url: null,
      refresh_at: null,
      probe_at: null,
      discover_at: null,
      version: sql`version + 1`,
    })
    .where("id", "=", id)
    .execute();
  await trx.updateTable("access").set({ token_sealed: null, look_at: null }).where("grant_id", "=", id).execute();
}
