import type { Cause } from "#core/diagnosis.ts";
import type { Health } from "#core/health.ts";
import { sql, type RawBuilder, type Selectable, type Updateable } from "kysely";
import type { Database, GrantTable, Queryable } from "../db/database.ts";
import { isLeaseFree, leaseEnd } from "../db/lease-time.ts";
import { together } from "../db/together.ts";
import { attemptsOfSaved } from "./attempts.ts";
import { appIdsAt, type ConditionKey } from "./conditions.ts";
import type { DueShare } from "./due-grants.ts";
import {
  asGrant,
  consentColumns,
  expiryColumns,
  grantBinding,
  type GrantFacts,
  type NewGrant,
  type RefreshedGrant,
  type StoredGrant,
} from "./grants.ts";
import type { SealedColumn } from "./sealed.ts";

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
}

export const sealedGrantTokens: SealedColumn = {
  table: "grant",
  column: "tokens_sealed",
  boundBy: "id",
  binding: grantBinding,
  async replace(db, row, fresh) {
    const update = db.updateTable("grant").set({ tokens_sealed: fresh });
    const done = await update.where("id", "=", row.id).where("tokens_sealed", "=", row.sealed).executeTakeFirst();
    return done.numUpdatedRows === 1n;
  },
};

/** Locks several in the order of their ids: two statements that share some of them wait for each other, and never in a circle. */
function lockedInOrder(grants: readonly { readonly id: string }[]): RawBuilder<{ id: string }> {
  return sql`select id from "grant" where id = any(${grants.map(({ id }) => id)}::text[]) order by id for no key update`;
}

// ── One refresher at a time, and what a refresh brought ─────────────────────────────────────────────────────────────

interface LeaseClaim {
  readonly id: string;
  readonly by: string;
  readonly seconds: number;
}

/**
 * One refresher per grant across all processes. Undefined: another has the lease, or the grant has no tokens any more. What is
 * claimed at the same time is claimed in one statement.
 */
export const claimLease = together<Database, LeaseClaim, StoredGrant | undefined>(async (db, claims) => {
  const seconds = Math.max(...claims.map((claim) => claim.seconds));
  const { rows } = await sql<Selectable<GrantTable>>`
    with locked as materialized (${lockedInOrder(claims)})
    update "grant" set lease_by = claim.by, lease_until = ${leaseEnd(seconds)}
    from locked join unnest(${claims.map(({ id }) => id)}::text[], ${claims.map(({ by }) => by)}::text[]) as claim(id, by)
      on claim.id = locked.id
    where "grant".id = locked.id and tokens_sealed is not null and ${isLeaseFree("lease_until")}
    returning "grant".*`.execute(db);
  const claimed = new Map(rows.map((row) => [row.lease_by, asGrant(row)]));
  return claims.map(({ by }) => claimed.get(by));
});

/** Gives a lease back; of one that is another's by now nothing changes. */
export const releaseLease = together<Database, { id: string; by: string }, void>(async (db, leases) => {
  await sql`
    with locked as materialized (${lockedInOrder(leases)})
    update "grant" set lease_by = null, lease_until = null
    from locked join unnest(${leases.map(({ id }) => id)}::text[], ${leases.map(({ by }) => by)}::text[]) as lease(id, by)
      on lease.id = locked.id
    where "grant".id = locked.id and lease_by = lease.by`.execute(db);
  return leases.map(() => undefined);
});

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
      ended as (${attemptsOfSaved})
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

export async function saveRefusalTold(db: Queryable, id: string, now: Date): Promise<void> {
  await db.updateTable("grant").set({ refusal_told_at: now }).where("id", "=", id).execute();
}

// ── What probes tell ────────────────────────────────────────────────────────────────────────────────────────────────

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

// ── When a login is asked next ──────────────────────────────────────────────────────────────────────────────────────

export async function scheduleProbe(db: Queryable, id: string, at: Date | null): Promise<void> {
  await db.updateTable("grant").set({ probe_at: at }).where("id", "=", id).execute();
}

/** Brings the next probe of a grant forward; one that is planned earlier stays. */
export async function bringProbeForward(db: Database, grantId: string, at: Date): Promise<void> {
  await db
    .updateTable("grant")
    .set({ probe_at: at })
    .where("id", "=", grantId)
    .where("state", "not in", ["dead", "ended"])
    .where((e) => e.or([e("probe_at", "is", null), e("probe_at", ">", at)]))
    .execute();
}

