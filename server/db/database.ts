import type { Capability } from "#core/capability.ts";
import type { Act, Cause } from "#core/diagnosis.ts";
import type { TokenKind } from "#core/grant.ts";
import type { HealthState } from "#core/health.ts";
import type { ProvingAct } from "#core/outage.ts";
import type { ProfileStatus } from "#core/profile-status.ts";
import {
  Kysely,
  PostgresDialect,
  type ColumnType,
  type Generated,
  type GeneratedAlways,
  type JSONColumnType,
  type Transaction,
} from "kysely";
import type pg from "pg";

export { openPool } from "./pool.ts";

/** The tables of `migrations/0002-connections.sql` and of those after it, column for column. Rows become domain values in `queries.ts`, nowhere else. */
export interface Tables {
  vault_key: VaultKeyTable;
  process: ProcessTable;
  app: AppTable;
  registration_lease: RegistrationLeaseTable;
  network_condition: NetworkConditionTable;
  refusal: RefusalTable;
  second_chance: SecondChanceTable;
  grant: GrantTable;
  refresh_attempt: RefreshAttemptTable;
  refresh_caution: RefreshCautionTable;
  profile: ProfileTable;
  access: AccessTable;
  brand: BrandTable;
  brand_profile: BrandProfileTable;
  incident: IncidentTable;
  incident_profile: IncidentProfileTable;
  event: EventTable;
  network_call: NetworkCallTable;
  authorization_flow: AuthorizationFlowTable;
  authorization_candidate: AuthorizationCandidateTable;
  renewal_link: RenewalLinkTable;
  idempotency_key: IdempotencyKeyTable;
  left_out: LeftOutTable;
  unrecognised_answer: UnrecognisedAnswerTable;
  paid_read: PaidReadTable;
  ended_life: EndedLifeTable;
  organization: { id: string; name: string; createdAt: Date };
}

export type Database = Kysely<Tables>;
/** Either the database or a transaction of it. */
export type Queryable = Kysely<Tables> | Transaction<Tables>;

type Json = JSONColumnType<Record<string, unknown>>;
type NullableJson = ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;

interface VaultKeyTable {
  id: string;
  check_sealed: string;
  created_at: Date;
  active_at: Generated<Date | null>;
}

interface ProcessTable {
  id: string;
  name: string;
  key_ids: string[];
  sealing_key_id: string;
  steady_since: Date;
  beat_at: Date;
}

