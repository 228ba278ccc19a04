import { heldScopes, type Capability, type CapabilityStates } from "#core/capability.ts";
import type { Cause } from "#core/diagnosis.ts";
import type { Health } from "#core/health.ts";
import type { ProfileStatus } from "#core/profile-status.ts";
import type { Queryable } from "../db/database.ts";

/** One access joined with its grant, as the derivation needs it. */
export interface AccessFacts {
  readonly id: string;
  readonly grantId: string;
  readonly setterName: string;
  readonly appHealth: "well" | "rejected";
  readonly appHealthSince: Date | null;
  /** Of the app: a way in, or the server; empty where a network has one app. */
  readonly appInstance: string;
  readonly access: Health;
  readonly grant: Health;
  readonly roles: readonly string[] | undefined;
  readonly scopes: readonly string[] | undefined;
  readonly hasOwnToken: boolean;
  readonly tokenExpiresAt: Date | null;
  readonly provedAt: Date | null;
  /** Looks are saved until then; meanwhile the grant's own proof stands for the access. */
  readonly savedUntil: Date | null;
  readonly grantProvedAt: Date | null;
  readonly authorisedAt: Date;
  readonly accessExpiresAt: Date | null;
  readonly endsAt: Date | null;
  readonly dataAccessEndsAt: Date | null;
  readonly hasRefresh: boolean;
  readonly refreshRefusedCause: Cause | null;
}

export interface ProfileFacts {
  readonly id: string;
  readonly workspaceId: string;
  readonly network: string;
  readonly name: string;
  readonly kind: string;
  readonly status: ProfileStatus;
  readonly cause: Cause | null;
  readonly statusSince: Date | null;
  readonly until: Date | null;
  readonly lost: readonly Capability[];
  readonly enabled: readonly Capability[];
  readonly capabilities: CapabilityStates | null;
  readonly looksSavedUntil: Date | null;
  readonly disconnectedAt: Date | null;
  readonly accesses: readonly AccessFacts[];
}

/** Locks the profiles in a fixed order and reads what their status follows from. */
export async function factsForStatus(trx: Queryable, profileIds: readonly string[]): Promise<ProfileFacts[]> {
  const profiles = await trx
    .selectFrom("profile")
    .selectAll()
    .where("id", "in", [...profileIds])
    .orderBy("id")
    .forUpdate()
    .execute();
  const accesses = await trx
    .selectFrom("access")
    .innerJoin("grant", "grant.id", "access.grant_id")
    .innerJoin("app", "app.id", "grant.app_id")
    .selectAll("access")
    .select([
      "grant.setter_name",
      "grant.state as grant_state",
      "grant.cause as grant_cause",
      "grant.state_since as grant_since",
      "grant.troubles as grant_troubles",
      "grant.proved_at as grant_proved_at",
      "grant.scopes_granted",
      "grant.authorised_at",
      "grant.access_expires_at",
      "grant.ends_at",
      "grant.data_access_ends_at",
      "grant.refresh_at",
      "grant.refresh_refused_at",
      "grant.refresh_refused_cause",
      "grant.refusal_told_at",
      "app.health as app_health",
      "app.health_since as app_health_since",
      "app.instance as app_instance",
    ])
    .where("access.profile_id", "in", [...profileIds])
    .orderBy("access.id")
    .execute();
  const byProfile = Map.groupBy(accesses, (access) => access.profile_id);
  return profiles.map((profile) => ({
    id: profile.id,
    workspaceId: profile.workspace_id,
    network: profile.network,
    name: profile.name,
    kind: profile.kind,
    status: profile.status,
    cause: profile.cause,
    statusSince: profile.status_since,
    until: profile.status_until,
    lost: profile.lost_capabilities,
    enabled: profile.capabilities_enabled,
    capabilities: profile.capabilities as CapabilityStates | null,
    looksSavedUntil: profile.looks_saved_until,
    disconnectedAt: profile.disconnected_at,
    accesses: (byProfile.get(profile.id) ?? []).map((row) => ({
      id: row.id,
      grantId: row.grant_id,
      setterName: row.setter_name,
      appHealth: row.app_health,
      appHealthSince: row.app_health_since,
      appInstance: row.app_instance,
      access: { state: row.state, cause: row.cause, since: row.state_since, troubles: row.troubles },
      grant: { state: row.grant_state, cause: row.grant_cause, since: row.grant_since, troubles: row.grant_troubles },
      roles: row.roles ?? undefined,
      scopes: heldScopes(row.scopes_granted ?? undefined, row.scopes ?? undefined),
      hasOwnToken: row.token_sealed !== null,
      tokenExpiresAt: row.token_expires_at,
      provedAt: row.proved_at,
      savedUntil: row.saved_until,
      grantProvedAt: row.grant_proved_at,
      authorisedAt: row.authorised_at,
      accessExpiresAt: row.access_expires_at,
      endsAt: row.ends_at,
      dataAccessEndsAt: row.data_access_ends_at,
      hasRefresh: row.refresh_at !== null && !isRefusalTold(row),
      refreshRefusedCause: isRefusalTold(row) ? row.refresh_refused_cause : null,
    })),
  }));
}

/** Until a refused refresh has a witness nobody hears of it. */
function isRefusalTold(row: { refresh_refused_at: Date | null; refusal_told_at: Date | null }): boolean {
  const { refresh_refused_at: refusedAt, refusal_told_at: toldAt } = row;
  return refusedAt !== null && toldAt !== null && toldAt >= refusedAt;
}
