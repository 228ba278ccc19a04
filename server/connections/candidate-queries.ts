import type { AccessProof, FoundProfile } from "#networks/network.ts";
import { sql, type Selectable } from "kysely";
import type { AuthorizationCandidateTable, Database, Queryable } from "../db/database.ts";
import { asJson } from "../db/json.ts";
import type { Flow } from "./flow-queries.ts";

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
  /** A real call proved it with its very token. */
  readonly proof: ProvedCandidate | null;
  /** Why it is not added, as a sentence for people. */
  readonly refused: string | null;
}

/** What the network told when it was proved, and when that was. */
export interface ProvedCandidate {
  readonly told: AccessProof;
  readonly at: Date;
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

/** How it went with one that was picked. */
export type CandidateOutcome =
  | { readonly remoteId: string; readonly proof: ProvedCandidate }
  | { readonly remoteId: string; readonly refused: string };

export async function saveOutcomes(
  db: Queryable,
  flowId: string,
  outcomes: readonly CandidateOutcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  const rows = outcomes.map((one) =>
    "proof" in one
      ? { remote_id: one.remoteId, proof: one.proof.told, proved_at: one.proof.at, refused: null }
      : { remote_id: one.remoteId, proof: null, proved_at: null, refused: one.refused },
  );
  await sql`
    update authorization_candidate as candidate
    set proof = outcome.proof, proved_at = outcome.proved_at, refused = outcome.refused
    from jsonb_to_recordset(${asJson(rows)}::jsonb)
      as outcome(remote_id text, proof jsonb, proved_at timestamptz, refused text)
    where candidate.flow_id = ${flowId} and candidate.remote_id = outcome.remote_id`.execute(db);
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

export interface ResultRow {
  readonly id: string;
  readonly remoteId: string;
  readonly isDisconnected: boolean;
}

export async function profilesByRemoteIds(
  db: Queryable,
  key: { workspaceId: string; network: string; remoteIds: readonly string[] },
): Promise<ResultRow[]> {
  if (key.remoteIds.length === 0) return [];
  const rows = await db
    .selectFrom("profile")
    .select(["id", "remote_id", "disconnected_at"])
    .where("workspace_id", "=", key.workspaceId)
    .where("network", "=", key.network)
    .where("remote_id", "in", [...key.remoteIds])
    .execute();
  return rows.map((row) => ({ id: row.id, remoteId: row.remote_id, isDisconnected: row.disconnected_at !== null }));
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
    proof: row.proved_at && { told: row.proof ?? {}, at: row.proved_at },
    refused: row.refused,
  };
}

export async function destroyCandidateTokens(db: Queryable, flowIds: readonly string[]): Promise<void> {
  if (flowIds.length === 0) return;
  await db
    .updateTable("authorization_candidate")
    .set({ token_sealed: null })
    .where("flow_id", "in", [...flowIds])
    .where("token_sealed", "is not", null)
    .execute();
}
