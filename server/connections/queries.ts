import type { Capability } from "#core/capability.ts";
import type { Person } from "#core/grant.ts";
import type { FoundProfile } from "#networks/network.ts";
import { sql, type Insertable, type Selectable, type Updateable } from "kysely";
import type { AuthorizationCandidateTable, AuthorizationFlowTable, Database, Queryable } from "../db/database.ts";

export type FlowStatus = AuthorizationFlowTable["status"];

/** A dance under way, as stored. */
export interface Flow {
  readonly id: string;
  readonly workspaceId: string;
  readonly network: string;
  readonly appId: string;
  readonly purpose: "connect" | "renew";
  readonly profileId: string | null;
  readonly grantId: string | null;
  readonly memberId: string | null;
  readonly linkId: string | null;
  /** SHA-256 of the browser's secret; empty until a browser has opened the flow. */
  readonly browserHash: string;
  readonly identifier: string | null;
  readonly scopesAsked: readonly string[];
  readonly rerequest: boolean;
  readonly verifierSealed: string | null;
  readonly keepSealed: string | null;
  readonly status: FlowStatus;
  readonly message: string | null;
  readonly consentSealed: string | null;
  readonly person: Person | null;
  readonly scopesGranted: readonly string[] | undefined;
  readonly scopesDeclined: readonly string[];
  readonly outcome: FlowOutcome;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What the dance has led to so far. `chosen`: the profiles to be proved; `savedGrantId` once the consent is saved. */
export interface FlowOutcome {
  readonly url?: string;
  readonly begunAt?: string;
  readonly switchAccount?: boolean;
  readonly way?: "renew" | "new_profile" | "additional_access";
  readonly chosen?: readonly string[];
  readonly savedGrantId?: string;
  readonly mismatch?: {
    readonly text: string;
    readonly ways: readonly ("other_login" | "new_profile" | "additional_access")[];
  };
}

export async function insertFlow(db: Queryable, flow: Insertable<AuthorizationFlowTable>): Promise<void> {
  await db.insertInto("authorization_flow").values(flow).execute();
}

export async function findFlow(db: Queryable, id: string): Promise<Flow | undefined> {
  const row = await db.selectFrom("authorization_flow").selectAll().where("id", "=", id).executeTakeFirst();
  return row && asFlow(row);
}

/** Moves a flow on if it still stands where the caller saw it; false: something else happened first (a double click, a cancel). */
export async function moveFlow(
  db: Queryable,
  id: string,
  from: readonly FlowStatus[],
  to: Updateable<AuthorizationFlowTable>,
): Promise<boolean> {
  const moved = await db
    .updateTable("authorization_flow")
    .set(to)
    .where("id", "=", id)
    .where("status", "in", [...from])
    .executeTakeFirst();
  return moved.numUpdatedRows > 0n;
}

/** How a dance ends. */
export interface FlowEnd {
  readonly status: "done" | "cancelled" | "failed";
  readonly message?: string;
  /** The browser came back from the network with it. */
  readonly returnedAt?: Date;
  readonly now: Date;
}

/** Ends a flow that still stands where the caller saw it; what the person gave and nobody needs any more is destroyed with it. */
export async function endFlow(db: Queryable, id: string, from: readonly FlowStatus[], end: FlowEnd): Promise<boolean> {
  const ended = await moveFlow(db, id, from, {
    status: end.status,
    message: end.message ?? null,
    ended_at: end.now,
    ...(end.returnedAt ? { returned_at: end.returnedAt } : {}),
    ...noSecrets,
  });
  if (ended) await destroyCandidateTokens(db, [id]);
  return ended;
}

const noSecrets = { consent_sealed: null, verifier_sealed: null, keep_sealed: null } as const;

async function destroyCandidateTokens(db: Queryable, flowIds: readonly string[]): Promise<void> {
  if (flowIds.length === 0) return;
  await db
    .updateTable("authorization_candidate")
    .set({ token_sealed: null })
    .where("flow_id", "in", [...flowIds])
    .where("token_sealed", "is not", null)
    .execute();
}

/** The first browser that opens a flow is the only one that may finish it. */
export async function bindBrowser(db: Queryable, id: string, browserHash: string): Promise<boolean> {
  const bound = await db
    .updateTable("authorization_flow")
    .set({ browser_hash: browserHash })
    .where("id", "=", id)
    .where("browser_hash", "in", ["", browserHash])
    .executeTakeFirst();
  return bound.numUpdatedRows > 0n;
}

export async function forgetOldFlows(db: Database, before: Date): Promise<void> {
  await db.deleteFrom("authorization_flow").where("expires_at", "<", before).execute();
}

export async function expireFlows(db: Database, now: Date): Promise<string[]> {
  const rows = await db
    .updateTable("authorization_flow")
    .set({
      status: "expired",
      ended_at: now,
      ...noSecrets,
      message: "This took too long, so it was ended. Nothing was changed.",
    })
    .where("expires_at", "<=", now)
    .where("status", "in", ["waiting", "discovering", "picking", "mismatch", "comparing"])
    .returning("id")
    .execute();
  const ids = rows.map((row) => row.id);
  await destroyCandidateTokens(db, ids);
  return ids;
}

// ── A person is forgotten ───────────────────────────────────────────────────────────────────────────────────────────

/** Ends every dance that holds this person's consent, and takes their name out of the ones that are over. */
export async function forgetInFlows(
  trx: Queryable,
  who: { network: string; setterRemoteId: string },
  end: { message: string; now: Date },
): Promise<void> {
  const theirs = await trx
    .updateTable("authorization_flow")
    .set({ person: null, ...noSecrets })
    .where("network", "=", who.network)
    .where(sql<string>`person ->> 'remoteId'`, "=", who.setterRemoteId)
    .returning("id")
    .execute();
  const ids = theirs.map((row) => row.id);
  if (ids.length === 0) return;
  await destroyCandidateTokens(trx, ids);
  await trx
    .updateTable("authorization_flow")
    .set({ status: "failed", message: end.message, ended_at: end.now })
    .where("id", "in", ids)
    .where("ended_at", "is", null)
    .execute();
}

/** The history of a grant keeps what happened, and says no longer who it was. */
export async function forgetInHistory(trx: Queryable, grantId: string, name: string): Promise<void> {
  await trx
    .updateTable("event")
    .set({ facts: sql`facts - 'person'`, evidence: null })
    .where((e) =>
      e.or([
        e("grant_id", "=", grantId),
        e.and([
          e(sql<string>`facts ->> 'person'`, "=", name),
          e("profile_id", "in", (f) => f.selectFrom("access").select("profile_id").where("grant_id", "=", grantId)),
        ]),
      ]),
    )
    .execute();
  await trx.updateTable("access").set({ evidence: null }).where("grant_id", "=", grantId).execute();
}

// ── Candidates ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface StoredCandidate {
  readonly remoteId: string;
  readonly position: number;
  readonly name: string;
  readonly handle: string | null;
  readonly kind: string;
  readonly avatarUrl: string | null;
  readonly url: string | null;
  readonly roles: readonly string[] | undefined;
  readonly scopes: readonly string[] | undefined;
  readonly tokenSealed: string | null;
  readonly tokenExpiresAt: Date | null;
  readonly unusable: string | null;
}

