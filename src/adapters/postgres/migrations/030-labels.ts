/** The ledger in full: what an answer was given for, guidelines, and answers taken back. */
export const sql = `
-- Back in the queue since then: its age counts from here.
alter table samples add column returned_at bigint;

alter table leases
  add column purpose text not null default 'review' check (purpose in ('review', 'gold', 'adjudication')),
  drop constraint leases_ended_check,
  add constraint leases_ended_check check (ended in ('answered', 'skipped', 'released', 'undone', 'withdrawn'));
create index leases_sample on leases (sample_id, annotator);

alter table labels
  add column seq bigint generated always as identity, -- order of writing: several may come in one millisecond
  -- gold: a settled sample, served again to check the annotator. Such answers never enter a consensus.
  add column purpose text not null default 'review' check (purpose in ('review', 'gold', 'adjudication')),
  add column fault_turn text, -- event id of the reply at fault
  add constraint labels_purpose_of_people check (source = 'human' or purpose = 'review');
create unique index labels_seq on labels (seq);
create index labels_who on labels (who, seq);
create index labels_adjudicated on labels (sample_id) where purpose = 'adjudication';
create index labels_conversation on labels (conversation_id);

alter table turn_labels
  add column style text,
  drop constraint turn_labels_check,
  add constraint turn_labels_says check (num_nonnulls(intent, objection, style) > 0);

-- Answers taken back, as lines of their own: an undo by the annotator, a bad batch, or such a line taken back again.
create table label_withdrawals (
  withdrawal_id text primary key,
  kind text not null check (kind in ('undo', 'batch', 'take_back')),
  takes_back text unique references label_withdrawals deferrable initially deferred,
  asked jsonb not null, -- which answers were meant
  who text not null check (who <> ''),
  recorded_by text not null, -- key that sent it
  why text not null,
  at bigint not null,
  check ((kind = 'take_back') = (takes_back is not null))
);
create index label_withdrawals_at on label_withdrawals (at, withdrawal_id);
create table withdrawn_labels (
  withdrawal_id text not null references label_withdrawals,
  label_id text not null references labels on delete cascade,
  primary key (label_id, withdrawal_id)
);
create index withdrawn_labels_withdrawal on withdrawn_labels (withdrawal_id);

-- What is withdrawn, and not taken back.
create view withdrawn_now as
  select distinct w.label_id from withdrawn_labels w
  where not exists (select from label_withdrawals back where back.takes_back = w.withdrawal_id);

-- Texts for annotators; each holds from its taxonomy version on.
create table guidelines (
  version int primary key,
  text_en text not null,
  text_zh text not null,
  note text not null,
  changed_at bigint not null,
  changed_by text not null
);

create trigger label_withdrawals_append_only before update or delete or truncate on label_withdrawals
  for each statement execute function rows_are_final();
create trigger guidelines_append_only before update or delete or truncate on guidelines
  for each statement execute function rows_are_final();
create trigger withdrawn_labels_append_only before update or delete on withdrawn_labels
  for each row execute function refuse_ledger_change();
create trigger withdrawn_labels_kept before truncate on withdrawn_labels
  for each statement execute function refuse_ledger_change();

-- Which snapshots learned from an answer.
create index snapshot_items_labels on snapshot_items using gin (label_ids);
`
