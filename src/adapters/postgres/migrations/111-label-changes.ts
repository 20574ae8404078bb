/**
 * Whether anything changed that says what people agreed on, so that it need not be worked out again for each look. Rows are
 * only added, so that writers never wait for each other; their sum is the version.
 */
export const sql = `
create table label_changes (changes bigint not null default 1);
insert into label_changes default values;

create function note_label_changes() returns trigger language plpgsql as $$
begin
  insert into label_changes default values;
  return null;
end $$;
create trigger labels_noted after insert or update or delete on labels for each statement execute function note_label_changes();
create trigger turn_labels_noted after insert or update or delete on turn_labels
  for each statement execute function note_label_changes();
create trigger samples_noted after insert or update or delete on samples for each statement execute function note_label_changes();
create trigger label_withdrawals_noted after insert or update or delete on label_withdrawals
  for each statement execute function note_label_changes();
create trigger withdrawn_labels_noted after insert or update or delete on withdrawn_labels
  for each statement execute function note_label_changes();
create trigger taxonomies_noted after insert or update or delete on taxonomies
  for each statement execute function note_label_changes();

-- A labelled turn names its conversation's assistant and channel.
create function note_label_places() returns trigger language plpgsql as $$
begin
  if exists (
    select from new_rows n join old_rows o using (conversation_id)
    where (n.assistant_id, n.channel) is distinct from (o.assistant_id, o.channel)
      and exists (select from samples s where s.conversation_id = n.conversation_id)) then
    insert into label_changes default values;
  end if;
  return null;
end $$;
create trigger conversations_places_noted after update on conversations
  referencing new table as new_rows old table as old_rows for each statement execute function note_label_places();
create trigger conversations_gone_noted after delete on conversations
  for each statement execute function note_label_changes();
`
