-- Reads that a network charges our app for (X), counted as it charges: once for each app, UTC day and account looked at.

create table paid_read (
  app_id text not null references app (id) on delete cascade,
  day date not null,
  -- The account's id at the network.
  account text not null,
  -- False: room in the month's budget, taken for a look that is under way; whether it is charged, its answer says.
  charged boolean not null,
  primary key (app_id, day, account)
);
create index paid_read_age on paid_read (day);

alter table access
  -- The month's budget is used up: no look before then. Null: looked at as usual.
  add column saved_until timestamptz;

alter table profile
  -- Derived: every access that would be looked at is saved until then.
  add column looks_saved_until timestamptz;
