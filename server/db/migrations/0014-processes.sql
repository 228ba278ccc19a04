-- Keys are changed while Latchkey runs: no process may seal with a key that another living process cannot open with (P24). So every
-- process says here that it lives and which keys it knows, and the key that seals is switched only when all of them know it.

-- One row for each living process, removed when it stops. These times are the database's own, never a process's: whether somebody
-- has missed their beats must not depend on whose clock is right.
create table process (
  id text primary key,
  -- Host and process number, for people.
  name text not null,
  -- Every key it can open with, the one that its operator wants to seal with first.
  key_ids text[] not null,
  -- The key with which it may still be sealing.
  sealing_key_id text not null,
  -- Since when its beats have come without a gap: only who was there all the time may say that another one was not.
  steady_since timestamptz not null,
  beat_at timestamptz not null
);

-- The key with the latest active_at seals; null: known to somebody, and never sealed with. Until now a key was noted when it began to seal.
alter table vault_key add column active_at timestamptz;
update vault_key set active_at = created_at;
