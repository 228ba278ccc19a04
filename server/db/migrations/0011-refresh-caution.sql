-- Where refresh tokens are good once, an outcome that is unknown may have cost a login. It is known to all processes from here, so
-- that one silence stops the early refreshes at that network (or server) and not only those of the process that met it.
-- No row: no caution.
create table refresh_caution (
  network text not null,
  server text not null default '',
  -- How long the pauses are at this moment: longer with each silence, shorter with each answer.
  pause_seconds double precision not null,
  -- No refresh of a token that still has life begins there before.
  early_at timestamptz not null,
  -- One refresh at a time while there is caution; judged by the database's clock, as every lease is.
  lease_by text,
  lease_until timestamptz,
  primary key (network, server)
);
