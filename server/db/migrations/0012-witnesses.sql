-- A login is declared dead only once somebody else of the same network (or server) was asked and worked after its first refusal.
-- So what was refused is kept until it works again, and the last call that worked is found for each app without a search.

-- Undecided or decided: one row for each login that was refused and has not worked since.
create table refusal (
  grant_id text primary key references "grant" (id) on delete cascade,
  app_id text not null references app (id),
  -- The tokens that were refused; a renewal begins anew.
  version integer not null,
  -- Several logins of one person are one person's trouble.
  person text not null,
  -- Which of the network's doors said no: where tokens are used, or where they are refreshed.
  act text not null check (act in ('probe', 'refresh')),
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- The last answer left no doubt.
  certain boolean not null
);
create index refusal_place on refusal (app_id, act, last_at);

alter table "grant"
  -- When the last refresh that worked was sent. proved_at says the same of the last probe.
  add column refresh_proved_at timestamptz,
  -- The refusal of its refresh has a witness, and people were told of it.
  add column refusal_told_at timestamptz;
create index grant_proved on "grant" (app_id, proved_at);
create index grant_refresh_proved on "grant" (app_id, refresh_proved_at) where refresh_proved_at is not null;

-- Until now a refused refresh was told at once.
update "grant" set refusal_told_at = refresh_refused_at where refresh_refused_at is not null;

-- Neither of them changes what is lent: appended to the columns that are not told to readers, whichever these are by now.
do $$
declare
  untold text;
begin
  select (string_to_array(encode(tgargs, 'escape'), '\000'))[2] into strict untold
    from pg_trigger where tgname = 'grant_tokens_changed';
  drop trigger grant_tokens_changed on "grant";
  execute format('create trigger grant_tokens_changed after update on "grant" referencing old table as old_rows new table as new_rows
    for each statement execute function tell_token_change(%L, %L)', 'id', untold || ' refresh_proved_at refusal_told_at');
end $$;

alter table network_condition
  -- While frozen: which door refuses, and since when verdicts are withdrawn.
  add column frozen_by text check (frozen_by in ('probe', 'refresh')),
  add column withdrawn_from timestamptz,
  -- A few logins by lot are asked again and again: when last, how many, and when next.
  add column sampled_at timestamptz,
  add column sample_size integer,
  add column sample_at timestamptz;

-- A login that died without a witness, or for its access token alone, is asked once a day for a week.
create table second_chance (
  grant_id text primary key references "grant" (id) on delete cascade,
  at timestamptz not null,
  remaining smallint not null
);
create index second_chance_due on second_chance (at);
