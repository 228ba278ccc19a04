-- A worker takes what is due itself, some of each workspace in turn, so that one workspace's thousands delay nobody else's: each of
-- these is read from its earliest due row on. What is dead or ended is never due.
create index grant_refresh_turn on "grant" (app_id, workspace_id, refresh_at)
  where refresh_at is not null and state not in ('dead', 'ended');
create index grant_probe_turn on "grant" (app_id, workspace_id, probe_at)
  where probe_at is not null and state not in ('dead', 'ended');
create index grant_discover_turn on "grant" (app_id, workspace_id, discover_at)
  where discover_at is not null and state not in ('dead', 'ended');

-- What is due is counted from these; a dead grant's old due times are no longer in the way.
drop index grant_refresh_due;
create index grant_refresh_due on "grant" (refresh_at) where refresh_at is not null and state not in ('dead', 'ended');
drop index grant_probe_due;
create index grant_probe_due on "grant" (probe_at) where probe_at is not null and state not in ('dead', 'ended');