export async function insertCandidates(
  db: Queryable,
  flowId: string,
  start: number,
  found: readonly (FoundProfile & { tokenSealed: string | null })[],
): Promise<void> {
  if (found.length === 0) return;
  await db
    .insertInto("authorization_candidate")
    .values(
      found.map((one, index) => ({
        flow_id: flowId,
        remote_id: one.remoteId,
        position: start + index,
        name: one.name,
        handle: one.handle ?? null,
        kind: one.kind,
        avatar_url: one.avatarUrl ?? null,
        url: one.url ?? null,
        roles: one.roles ? [...one.roles] : null,
        scopes: one.scopes ? [...one.scopes] : null,
        token_sealed: one.tokenSealed,
        token_expires_at: one.tokenExpiresAt ?? null,
        unusable: one.unusable ?? null,
      })),
    )
    .onConflict((c) => c.columns(["flow_id", "remote_id"]).doNothing())
    .execute();
}

export async function clearCandidates(db: Queryable, flowId: string): Promise<void> {
  await db.deleteFrom("authorization_candidate").where("flow_id", "=", flowId).execute();
}

export async function countCandidates(db: Queryable, flowId: string): Promise<{ found: number; usable: number }> {
  const row = await db
    .selectFrom("authorization_candidate")
    .select((e) => [
      e.fn.countAll<string>().as("found"),
      sql<string>`count(*) filter (where unusable is null)`.as("usable"),
    ])
    .where("flow_id", "=", flowId)
    .executeTakeFirstOrThrow();
  return { found: Number(row.found), usable: Number(row.usable) };
}

