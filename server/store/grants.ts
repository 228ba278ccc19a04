import type { Cause } from "#core/diagnosis.ts";
import { mergeExpiries, type Expiries, type Person, type TokenKind } from "#core/grant.ts";
import type { Health } from "#core/health.ts";
import type { Selectable } from "kysely";
import type { Database, GrantTable, Queryable } from "../db/database.ts";
import { isLeaseHeld } from "../db/lease-time.ts";
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

/** A grant as it stands, and its lease: given back, held by whoever refreshes it at this moment, or run out because that process died. */
export async function watchLease(
  db: Database,
  id: string,
): Promise<{ readonly grant: StoredGrant; readonly lease: "none" | "held" | "over" } | undefined> {
  const row = await db
    .selectFrom("grant")
    .selectAll()
    .select(isLeaseHeld("lease_until").as("is_held"))
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row) return undefined;
  const lease = row.is_held ? "held" : "over";
  return { grant: asGrant(row), lease: row.lease_by === null ? "none" : lease };
}

// ── What is written of them ─────────────────────────────────────────────────────────────────────────────────────────

/** What a sealed token text is bound to; moved to another row it does not open. */
export const grantBinding = (grantId: string): string => `grant:${grantId}:tokens`;

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

export function consentColumns(grant: NewGrant) {
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

export interface GrantFacts extends Expiries {
  readonly scopesGranted?: readonly string[] | undefined;
  readonly scopesDeclined?: readonly string[] | undefined;
}

export function expiryColumns(expiries: Expiries) {
  return {
    access_expires_at: expiries.accessExpiresAt ?? null,
    access_expiry_told: expiries.accessExpiresAt !== undefined && !expiries.accessAssumed,
    refresh_expires_at: expiries.refreshExpiresAt ?? null,
    ends_at: expiries.endsAt ?? null,
    data_access_ends_at: expiries.dataAccessEndsAt ?? null,
  };
}
