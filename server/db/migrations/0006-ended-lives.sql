-- How long logins really live here: one row for each that died at its network. A login that a person here ended, or that a
-- renewal replaced while it lived, has none: it might have lived on. No name is in it, and it outlives grants and profiles.

create table ended_life (
  grant_id text not null,
  -- The consent that began this life; the same grant, renewed after its death, begins another.
  authorised_at timestamptz not null,
  network text not null,
  -- The way in, or the server of a network of many servers.
  instance text not null,
  cause text not null,
  ended_at timestamptz not null,
  primary key (grant_id, authorised_at)
);
create index ended_life_network on ended_life (network, ended_at);

-- Counts the living of one network, and finds their eldest, without reading the rows.
create index grant_lives on "grant" (network, state, app_id, authorised_at);

insert into ended_life (grant_id, authorised_at, network, instance, cause, ended_at)
select "grant".id, "grant".authorised_at, "grant".network, app.instance, coalesce("grant".cause, 'unrecognised'), "grant".state_since
from "grant" join app on app.id = "grant".app_id
where "grant".state = 'dead';
