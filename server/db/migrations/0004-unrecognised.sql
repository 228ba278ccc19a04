-- Answers of networks that no row of a diagnosis table fits: one line for each kind of answer, counted, for the operator.

create table unrecognised_answer (
  id text primary key,
  network text not null,
  act text not null,
  status integer not null,
  -- SHA-256 of what the answer says: code, subcode, words without names and numbers. Never of anything secret.
  fingerprint text not null,
  code text,
  subcode text,
  words text not null,
  count integer not null,
  -- How many of them a caller of the API told us about; we did not see those ourselves.
  reported integer not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- The newest one, redacted.
  sample jsonb not null,
  unique (network, act, status, fingerprint)
);
