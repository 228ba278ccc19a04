-- What an operator enters and hears, and profiles that are added by themselves.

alter table app
  -- Its values come from the environment at every start; the web app only shows them.
  add column from_environment boolean not null default false,
  -- The last time the network refused this app's consent screen (a scope that is not approved, a wrong redirect address).
  add column refused_at timestamptz,
  add column refused_words text;

alter table "grant"
  -- Where a network adds everything by itself: when we look for new profiles next.
  add column discover_at timestamptz;

create index grant_discover_due on "grant" (discover_at) where discover_at is not null and state not in ('dead', 'ended');

-- What a person left out where everything else is added by itself.
create table left_out (
  workspace_id text not null references organization (id) on delete cascade,
  network text not null,
  remote_id text not null,
  at timestamptz not null,
  primary key (workspace_id, network, remote_id)
);
