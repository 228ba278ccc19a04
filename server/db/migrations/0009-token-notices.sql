-- Tokens are lent from memory as well, in every process that serves the API. Whatever could make such an answer wrong, and the end of an
-- API key, is told to all of them with the commit that does it, whoever does it and by whatever statement: no code can forget to.

-- Arguments: the column whose value is told, and the columns on which no such answer depends. A column that is not named here counts,
-- so that one that is added later is told until somebody has thought about it.
create function tell_token_change() returns trigger language plpgsql as $$
declare
  told text[];
begin
  if tg_op = 'UPDATE' then
    select array_agg(distinct pair.after ->> tg_argv[0]) into told
    from (
      select to_jsonb(old_row) - string_to_array(tg_argv[1], ' ') as before, to_jsonb(new_row) - string_to_array(tg_argv[1], ' ') as after
      from old_rows as old_row join new_rows as new_row on new_row.id = old_row.id
    ) as pair
    where pair.before is distinct from pair.after;
  elsif tg_op = 'DELETE' then
    select array_agg(distinct to_jsonb(old_row) ->> tg_argv[0]) into told from old_rows as old_row;
  else
    select array_agg(distinct to_jsonb(new_row) ->> tg_argv[0]) into told from new_rows as new_row;
  end if;
  -- A notice has room for 8,000 bytes, an id takes 26; of very many it is said that they are many.
  if cardinality(told) > 200 then
    perform pg_notify('latchkey_tokens', '*');
  elsif cardinality(told) > 0 then
    perform pg_notify('latchkey_tokens', array_to_string(told, ' '));
  end if;
  return null;
end $$;

create trigger grant_tokens_changed after update on "grant" referencing old table as old_rows new table as new_rows
  for each statement execute function tell_token_change('id',
    'probe_at probed_at proved_at silent_at sent_until discover_at lease_by lease_until refresh_at troubles refresh_troubles refresh_refused_at refresh_refused_cause');
create trigger grant_tokens_gone after delete on "grant" referencing old table as old_rows
  for each statement execute function tell_token_change('id');

create trigger access_tokens_made after insert on access referencing new table as new_rows
  for each statement execute function tell_token_change('profile_id');
create trigger access_tokens_changed after update on access referencing old table as old_rows new table as new_rows
  for each statement execute function tell_token_change('profile_id', 'look_at saved_until proved_at troubles evidence');
create trigger access_tokens_gone after delete on access referencing old table as old_rows
  for each statement execute function tell_token_change('profile_id');

create trigger profile_tokens_changed after update on profile referencing old table as old_rows new table as new_rows
  for each statement execute function tell_token_change('id',
    'name handle avatar_url url capabilities_enabled status cause status_since status_until lost_capabilities capabilities urgency proved_at derive_at looks_saved_until updated_at');
create trigger profile_tokens_gone after delete on profile referencing old table as old_rows
  for each statement execute function tell_token_change('id');

create trigger apikey_changed after update on apikey referencing old table as old_rows new table as new_rows
  for each statement execute function tell_token_change('id', 'requestCount remaining lastRequest lastRefillAt updatedAt');
create trigger apikey_gone after delete on apikey referencing old table as old_rows
  for each statement execute function tell_token_change('id');
