-- Tokens are lent from memory (0009). Which changes are told to all processes was a list of columns that do not matter, so that every
-- probe and every new column emptied the memory until somebody had thought of it. From here on it is the columns that do matter: those
-- from which server/tokens/lend.ts decides and answers. A statement that leaves all of them as they are tells nothing.
-- A new API key is told as well, because a process may remember that it does not know the key.

drop trigger grant_tokens_changed on "grant";
drop trigger grant_tokens_gone on "grant";
drop trigger access_tokens_made on access;
drop trigger access_tokens_changed on access;
drop trigger access_tokens_gone on access;
drop trigger profile_tokens_changed on profile;
drop trigger profile_tokens_gone on profile;
drop trigger apikey_changed on apikey;
drop trigger apikey_gone on apikey;
drop function tell_token_change();

-- Arguments: the column whose value is told, and for an update the columns that matter.
create function notify_lending_change() returns trigger language plpgsql as $$
declare
  changed text[];
begin
  if tg_op = 'UPDATE' then
    select array_agg(distinct pair.after ->> tg_argv[0]) into changed
    from (
      select to_jsonb(old_row) as before, to_jsonb(new_row) as after
      from old_rows as old_row join new_rows as new_row on new_row.id = old_row.id
    ) as pair
    where exists (
      select from unnest(string_to_array(tg_argv[1], ' ')) as name
      where pair.before -> name is distinct from pair.after -> name
    );
  elsif tg_op = 'DELETE' then
    select array_agg(distinct to_jsonb(old_row) ->> tg_argv[0]) into changed from old_rows as old_row;
  else
    select array_agg(distinct to_jsonb(new_row) ->> tg_argv[0]) into changed from new_rows as new_row;
  end if;
  -- A notice has room for 8,000 bytes, an id takes up to 32; of very many it is said that they are many.
  if cardinality(changed) > 200 then
    perform pg_notify('latchkey_tokens', '*');
  elsif cardinality(changed) > 0 then
    perform pg_notify('latchkey_tokens', array_to_string(changed, ' '));
  end if;
  return null;
end $$;

create trigger grant_lending_changed after update on "grant" referencing old table as old_rows new table as new_rows
  for each statement execute function notify_lending_change('id',
    'workspace_id network app_id setter_remote_id setter_name setter_handle setter_avatar_url token_kind tokens_sealed version scopes_granted issued_at access_expires_at access_expiry_told refresh_expires_at ends_at data_access_ends_at state');
create trigger grant_lending_gone after delete on "grant" referencing old table as old_rows
  for each statement execute function notify_lending_change('id');

create trigger access_lending_made after insert on access referencing new table as new_rows
  for each statement execute function notify_lending_change('profile_id');
create trigger access_lending_changed after update on access referencing old table as old_rows new table as new_rows
  for each statement execute function notify_lending_change('profile_id',
    'workspace_id grant_id profile_id token_sealed token_expires_at roles scopes state');
create trigger access_lending_gone after delete on access referencing old table as old_rows
  for each statement execute function notify_lending_change('profile_id');

create trigger profile_lending_changed after update on profile referencing old table as old_rows new table as new_rows
  for each statement execute function notify_lending_change('id', 'workspace_id network remote_id kind disconnected_at');
create trigger profile_lending_gone after delete on profile referencing old table as old_rows
  for each statement execute function notify_lending_change('id');

-- Whose key it is, is not said: nobody knows it yet.
create function notify_new_key() returns trigger language plpgsql as $$
begin
  perform pg_notify('latchkey_tokens', 'new-key');
  return null;
end $$;

create trigger apikey_made after insert on apikey for each statement execute function notify_new_key();
create trigger apikey_changed after update on apikey referencing old table as old_rows new table as new_rows
  for each statement execute function notify_lending_change('id', 'key name referenceId enabled expiresAt');
create trigger apikey_gone after delete on apikey referencing old table as old_rows
  for each statement execute function notify_lending_change('id');