/** A refused refresh that waits for a witness is asked again then. */
export async function scheduleRefresh(db: Queryable, id: string, at: Date): Promise<void> {
  await db.updateTable("grant").set({ refresh_at: at }).where("id", "=", id).execute();
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

export async function scheduleDiscovery(db: Queryable, grantId: string, at: Date): Promise<void> {
  await db.updateTable("grant").set({ discover_at: at }).where("id", "=", grantId).execute();
}

/**
 * Sets when logins are asked next. `chosen` selects `id`, `probe_at` and `refresh_at`; null leaves that time as it is. Returns
 * those that were moved.
 */
export async function moveCalls(trx: Queryable, chosen: RawBuilder<unknown>): Promise<{ readonly appId: string }[]> {
  const { rows } = await sql<{ appId: string }>`
    update "grant" set probe_at = coalesce(chosen.probe_at, "grant".probe_at), refresh_at = coalesce(chosen.refresh_at, "grant".refresh_at)
    from (${chosen}) as chosen where "grant".id = chosen.id returning "grant".app_id as "appId"`.execute(trx);
  return rows;
}

// ── In a worker's hands ─────────────────────────────────────────────────────────────────────────────────────────────

export interface ClaimedGrant {
  readonly id: string;
  readonly network: string;
  readonly appId: string;
}

/**
 * Puts grants under a worker's lease of so many seconds; answers one of each share, then another of each, and so on. `due` selects the ids of one share, at most `share.n` of those with
 * `share.app_id` and `share.workspace_id`, and locks them.
 */
export async function claimGrants(
  db: Database,
  { leaseSeconds, shares }: { readonly leaseSeconds: number; readonly shares: readonly DueShare[] },
  due: RawBuilder<unknown>,
): Promise<ClaimedGrant[]> {
  const { rows } = await sql<ClaimedGrant>`
    with claimed as (
      update "grant" set sent_until = ${leaseEnd(leaseSeconds)}
      from unnest(${shares.map((share) => share.appId)}::text[], ${shares.map((share) => share.workspaceId)}::text[],
          ${shares.map((share) => share.count)}::integer[]) with ordinality as share(app_id, workspace_id, n, turn)
        cross join lateral (${due}) as claimed
      where "grant".id = claimed.id
      returning "grant".id, "grant".network, "grant".app_id as "appId", share.turn)
    select id, network, "appId" from (select *, row_number() over (partition by turn) as rank from claimed) as ranked
    order by rank, turn`.execute(db);
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

// ── A freeze ────────────────────────────────────────────────────────────────────────────────────────────────────────

const refusedSince = (key: ConditionKey, from: Date): RawBuilder<boolean> =>
  sql`"grant".app_id in ${appIdsAt(key)} and exists
    (select 1 from refusal where refusal.grant_id = "grant".id and refusal.last_at > ${from})`;

/** Verdicts that fell since then are withdrawn: dead becomes suspect again, to be asked at `at`. Returns the grants. */
export async function withdrawVerdicts(trx: Queryable, key: ConditionKey, from: Date, at: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`update "grant" set state = 'suspect', probe_at = ${at}::timestamptz
    where ${refusedSince(key, from)} and state = 'dead' returning id`.execute(trx);
  return rows.map((row) => row.id);
}

/** Whoever was refused since then waits until `at`; a refused refresh is as if nobody had asked for it. */
export async function putOffRefused(trx: Queryable, key: ConditionKey, from: Date, at: Date): Promise<void> {
  await sql`update "grant" set probe_at = ${at}::timestamptz where ${refusedSince(key, from)} and state = 'suspect'
    and (probe_at is null or probe_at < ${at})`.execute(trx);
  // Whose token was refused as well is probed first; only a refresh that was due is planned anew.
  await sql`update "grant" set refresh_refused_at = null, refresh_refused_cause = null, refresh_troubles = 0,
      refresh_at = case when exists (select 1 from refusal where refusal.grant_id = "grant".id and act = 'refresh')
        then ${at}::timestamptz else coalesce(refresh_at, ${at}::timestamptz) end
    where ${refusedSince(key, from)} and state not in ('dead', 'ended') and refresh_refused_at > ${from}`.execute(trx);
}

/** Refused by a refresh and not judged, or what was judged is withdrawn. */
const isOpen = sql<boolean>`("grant".refresh_refused_at is null or "grant".refusal_told_at is null
  or "grant".refusal_told_at < "grant".refresh_refused_at)`;

/** Verdicts resume: whose refresh was refused, is refreshed again when the others are probed. */
export async function resumeRefreshes(trx: Queryable, key: ConditionKey): Promise<void> {
  await sql`update "grant" set refresh_at = probe_at where app_id in ${appIdsAt(key)} and state not in ('dead', 'ended') and ${isOpen}
    and exists (select 1 from refusal where refusal.grant_id = "grant".id and refusal.act = 'refresh')`.execute(trx);
}