export async function candidatesByIds(
  db: Queryable,
  flowId: string,
  remoteIds: readonly string[],
): Promise<StoredCandidate[]> {
  if (remoteIds.length === 0) return [];
  const rows = await db
    .selectFrom("authorization_candidate")
    .selectAll()
    .where("flow_id", "=", flowId)
    .where("remote_id", "in", [...remoteIds])
    .orderBy("position")
    .execute();
  return rows.map(asCandidate);
}

export async function listCandidates(
  db: Database,
  page: {
    flowId: string;
    workspaceId: string;
    network: string;
    q: string | undefined;
    after: number | undefined;
    limit: number;
  },
): Promise<(StoredCandidate & { connected: boolean; leftOut: boolean })[]> {
  let query = db
    .selectFrom("authorization_candidate")
    .selectAll()
    .select((e) =>
      e
        .exists(
          e
            .selectFrom("profile")
            .select("id")
            .where("workspace_id", "=", page.workspaceId)
            .where("network", "=", page.network)
            .whereRef("profile.remote_id", "=", "authorization_candidate.remote_id")
            .where("disconnected_at", "is", null),
        )
        .as("connected"),
    )
    .select((e) =>
      e
        .or([
          e.exists(
            e
              .selectFrom("left_out")
              .select("remote_id")
              .where("workspace_id", "=", page.workspaceId)
              .where("network", "=", page.network)
              .whereRef("left_out.remote_id", "=", "authorization_candidate.remote_id"),
          ),
          e.exists(
            e
              .selectFrom("profile")
              .select("id")
              .where("workspace_id", "=", page.workspaceId)
              .where("network", "=", page.network)
              .whereRef("profile.remote_id", "=", "authorization_candidate.remote_id")
              .where("disconnected_at", "is not", null),
          ),
        ])
        .as("left_out"),
    )
    .where("flow_id", "=", page.flowId);
  if (page.q)
    query = query.where((e) =>
      e.or([
        e("name", "ilike", `%${likeText(page.q ?? "")}%`),
        e("handle", "ilike", `%${likeText(page.q ?? "")}%`),
        e("remote_id", "=", page.q ?? ""),
      ]),
    );
  if (page.after !== undefined) query = query.where("position", ">", page.after);
  const rows = await query.orderBy("position").limit(page.limit).execute();
  return rows.map((row) => ({
    ...asCandidate(row),
    connected: Boolean(row.connected),
    leftOut: Boolean(row.left_out),
  }));
}

function likeText(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}

// ── What a consent reaches compared with what is connected ──────────────────────────────────────────────────────────

export interface ReachedProfile {
  readonly profileId: string;
  readonly remoteId: string;
  readonly name: string;
  readonly avatarUrl: string | null;
  readonly status: string;
  /** The earlier grant has lost this profile already: a consent that does not reach it takes nothing away. */
  readonly lostBefore: boolean;
  readonly usable: boolean;
}

/** The profiles that a person's earlier grant serves, each with whether this consent still reaches it. */
export async function profilesServedBy(db: Queryable, grantId: string, flowId: string): Promise<ReachedProfile[]> {
  const rows = await db
    .selectFrom("access")
    .innerJoin("profile", "profile.id", "access.profile_id")
    .leftJoin("authorization_candidate as candidate", (join) =>
      join.onRef("candidate.remote_id", "=", "profile.remote_id").on("candidate.flow_id", "=", flowId),
    )
    .select([
      "profile.id",
      "profile.remote_id",
      "profile.name",
      "profile.avatar_url",
      "profile.status",
      "access.state as access_state",
      "candidate.remote_id as candidate_id",
      "candidate.unusable",
    ])
    .where("access.grant_id", "=", grantId)
    .where("access.state", "!=", "ended")
    .where("profile.disconnected_at", "is", null)
    .orderBy("profile.name")
    .execute();
  return rows.map((row) => ({
    profileId: row.id,
    remoteId: row.remote_id,
    name: row.name,
    avatarUrl: row.avatar_url,
    status: row.status,
    lostBefore: row.access_state === "dead",
    usable: row.candidate_id !== null && row.unusable === null,
  }));
}