export interface AppTable {
  id: string;
  network: string;
  instance: Generated<string>;
  client_id: string;
  client_secret_sealed: string | null;
  settings: JSONColumnType<Record<string, string>>;
  health: Generated<"well" | "rejected">;
  health_since: Date | null;
  health_evidence: NullableJson;
  from_environment: Generated<boolean>;
  refused_at: Date | null;
  refused_words: string | null;
  retired_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

interface RegistrationLeaseTable {
  network: string;
  server: string;
  lease_by: string;
  lease_until: Date;
}

interface LeftOutTable {
  workspace_id: string;
  network: string;
  remote_id: string;
  at: Date;
}

export interface NetworkConditionTable {
  network: string;
  server: Generated<string>;
  state: "well" | "unavailable" | "frozen";
  since: Date | null;
  quiet_until: Date | null;
  frozen_by: Generated<ProvingAct | null>;
  withdrawn_from: Generated<Date | null>;
  sampled_at: Generated<Date | null>;
  sample_size: Generated<number | null>;
  sample_at: Generated<Date | null>;
  updated_at: Date;
}

interface RefusalTable {
  grant_id: string;
  app_id: string;
  version: number;
  person: string;
  act: ProvingAct;
  first_at: Date;
  last_at: Date;
  certain: boolean;
}

interface SecondChanceTable {
  grant_id: string;
  at: Date;
  remaining: number;
}

interface HealthColumns {
  state: HealthState;
  cause: Cause | null;
  state_since: Date;
  troubles: Generated<number>;
  proved_at: Date | null;
}

export interface GrantTable extends HealthColumns {
  id: string;
  workspace_id: string;
  network: string;
  app_id: string;
  setter_remote_id: string;
  setter_name: string;
  setter_handle: string | null;
  setter_avatar_url: string | null;
  token_kind: TokenKind;
  tokens_sealed: string | null;
  version: Generated<number>;
  scopes_asked: string[];
  scopes_granted: string[] | null;
  scopes_declined: Generated<string[]>;
  authorised_at: Date;
  issued_at: Date;
  refreshed_at: Date | null;
  access_expires_at: Date | null;
  access_expiry_told: Generated<boolean>;
  refresh_expires_at: Date | null;
  ends_at: Date | null;
  data_access_ends_at: Date | null;
  refresh_refused_at: Date | null;
  refresh_refused_cause: Cause | null;
  refresh_proved_at: Generated<Date | null>;
  refusal_told_at: Generated<Date | null>;
  refresh_troubles: Generated<number>;
  refresh_at: Date | null;
  probe_at: Date | null;
  discover_at: Date | null;
  probed_at: Date | null;
  silent_at: Date | null;
  sent_until: Date | null;
  lease_by: string | null;
  lease_until: Date | null;
  created_at: Date;
}

interface RefreshAttemptTable {
  id: string;
  grant_id: string;
  version: number;
  process: string;
  started_at: Date;
  ended_at: Date | null;
  outcome: "saved" | "refused" | "unreachable" | "unknown" | "superseded" | "unmoved" | null;
  evidence: NullableJson;
}

interface RefreshCautionTable {
  network: string;
  server: string;
  pause_seconds: number;
  early_at: Date;
  lease_by: string | null;
  lease_until: Date | null;
}

export interface ProfileTable {
  id: string;
  workspace_id: string;
  network: string;
  remote_id: string;
  name: string;
  handle: string | null;
  kind: string;
  avatar_url: string | null;
  url: string | null;
  capabilities_enabled: Capability[];
  status: ProfileStatus;
  cause: Cause | null;
  status_since: Date | null;
  status_until: Date | null;
  lost_capabilities: Generated<Capability[]>;
  capabilities: NullableJson;
  urgency: number;
  proved_at: Date | null;
  derive_at: Date | null;
  looks_saved_until: Generated<Date | null>;
  disconnected_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

export interface AccessTable extends HealthColumns {
  id: string;
  workspace_id: string;
  grant_id: string;
  profile_id: string;
  token_sealed: string | null;
  token_expires_at: Date | null;
  roles: string[] | null;
  scopes: string[] | null;
  look_at: Date | null;
  saved_until: Generated<Date | null>;
  evidence: NullableJson;
  authorised_at: Date;
  created_at: Date;
}

interface BrandTable {
  id: string;
  workspace_id: string;
  name: string;
  created_at: Date;
}

interface BrandProfileTable {
  brand_id: string;
  profile_id: string;
  enabled: Generated<boolean>;
}

export interface IncidentTable {
  id: string;
  workspace_id: string | null;
  network: string;
  server: Generated<string>;
  reach: "grant" | "access" | "network" | "app";
  grant_id: string | null;
  cause: Cause;
  evidence: NullableJson;
  opened_at: Date;
  closed_at: Date | null;
}

interface IncidentProfileTable {
  incident_id: string;
  profile_id: string;
  healed_at: Date | null;
}

export interface EventTable {
  id: string;
  sequence: GeneratedAlways<string>;
  workspace_id: string | null;
  at: Date;
  kind: string;
  profile_id: string | null;
  grant_id: string | null;
  incident_id: string | null;
  actor: string | null;
  facts: Json;
  evidence: NullableJson;
}

interface NetworkCallTable {
  id: string;
  grant_id: string | null;
  profile_id: string | null;
  act: Act;
  method: string;
  address: string;
  status: number;
  milliseconds: number;
  at: Date;
}

export interface AuthorizationFlowTable {
  id: string;
  workspace_id: string;
  network: string;
  app_id: string;
  purpose: "connect" | "renew";
  profile_id: string | null;
  grant_id: string | null;
  member_id: string | null;
  link_id: string | null;
  browser_hash: string;
  identifier: string | null;
  scopes_asked: string[];
  rerequest: Generated<boolean>;
  verifier_sealed: string | null;
  keep_sealed: string | null;
  status:
    | "waiting"
    | "discovering"
    | "picking"
    | "mismatch"
    | "comparing"
    | "proving"
    | "done"
    | "cancelled"
    | "failed"
    | "expired";
  message: string | null;
  consent_sealed: string | null;
  person: NullableJson;
  scopes_granted: string[] | null;
  scopes_declined: Generated<string[]>;
  outcome: Json;
  created_at: Date;
  expires_at: Date;
  returned_at: Date | null;
  ended_at: Date | null;
  work_at: Date | null;
  held_by: string | null;
  held_until: Date | null;
  tries: Generated<number>;
}

export interface AuthorizationCandidateTable {
  flow_id: string;
  remote_id: string;
  position: number;
  name: string;
  handle: string | null;
  kind: string;
  avatar_url: string | null;
  url: string | null;
  roles: string[] | null;
  scopes: string[] | null;
  token_sealed: string | null;
  token_expires_at: Date | null;
  unusable: string | null;
  proof: NullableJson;
  proved_at: Date | null;
  refused: string | null;
}

interface RenewalLinkTable {
  id: string;
  workspace_id: string;
  token_hash: string;
  profile_id: string;
  grant_id: string | null;
  created_by: string;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

interface EndedLifeTable {
  grant_id: string;
  authorised_at: Date;
  network: string;
  instance: string;
  cause: Cause;
  ended_at: Date;
}

interface PaidReadTable {
  app_id: string;
  /** A UTC day, `2026-11-22`; compared and never read back, because the driver would make local midnight of it. */
  day: string;
  account: string;
  charged: boolean;
}

interface IdempotencyKeyTable {
  workspace_id: string;
  key: string;
  request_hash: string;
  status: number | null;
  answer: NullableJson;
  created_at: Date;
}

interface UnrecognisedAnswerTable {
  id: string;
  network: string;
  act: Act;
  status: number;
  fingerprint: string;
  code: string | null;
  subcode: string | null;
  words: string;
  count: number;
  reported: number;
  first_seen_at: Date;
  last_seen_at: Date;
  sample: Json;
}

export function openDatabase(pool: pg.Pool): Database {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
