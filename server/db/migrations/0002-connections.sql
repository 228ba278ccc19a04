-- What Latchkey keeps: apps, grants, profiles, accesses, and the evidence of what happened to them.
-- Times are parameters everywhere (one clock rules), so no column defaults to now().
-- workspace_id is better-auth's organization.id (0001).

create table vault_key (
  id text primary key,
  check_sealed text not null,
  created_at timestamptz not null
);

-- Our client registration at a network. One per network and instance, for the whole installation.
create table app (
  id text primary key,
  network text not null,
  instance text not null default '',
  client_id text not null,
  client_secret_sealed text,
  settings jsonb not null default '{}',
  health text not null default 'well' check (health in ('well', 'rejected')),
  health_since timestamptz,
  health_evidence jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (network, instance)
);

-- The condition of a network as a whole: while frozen no verdict is made about anybody.
create table network_condition (
  network text primary key,
  state text not null default 'well' check (state in ('well', 'unavailable', 'frozen')),
  since timestamptz,
  -- After a freeze was lifted by hand the guard keeps quiet until then.
  quiet_until timestamptz,
  updated_at timestamptz not null
);

-- What one person authorised at one network, kept once however many profiles it reaches.
create table "grant" (
  id text primary key,
  workspace_id text not null references organization (id) on delete cascade,
  network text not null,
  app_id text not null references app (id),
  setter_remote_id text not null,
  setter_name text not null,
  setter_handle text,
  setter_avatar_url text,
  token_kind text not null,
  -- JSON of the tokens, sealed and bound to this row; null once destroyed.
  tokens_sealed text,
  -- Compare-and-set: every save of tokens adds one; a slow loser of a race sees that it lost.
  version integer not null default 1,
  scopes_asked text[] not null,
  scopes_granted text[],
  scopes_declined text[] not null default '{}',
  authorised_at timestamptz not null,
  -- When the tokens at hand were issued (by a consent or a refresh).
  issued_at timestamptz not null,
  refreshed_at timestamptz,
  access_expires_at timestamptz,
  access_expiry_told boolean not null default false,
  refresh_expires_at timestamptz,
  ends_at timestamptz,
  data_access_ends_at timestamptz,
  state text not null check (state in ('unverified', 'live', 'suspect', 'dead', 'ended')),
  cause text,
  state_since timestamptz not null,
  troubles integer not null default 0,
  proved_at timestamptz,
  -- The network refuses to refresh, the token at hand still works (P3): since when, and why.
  refresh_refused_at timestamptz,
  refresh_refused_cause text,
  refresh_troubles integer not null default 0,
  refresh_at timestamptz,
  probe_at timestamptz,
  probed_at timestamptz,
  -- The last look at the network got no usable answer.
  silent_at timestamptz,
  -- A worker has been told; others leave it alone until then.
  sent_until timestamptz,
  -- One refresher across all processes.
  lease_by text,
  lease_until timestamptz,
  created_at timestamptz not null,
  unique (workspace_id, network, setter_remote_id)
);
create index grant_refresh_due on "grant" (refresh_at) where refresh_at is not null;
create index grant_probe_due on "grant" (probe_at) where probe_at is not null;
create index grant_guard on "grant" (network, probed_at);
create index grant_app on "grant" (app_id);

-- Written before a refresh is sent. Without an outcome: in flight, or the process died and the outcome is unknown.
create table refresh_attempt (
  id text primary key,
  grant_id text not null references "grant" (id) on delete cascade,
  version integer not null,
  process text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('saved', 'refused', 'unreachable', 'unknown', 'superseded', 'unmoved')),
  evidence jsonb
);
create index refresh_attempt_grant on refresh_attempt (grant_id, id desc);

-- A page, account or channel that is managed; its id never changes, its row is never made anew (P39, P40).
create table profile (
  id text primary key,
  workspace_id text not null references organization (id) on delete cascade,
  network text not null,
  remote_id text not null,
  name text not null,
  handle text,
  kind text not null,
  avatar_url text,
  url text,
  capabilities_enabled text[] not null,
  -- Derived by core/profile-status.ts, stored for querying, never set by hand.
  status text not null,
  cause text,
  status_since timestamptz,
  status_until timestamptz,
  lost_capabilities text[] not null default '{}',
  capabilities jsonb,
  urgency smallint not null,
  proved_at timestamptz,
  -- When the status changes by the passing of time alone (a warning begins, a proof grows stale).
  derive_at timestamptz,
  disconnected_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace_id, network, remote_id)
);
create index profile_by_urgency on profile (workspace_id, urgency, id);
create index profile_by_name on profile (workspace_id, lower(name), id);
create index profile_by_network on profile (workspace_id, network, status);
create index profile_derive_due on profile (derive_at) where derive_at is not null;

-- What one grant gives on one profile. Several may stand in for each other.
create table access (
  id text primary key,
  workspace_id text not null references organization (id) on delete cascade,
  grant_id text not null references "grant" (id) on delete cascade,
  profile_id text not null references profile (id) on delete cascade,
  token_sealed text,
  token_expires_at timestamptz,
  roles text[],
  scopes text[],
  state text not null check (state in ('unverified', 'live', 'suspect', 'dead', 'ended')),
  cause text,
  state_since timestamptz not null,
  troubles integer not null default 0,
  proved_at timestamptz,
  look_at timestamptz,
  evidence jsonb,
  authorised_at timestamptz not null,
  created_at timestamptz not null,
  unique (grant_id, profile_id)
);
create index access_profile on access (profile_id);
create index access_look_due on access (grant_id, look_at);

