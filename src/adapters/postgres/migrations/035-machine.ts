/** The taxonomy's life, labels that rules and models propose, and single texts that people are asked about. */
export const sql = `
-- How each version of the taxonomy came about; one without a line here was replaced as a whole, or grew by use.
create table taxonomy_changes (
  version int primary key references taxonomies,
  task text not null check (task in ('intent', 'objection', 'style')),
  kind text not null check (kind in ('add', 'describe', 'rename', 'merge', 'split', 'retire')),
  body jsonb not null,
  who text not null check (who <> ''),
  why text not null,
  at bigint not null
);
create trigger taxonomy_changes_final before update or delete or truncate on taxonomy_changes
  for each statement execute function rows_are_final();

-- Labelling rules; a change is a new version.
create table labelling_rules (
  rule_id text not null check (rule_id <> ''),
  version int not null,
  task text not null check (task in ('intent', 'objection')),
  label text not null,
  enabled boolean not null,
  body jsonb not null,
  who text not null check (who <> ''),
  at bigint not null,
  primary key (rule_id, version)
);
create trigger labelling_rules_final before update or delete or truncate on labelling_rules
  for each statement execute function rows_are_final();

create table machine_policies (
  version int primary key,
  body jsonb not null,
  who text not null check (who <> ''),
  at bigint not null
);
create trigger machine_policies_final before update or delete or truncate on machine_policies
  for each statement execute function rows_are_final();

create table machine_runs (
  seq bigint generated always as identity primary key,
  run_id text not null unique,
  task text not null check (task in ('intent', 'objection')),
  at bigint not null,
  basis text not null, -- hash of the rules and the model that voted
  bundle text, -- whose model voted; null = none
  policy_version int not null,
  texts int not null,
  proposed int not null,
  audited int not null,
  label_model jsonb not null,
  who text not null
);

-- Conversations that a run has looked at; looked at again when rules or model have changed.
create table machine_looks (
  task text not null,
  conversation_id text collate "C" not null,
  basis text not null,
  primary key (task, conversation_id)
);

-- Ids and labels, no text. An accepted one also has its line in the ledger, as a model's.
create table machine_labels (
  machine_label_id text primary key,
  origin text not null default 'machine' check (origin = 'machine'),
  task text not null check (task in ('intent', 'objection')),
  text_id text collate "C" not null, -- event id of the customer's message
  turn_id text collate "C" not null,
  conversation_id text collate "C" not null,
  label text not null,
  probability double precision not null check (probability between 0 and 1),
  cell text not null,
  votes jsonb not null,
  run_id text not null references machine_runs (run_id),
  audit_probability double precision not null check (audit_probability > 0 and audit_probability <= 1),
  audited boolean not null, -- drawn for a person; never accepted by itself
  state text not null check (state in ('held', 'audit', 'right', 'wrong', 'accepted', 'withdrawn', 'confirmed', 'rejected')),
  proposed_at bigint not null,
  changed_at bigint not null,
  accepted_at bigint,
  accepted_place bigint, -- the last answer about a text by then: what audits after it say concerns it
  why text,
  unique (task, text_id),
  check (not audited or state in ('audit', 'right', 'wrong')),
  check (audited or state not in ('audit', 'right', 'wrong'))
);
create index machine_labels_state on machine_labels (task, state, cell);
create index machine_labels_newest on machine_labels (proposed_at desc, machine_label_id);
create index machine_labels_conversation on machine_labels (conversation_id);

-- Single texts that people are asked about, one by one and blind.
create table text_tasks (
  text_task_id text primary key,
  kind text not null check (kind in ('audit', 'split', 'suspect', 'confirm')),
  task text not null check (task in ('intent', 'objection')),
  source text not null check (source in ('turn', 'example')),
  text_id text collate "C" not null,
  conversation_id text collate "C",
  was text, -- the label in question; not shown
  choices text[] not null, -- none = every label of the task
  about text not null, -- machine label, version of the taxonomy, or search for errors that asks
  state text not null default 'waiting' check (state in ('waiting', 'decided', 'dropped')),
  priority double precision not null, -- lowest first
  created_at bigint not null,
  lease_id text,
  leased_by text,
  leased_until bigint,
  label text, -- as decided; null = none fits
  decided_by text check (decided_by in ('people', 'rule')),
  decided_at bigint,
  check ((state = 'decided') = (decided_by is not null)),
  check ((state = 'decided') = (decided_at is not null)),
  unique (kind, about, task, source, text_id)
);
create index text_tasks_queue on text_tasks (priority, text_task_id) where state = 'waiting';
create index text_tasks_text on text_tasks (text_id, source);

create table text_answers (
  seq bigint generated always as identity primary key,
  text_answer_id text not null unique,
  text_task_id text not null references text_tasks,
  origin text not null default 'human' check (origin = 'human'),
  label text, -- null = none fits
  who text not null check (who <> ''),
  recorded_by text not null,
  blind boolean not null,
  seconds double precision check (seconds >= 0),
  taxonomy_version int not null,
  at bigint not null
);
create unique index text_answers_once on text_answers (text_task_id, who) where blind; -- who looks on purpose may look again
create index text_answers_task on text_answers (text_task_id);
create trigger text_answers_append_only before update or delete on text_answers
  for each row execute function refuse_ledger_change();
create trigger text_answers_kept before truncate on text_answers
  for each statement execute function refuse_ledger_change();

-- What was proposed as a new intent, and what became of it.
create table intent_proposals (
  proposal_id text primary key,
  task text not null check (task in ('intent', 'objection')),
  state text not null check (state in ('open', 'accepted', 'rejected', 'gone')),
  size int not null,
  coherence double precision not null,
  stability double precision not null,
  keywords text[] not null, -- words that three users or more have written
  predicted jsonb not null, -- what the model said: label -> how often
  found_at bigint not null,
  who text,
  why text,
  label text, -- the intent that it became
  decided_at bigint
);
create table intent_proposal_texts (
  proposal_id text not null references intent_proposals on delete cascade,
  text_id text collate "C" not null,
  conversation_id text collate "C" not null,
  position int not null, -- nearest to the centre first
  primary key (proposal_id, text_id)
);
create index intent_proposal_texts_text on intent_proposal_texts (text_id);

-- A text that a machine has labelled becomes gold only with a person's answer behind it: what was accepted and exported
-- does not come back as truth.
create function refuse_machine_gold() returns trigger language plpgsql as $$
begin
  if exists (
    select from gold_items g join machine_labels m on m.task = g.task and m.text_id = g.text_id and m.label = g.label
    where g.source = 'turn' and g.task = new.task and g.text_id = new.text_id and m.state in ('held', 'accepted', 'withdrawn')
      and not exists (select from gold_item_labels l where l.gold_id = g.gold_id))
  then
    raise exception 'the % label of % was made by a machine, and no answer of a person stands behind the gold item',
      new.task, new.text_id using errcode = 'check_violation', constraint = 'gold_items_no_machine_label';
  end if;
  return null;
end $$;
create constraint trigger gold_items_no_machine_label after insert on gold_items deferrable initially deferred
  for each row execute function refuse_machine_gold();
create constraint trigger machine_labels_no_gold after insert on machine_labels deferrable initially deferred
  for each row execute function refuse_machine_gold();
`
