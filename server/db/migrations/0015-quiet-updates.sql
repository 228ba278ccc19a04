-- A login that is refreshed is written several times within seconds. What such a write costs beside the row itself is cut here.

-- Room on each page for the next versions of a row: an update that moves no indexed column then touches no index.
alter table "grant" set (fillfactor = 70);
alter table refresh_attempt set (fillfactor = 80);

-- Which changes are told to readers of tokens is as in 0013. The columns are compared as columns: making JSON of each row twice cost
-- more than the update did.
do $$
declare
  told record;
  columns text;
begin
  for told in
    select * from (values
      ('grant', 'id', 'workspace_id network app_id setter_remote_id setter_name setter_handle setter_avatar_url token_kind tokens_sealed version scopes_granted issued_at access_expires_at access_expiry_told refresh_expires_at ends_at data_access_ends_at state'),
      ('access', 'profile_id', 'workspace_id grant_id profile_id token_sealed token_expires_at roles scopes state'),
      ('profile', 'id', 'workspace_id network remote_id kind disconnected_at')
    ) as one (changed_table, told_column, columns_that_matter)
  loop
    select string_to_array(told.columns_that_matter, ' ')::text into columns;
    execute format('drop trigger %I on %I', told.changed_table || '_lending_changed', told.changed_table);
    execute format(
      $function$
        create function %1$I() returns trigger language plpgsql as $body$
        declare
          changed text[];
        begin
          select array_agg(distinct new_row.%2$I) into changed
            from old_rows as old_row join new_rows as new_row on new_row.id = old_row.id
            where row(%3$s) is distinct from row(%4$s);
          if cardinality(changed) > 200 then
            perform pg_notify('latchkey_tokens', '*');
          elsif cardinality(changed) > 0 then
            perform pg_notify('latchkey_tokens', array_to_string(changed, ' '));
          end if;
          return null;
        end $body$
      $function$,
      'notify_' || told.changed_table || '_lending', told.told_column,
      (select string_agg(format('old_row.%I', name), ', ') from unnest(columns::text[]) as name),
      (select string_agg(format('new_row.%I', name), ', ') from unnest(columns::text[]) as name));
    execute format(
      'create trigger %I after update on %I referencing old table as old_rows new table as new_rows for each statement execute function %I()',
      told.changed_table || '_lending_changed', told.changed_table, 'notify_' || told.changed_table || '_lending');
  end loop;
end $$;