create table brand (
  id text primary key,
  workspace_id text not null references organization (id) on delete cascade,
  name text not null,
  created_at timestamptz not null,
  unique (workspace_id, name)
);

create table brand_profile (
  brand_id text not null references brand (id) on delete cascade,
  profile_id text not null references profile (id) on delete cascade,
  enabled boolean not null default true,
  primary key (brand_id, profile_id)
);
create index brand_profile_profile on brand_profile (profile_id);

-- One cause affecting one or many profiles. Of a network or an app: workspace_id is null, everybody sees it.
create table incident (
  id text primary key,
  workspace_id text references organization (id) on delete cascade,
  network text not null,
  reach text not null check (reach in ('grant', 'access', 'network', 'app')),
  grant_id text references "grant" (id) on delete set null,
  cause text not null,
  evidence jsonb,
  opened_at timestamptz not null,
  closed_at timestamptz
);
create unique index incident_open_grant on incident (grant_id, reach, cause) where closed_at is null and grant_id is not null;
create unique index incident_open_network on incident (network, reach) where closed_at is null and grant_id is null;
create index incident_workspace on incident (workspace_id, id desc);

create table incident_profile (
  incident_id text not null references incident (id) on delete cascade,
  profile_id text not null references profile (id) on delete cascade,
  healed_at timestamptz,
  primary key (incident_id, profile_id)
);
create index incident_profile_profile on incident_profile (profile_id);

-- The timeline: what happened, with the redacted evidence of it.
create table event (
  id text primary key,
  -- The order in which things were written: within one moment, ids of time and chance would shuffle cause and effect.
  sequence bigint generated always as identity,
  workspace_id text references organization (id) on delete cascade,
  at timestamptz not null,
  kind text not null,
  profile_id text references profile (id) on delete set null,
  grant_id text references "grant" (id) on delete set null,
  incident_id text references incident (id) on delete set null,
  actor text,
  facts jsonb not null default '{}',
  evidence jsonb
);
create index event_workspace on event (workspace_id, sequence desc);
create index event_profile on event (profile_id, sequence desc) where profile_id is not null;
create index event_grant on event (grant_id, sequence desc) where grant_id is not null;

-- Every call made on somebody's behalf (R7); kept for LATCHKEY_CALL_LOG_DAYS.
create table network_call (
  id text primary key,
  grant_id text references "grant" (id) on delete cascade,
  profile_id text references profile (id) on delete cascade,
  act text not null,
  method text not null,
  address text not null,
  status integer not null,
  milliseconds integer not null,
  at timestamptz not null
);
create index network_call_profile on network_call (profile_id, id desc) where profile_id is not null;
create index network_call_grant on network_call (grant_id, id desc) where grant_id is not null;
create index network_call_age on network_call (at);

-- A dance under way: the person is at the network, or back and choosing. Nothing of it is attached to any profile before they say so.
create table authorization_flow (
  id text primary key,
  workspace_id text not null references organization (id) on delete cascade,
  network text not null,
  app_id text not null references app (id),
  purpose text not null check (purpose in ('connect', 'renew')),
  -- The target is bound here and into the signed state (P37).
  profile_id text references profile (id) on delete cascade,
  grant_id text references "grant" (id) on delete set null,
  member_id text,
  link_id text,
  -- SHA-256 of the secret in the browser's cookie: a callback in another browser is refused.
  browser_hash text not null,
  identifier text,
  scopes_asked text[] not null,
  rerequest boolean not null default false,
  verifier_sealed text,
  keep_sealed text,
  status text not null,
  message text,
  -- The consent as it came back, sealed until it is saved to a grant or thrown away.
  consent_sealed text,
  person jsonb,
  scopes_granted text[],
  scopes_declined text[] not null default '{}',
  outcome jsonb not null default '{}',
  created_at timestamptz not null,
  expires_at timestamptz not null,
  returned_at timestamptz,
  ended_at timestamptz
);
create index authorization_flow_age on authorization_flow (expires_at);

-- What a consent reaches, kept only while the person chooses.
create table authorization_candidate (
  flow_id text not null references authorization_flow (id) on delete cascade,
  remote_id text not null,
  position integer not null,
  name text not null,
  handle text,
  kind text not null,
  avatar_url text,
  url text,
  roles text[],
  scopes text[],
  token_sealed text,
  token_expires_at timestamptz,
  unusable text,
  primary key (flow_id, remote_id)
);
create index authorization_candidate_order on authorization_candidate (flow_id, position);

create table renewal_link (
  id text primary key,
  workspace_id text not null references organization (id) on delete cascade,
  token_hash text not null unique,
  profile_id text not null references profile (id) on delete cascade,
  grant_id text references "grant" (id) on delete set null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table idempotency_key (
  workspace_id text not null references organization (id) on delete cascade,
  key text not null,
  request_hash text not null,
  status integer,
  answer jsonb,
  created_at timestamptz not null,
  primary key (workspace_id, key)
);
create index idempotency_key_age on idempotency_key (created_at);
create index event_deletion on event ((facts ->> 'code')) where kind = 'data_deletion';
