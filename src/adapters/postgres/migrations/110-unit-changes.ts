/**
 * Which hours of conversations have changed, so that figures of the others need not be read again. Rows are only added, so
 * that writers never wait for each other; the sum of an hour's rows is its version. Hour = start in hours since the epoch.
 */
export const sql = `
create table unit_changes (
  hour bigint not null, -- -1 = conversations without a start
  changes bigint not null default 1
);
insert into unit_changes (hour) select distinct coalesce(started_at / 3600000, -1) from conversations;

create function note_unit_changes() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into unit_changes (hour) select distinct coalesce(started_at / 3600000, -1) from new_rows;
  elsif tg_op = 'DELETE' then
    insert into unit_changes (hour) select distinct coalesce(started_at / 3600000, -1) from old_rows;
  else
    -- That a row was admitted changes no figure; its draw does, and has a trigger of its own.
    insert into unit_changes (hour)
    select distinct coalesce(at / 3600000, -1)
    from new_rows n join old_rows o using (conversation_id) cross join lateral (values (n.started_at), (o.started_at)) v(at)
    where (n.revision, n.started_at, n.user_id) is distinct from (o.revision, o.started_at, o.user_id);
  end if;
  return null;
end $$;
create trigger conversations_inserted after insert on conversations
  referencing new table as new_rows for each statement execute function note_unit_changes();
create trigger conversations_updated after update on conversations
  referencing new table as new_rows old table as old_rows for each statement execute function note_unit_changes();
create trigger conversations_deleted after delete on conversations
  referencing old table as old_rows for each statement execute function note_unit_changes();

create function note_neighbour_changes() returns trigger language plpgsql as $$
begin
  insert into unit_changes (hour)
  select distinct coalesce(c.started_at / 3600000, -1) from changed_rows join conversations c using (conversation_id);
  return null;
end $$;
create trigger draws_inserted after insert on draws
  referencing new table as changed_rows for each statement execute function note_neighbour_changes();
create trigger draws_updated after update on draws
  referencing new table as changed_rows for each statement execute function note_neighbour_changes();
create trigger draws_deleted after delete on draws
  referencing old table as changed_rows for each statement execute function note_neighbour_changes();
create trigger traits_inserted after insert on conversation_traits
  referencing new table as changed_rows for each statement execute function note_neighbour_changes();
create trigger traits_updated after update on conversation_traits
  referencing new table as changed_rows for each statement execute function note_neighbour_changes();
create trigger samples_inserted after insert on samples
  referencing new table as changed_rows for each statement execute function note_neighbour_changes();
create trigger samples_deleted after delete on samples
  referencing old table as changed_rows for each statement execute function note_neighbour_changes();
`