export async function countNewlyReachable(db: Queryable, flow: Flow): Promise<number> {
  const row = await db
    .selectFrom("authorization_candidate as candidate")
    .leftJoin("profile", (join) =>
      join
        .onRef("profile.remote_id", "=", "candidate.remote_id")
        .on("profile.workspace_id", "=", flow.workspaceId)
        .on("profile.network", "=", flow.network),
    )
    .select((e) => e.fn.countAll<string>().as("n"))
    .where("candidate.flow_id", "=", flow.id)
    .where("candidate.unusable", "is", null)
    .where((e) => e.or([e("profile.id", "is", null), e("profile.disconnected_at", "is not", null)]))
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

// ── Attaching: profiles and accesses, in place, never made anew ─────────────────────────────────────────────────────

export async function upsertProfile(
  trx: Queryable,
  profile: {
    id: string;
    workspaceId: string;
    network: string;
    candidate: Omit<StoredCandidate, "position" | "tokenSealed" | "unusable">;
    enabled: readonly Capability[];
    now: Date;
  },
): Promise<{ id: string; isNew: boolean; wasDisconnected: boolean }> {
  const { candidate } = profile;
  const found = await trx
    .selectFrom("profile")
    .select(["id", "disconnected_at"])
    .where("workspace_id", "=", profile.workspaceId)
    .where("network", "=", profile.network)
    .where("remote_id", "=", candidate.remoteId)
    .forUpdate()
    .executeTakeFirst();
  const { handle, avatarUrl, url } = candidate;
  const facts = { name: candidate.name, kind: candidate.kind, updated_at: profile.now };
  if (found) {
    // What the network did not tell this time overwrites nothing (P18).
    const told = {
      ...(handle === null ? {} : { handle }),
      ...(avatarUrl === null ? {} : { avatar_url: avatarUrl }),
      ...(url === null ? {} : { url }),
    };
    await trx
      .updateTable("profile")
      .set({ ...facts, ...told, disconnected_at: null })
      .where("id", "=", found.id)
      .execute();
    return { id: found.id, isNew: false, wasDisconnected: found.disconnected_at !== null };
  }
  await trx
    .insertInto("profile")
    .values({
      id: profile.id,
      workspace_id: profile.workspaceId,
      network: profile.network,
      remote_id: candidate.remoteId,
      handle,
      avatar_url: avatarUrl,
      url,
      ...facts,
      capabilities_enabled: [...profile.enabled],
      status: "unverified",
      cause: null,
      status_since: profile.now,
      status_until: null,
      urgency: 3,
      proved_at: null,
      derive_at: null,
      disconnected_at: null,
      created_at: profile.now,
    })
    .execute();
  return { id: profile.id, isNew: true, wasDisconnected: false };
}

/** `sealToken` seals for the row's own id, which is known only once the row is found or made. */
export async function upsertAccess(
  trx: Queryable,
  access: {
    id: string;
    workspaceId: string;
    grantId: string;
    profileId: string;
    candidate: Pick<StoredCandidate, "tokenExpiresAt" | "roles" | "scopes">;
    sealToken: (accessId: string) => string | null;
    now: Date;
  },
): Promise<{ id: string; isNew: boolean }> {
  const found = await trx
    .selectFrom("access")
    .select("id")
    .where("grant_id", "=", access.grantId)
    .where("profile_id", "=", access.profileId)
    .forUpdate()
    .executeTakeFirst();
  const id = found?.id ?? access.id;
  const { candidate, now } = access;
  const facts = {
    token_sealed: access.sealToken(id),
    token_expires_at: candidate.tokenExpiresAt,
    ...(candidate.roles ? { roles: [...candidate.roles] } : {}),
    scopes: candidate.scopes ? [...candidate.scopes] : null,
    state: "unverified" as const,
    cause: null,
    state_since: now,
    troubles: 0,
    look_at: now,
    evidence: null,
    authorised_at: now,
  };
  if (found) await trx.updateTable("access").set(facts).where("id", "=", id).execute();
  else
    await trx
      .insertInto("access")
      .values({
        id,
        workspace_id: access.workspaceId,
        grant_id: access.grantId,
        profile_id: access.profileId,
        proved_at: null,
        created_at: now,
        ...facts,
      })
      .execute();
  return { id, isNew: !found };
}

/** Tokens of accesses that a fresh consent no longer backs: destroyed, and not looked at any more. */
export async function destroyAccessTokens(
  trx: Queryable,
  grantId: string,
  profileIds: readonly string[],
): Promise<void> {
  if (profileIds.length === 0) return;
  await trx
    .updateTable("access")
    .set({ token_sealed: null, look_at: null })
    .where("grant_id", "=", grantId)
    .where("profile_id", "in", [...profileIds])
    .execute();
}

/** The new consent does not reach these any more: their accesses under this grant end by that cause. */
export async function dropAccesses(
  trx: Queryable,
  grantId: string,
  profileIds: readonly string[],
  now: Date,
): Promise<void> {
  if (profileIds.length === 0) return;
  await trx
    .updateTable("access")
    .set({ state: "dead", cause: "profile_not_granted", state_since: now, token_sealed: null, look_at: null })
    .where("grant_id", "=", grantId)
    .where("profile_id", "in", [...profileIds])
    .execute();
}

/** Ends every access of a profile and destroys its tokens; answers the grants, each with how many other profiles it still serves. */
export async function endAccesses(
  trx: Queryable,
  profileId: string,
  now: Date,
): Promise<{ grantId: string; serves: number }[]> {
  const ended = await trx
    .updateTable("access")
    .set({ state: "ended", cause: null, state_since: now, token_sealed: null, look_at: null })
    .where("profile_id", "=", profileId)
    .where("state", "!=", "ended")
    .returning("grant_id")
    .execute();
  return servesOthers(
    trx,
    ended.map((row) => row.grant_id),
    profileId,
  );
}

export async function servesOthers(
  db: Queryable,
  grantIds: readonly string[],
  besidesProfileId: string,
): Promise<{ grantId: string; serves: number }[]> {
  if (grantIds.length === 0) return [];
  const rows = await db
    .selectFrom("grant")
    .select([
      "grant.id",
      (e) =>
        e
          .selectFrom("access")
          .whereRef("access.grant_id", "=", "grant.id")
          .where("access.state", "!=", "ended")
          .where("access.profile_id", "!=", besidesProfileId)
          .select((f) => f.fn.countAll<string>().as("n"))
          .as("serves"),
    ])
    .where("grant.id", "in", [...grantIds])
    .execute();
  return rows.map((row) => ({ grantId: row.id, serves: Number(row.serves) }));
}

export async function markDisconnected(trx: Queryable, profileId: string, now: Date): Promise<void> {
  await trx.updateTable("profile").set({ disconnected_at: now, updated_at: now }).where("id", "=", profileId).execute();
}

// ── The target of a renewal, and links ──────────────────────────────────────────────────────────────────────────────

export interface RenewalTarget {
  readonly profileId: string;
  readonly workspaceId: string;
  readonly network: string;
  readonly remoteId: string;
  readonly name: string;
  readonly avatarUrl: string | null;
  readonly cause: string | null;
  readonly grantId: string | null;
}

/** What to renew: a profile, a grant, or a profile with the grant that was meant before. */
export type RenewalKey =
  | { readonly profileId: string; readonly preferredGrantId?: string | null }
  | { readonly grantId: string };

/** A profile with the grant that most likely needs renewing: the dead one first, then the newest. */
export async function findRenewalTarget(
  db: Queryable,
  workspaceId: string,
  key: RenewalKey,
): Promise<RenewalTarget | undefined> {
  let query = db
    .selectFrom("profile")
    .leftJoin("access", (join) => join.onRef("access.profile_id", "=", "profile.id").on("access.state", "!=", "ended"))
    .leftJoin("grant", "grant.id", "access.grant_id")
    .select([
      "profile.id",
      "profile.workspace_id",
      "profile.network",
      "profile.remote_id",
      "profile.name",
      "profile.avatar_url",
      "profile.cause",
      "grant.id as grant_id",
    ])
    .where("profile.workspace_id", "=", workspaceId)
    .where("profile.disconnected_at", "is", null);
  query =
    "profileId" in key ? query.where("profile.id", "=", key.profileId) : query.where("grant.id", "=", key.grantId);
  const preferred = "profileId" in key ? (key.preferredGrantId ?? null) : null;
  const row = await query
    .orderBy(sql`("grant".id is not distinct from ${preferred}) desc`)
    .orderBy(sql`(case when "grant".state = 'dead' or access.state = 'dead' then 0 else 1 end)`)
    .orderBy("access.authorised_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      profileId: row.id,
      workspaceId: row.workspace_id,
      network: row.network,
      remoteId: row.remote_id,
      name: row.name,
      avatarUrl: row.avatar_url,
      cause: row.cause,
      grantId: row.grant_id,
    }
  );
}

