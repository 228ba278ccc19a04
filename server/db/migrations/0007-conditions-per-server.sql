-- Where a network is many servers, what is down, and what refuses everybody, is one of them: a condition and its incident name it.
-- The server is app.instance; empty stands for a network as a whole, which is all there was before.

alter table network_condition
  add column server text not null default '',
  drop constraint network_condition_pkey,
  add primary key (network, server);

alter table incident add column server text not null default '';
drop index incident_open_network;
create unique index incident_open_network on incident (network, server, reach) where closed_at is null and grant_id is null;

-- Signs are counted for one app's logins. The new index begins as the old one did.
create index grant_guard_app on "grant" (app_id, probed_at);
drop index grant_app;

-- A registration at a server may be followed by another one (our public address has changed). The old one stays for the logins that
-- were given to it: it alone can end their tokens there.
alter table app
  add column retired_at timestamptz,
  drop constraint app_network_instance_key;
create unique index app_in_use on app (network, instance) where retired_at is null;

-- One registration at a server at a time, in all processes.
create table registration_lease (
  network text not null,
  server text not null,
  lease_by text not null,
  lease_until timestamptz not null,
  primary key (network, server)
);

-- What was said of such a network as a whole was said of one of its servers, and nobody noted which: it is over, and is found anew at the
-- next look. Servers have a dot in their names, ways in have none.
update incident set closed_at = condition.updated_at
  from network_condition as condition
  where incident.network = condition.network and incident.network in (select network from app where instance like '%.%')
    and incident.reach = 'network' and incident.closed_at is null;
update profile set derive_at = updated_at
  where status = 'waiting' and network in (select network from app where instance like '%.%');
delete from network_condition where network in (select network from app where instance like '%.%');
