-- What a program has to do for a dance is found again when the process that did it dies, and every picked profile is proved
-- by itself before anything is saved.

alter table authorization_flow
  -- Something is to be done for it in the background from then on: the sweep sends it, again and again, until it is done.
  add column work_at timestamptz,
  -- One worker at a time has it; the name tells one that slept too long that another has taken over.
  add column held_by text,
  add column held_until timestamptz,
  -- How often it was taken up: what fails every time comes to an end in words.
  add column tries integer not null default 0;

-- Those under way while this is upgraded are taken up as well.
update authorization_flow set work_at = created_at where status in ('discovering', 'proving');
create index authorization_flow_work on authorization_flow (work_at) where work_at is not null;

alter table authorization_candidate
  -- What the network told when this one was proved by a real call with its very token.
  add column proof jsonb,
  add column proved_at timestamptz,
  -- Why it is not added, as a sentence for people.
  add column refused text;