export interface StoredLink {
  readonly id: string;
  readonly workspaceId: string;
  readonly workspace: string;
  readonly profileId: string;
  readonly grantId: string | null;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

export async function insertLink(
  db: Queryable,
  link: {
    id: string;
    workspaceId: string;
    tokenHash: string;
    profileId: string;
    grantId: string | null;
    createdBy: string;
    now: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await db
    .insertInto("renewal_link")
    .values({
      id: link.id,
      workspace_id: link.workspaceId,
      token_hash: link.tokenHash,
      profile_id: link.profileId,
      grant_id: link.grantId,
      created_by: link.createdBy,
      created_at: link.now,
      expires_at: link.expiresAt,
      used_at: null,
    })
    .execute();
}

export async function findLink(
  db: Queryable,
  key: { tokenHash: string } | { id: string },
): Promise<StoredLink | undefined> {
  const row = await db
    .selectFrom("renewal_link")
    .innerJoin("organization", "organization.id", "renewal_link.workspace_id")
    .selectAll("renewal_link")
    .select("organization.name as workspace")
    .where((e) => ("id" in key ? e("renewal_link.id", "=", key.id) : e("token_hash", "=", key.tokenHash)))
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      workspaceId: row.workspace_id,
      workspace: row.workspace,
      profileId: row.profile_id,
      grantId: row.grant_id,
      createdBy: row.created_by,
      expiresAt: row.expires_at,
      usedAt: row.used_at,
    }
  );
}

/** A link works once: false when it was used before, or by another tab at the same time. */
export async function useLink(trx: Queryable, id: string, now: Date): Promise<boolean> {
  const used = await trx
    .updateTable("renewal_link")
    .set({ used_at: now })
    .where("id", "=", id)
    .where("used_at", "is", null)
    .executeTakeFirst();
  return used.numUpdatedRows > 0n;
}

export interface ResultRow {
  readonly id: string;
  readonly remoteId: string;
  readonly name: string;
  readonly avatarUrl: string | null;
}

export async function profilesByRemoteIds(
  db: Queryable,
  key: { workspaceId: string; network: string; remoteIds: readonly string[] },
): Promise<ResultRow[]> {
  if (key.remoteIds.length === 0) return [];
  const rows = await db
    .selectFrom("profile")
    .select(["id", "remote_id", "name", "avatar_url"])
    .where("workspace_id", "=", key.workspaceId)
    .where("network", "=", key.network)
    .where("remote_id", "in", [...key.remoteIds])
    .orderBy("name")
    .execute();
  return rows.map((row) => ({ id: row.id, remoteId: row.remote_id, name: row.name, avatarUrl: row.avatar_url }));
}

function asFlow(row: Selectable<AuthorizationFlowTable>): Flow {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    network: row.network,
    appId: row.app_id,
    purpose: row.purpose,
    profileId: row.profile_id,
    grantId: row.grant_id,
    memberId: row.member_id,
    linkId: row.link_id,
    browserHash: row.browser_hash,
    identifier: row.identifier,
    scopesAsked: row.scopes_asked,
    rerequest: row.rerequest,
    verifierSealed: row.verifier_sealed,
    keepSealed: row.keep_sealed,
    status: row.status,
    message: row.message,
    consentSealed: row.consent_sealed,
    person: row.person as Person | null,
    scopesGranted: row.scopes_granted ?? undefined,
    scopesDeclined: row.scopes_declined,
    outcome: row.outcome as FlowOutcome,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

function asCandidate(row: Selectable<AuthorizationCandidateTable>): StoredCandidate {
  return {
    remoteId: row.remote_id,
    position: row.position,
    name: row.name,
    handle: row.handle,
    kind: row.kind,
    avatarUrl: row.avatar_url,
    url: row.url,
    roles: row.roles ?? undefined,
    scopes: row.scopes ?? undefined,
    tokenSealed: row.token_sealed,
    tokenExpiresAt: row.token_expires_at,
    unusable: row.unusable,
  };
}
