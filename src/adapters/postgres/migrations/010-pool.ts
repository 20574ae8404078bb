/** Who was drawn for review, what became of it, and what people said. */
export const sql = `
create table sampling_policies (
  version int primary key,
  since_at bigint not null,
  body jsonb not null,
  changed_by text not null
);

create table sampling_plans (
  plan_id text primary key,
  from_at bigint not null,
  until_at bigint not null,
  body jsonb not null
);

-- One row for each eligible conversation whose verdict is known, selected or not.
create table draws (
  conversation_id text collate "C" primary key,
  plan_id text not null references sampling_plans,
  user_id text collate "C",
  reason text, -- null = unflagged: the control stratum
  priority double precision not null check (priority between 0 and 1),
  probability double precision not null check (probability > 0 and probability <= 1),
  u double precision not null check (u >= 0 and u < 1),
  selected boolean not null check (selected = (u < probability)),
  decided_at bigint not null,
  unique (conversation_id, selected)
);
create index draws_decided on draws (decided_at);
create index draws_user on draws (plan_id, user_id) where user_id is not null;

-- Running sums of draws, so that a draw does not add up its window.
create table plan_spending (
  plan_id text not null references sampling_plans,
  reason text not null, -- '' = the control stratum
  conversations int not null,
  expected double precision not null, -- sum of the probabilities
  selected int not null,
  primary key (plan_id, reason)
);

create table samples (
  sample_id text primary key,
  conversation_id text collate "C" not null unique,
  selected boolean not null default true check (selected), -- nothing enters review but by its draw
  user_id text collate "C",
  stratum text not null check (stratum in ('flagged', 'control')),
  inclusion_probability double precision not null,
  plan_id text not null references sampling_plans,
  reasons text[] not null,
  evidence jsonb not null,
  suspect jsonb,
  random_turn text,
  predicted_turns int not null,
  state text not null check (state in ('waiting', 'labelled', 'skipped', 'withdrawn', 'expired')), -- leased = waiting with a lease that holds
  answers int not null default 0,
  wanted int not null check (wanted > 0),
  queue_window bigint not null, -- older windows first, by chance within one: what stays unlabelled is a random part
  queue_key double precision not null,
  created_at bigint not null,
  changed_at bigint not null,
  why text,
  foreign key (conversation_id, selected) references draws (conversation_id, selected),
  check (state <> 'withdrawn' or answers = 0),
  check (state <> 'labelled' or answers > 0)
);
create index samples_queue on samples (queue_window, queue_key) where state = 'waiting';
create index samples_made on samples (created_at, sample_id);

create table leases (
  lease_id text primary key,
  sample_id text not null references samples,
  annotator text not null,
  leased_at bigint not null,
  until_at bigint not null,
  blind boolean not null, -- without predictions, suspicion and reasons
  random_turn text, -- as shown to this annotator
  predicted_turns int not null,
  suspect_turn text,
  ended text check (ended in ('answered', 'skipped'))
);
create index leases_open on leases (sample_id, until_at) where ended is null;

create table taxonomies (
  version int primary key,
  body jsonb not null,
  changed_at bigint not null,
  changed_by text not null
);

-- The ledger: rows are added, never changed. What a machine said can be told from what a person said by type and key.
create table labels (
  label_id text primary key,
  source text not null check (source in ('human', 'rule', 'model')),
  sample_id text references samples,
  conversation_id text collate "C" not null,
  who text not null, -- annotator, rule or model
  recorded_by text, -- key that sent it
  recorded_at bigint not null,
  lease_id text unique references leases,
  blind boolean,
  seconds double precision check (seconds >= 0),
  guideline_version int,
  at_fault boolean,
  part text check (part in ('intent', 'objection', 'wording', 'policy', 'none')),
  better_reply text,
  remark text,
  random_turn text,
  predicted_turns int,
  unique (label_id, source), -- a table that takes only human labels refers to both
  check (source <> 'human' or num_nulls(sample_id, lease_id, blind, guideline_version, at_fault, part, predicted_turns) = 0),
  check (source = 'human' or num_nonnulls(sample_id, lease_id, at_fault, part) = 0)
);
create index labels_sample on labels (sample_id);
create index labels_recorded on labels (recorded_at);

create table turn_labels (
  label_id text not null,
  source text not null,
  turn_id text not null, -- event id of the reply
  text_event_id text, -- of the customer's message that it answers
  is_random boolean not null,
  is_suspect boolean not null,
  bundle text,
  predicted_intent text,
  intent_confidence double precision,
  predicted_objection text,
  objection_confidence double precision,
  intent text,
  objection text,
  primary key (label_id, turn_id),
  foreign key (label_id, source) references labels (label_id, source),
  check (intent is not null or objection is not null)
);

create function refuse_ledger_change() returns trigger language plpgsql as $$
begin
  if current_setting('salesloop.erasing', true) = 'on' then
    return coalesce(new, old); -- new is null for a delete
  end if;
  raise exception 'what people said only grows: % on % refused', tg_op, tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger labels_append_only before update or delete on labels for each row execute function refuse_ledger_change();
create trigger labels_kept before truncate on labels for each statement execute function refuse_ledger_change();
create trigger turn_labels_kept before truncate on turn_labels for each statement execute function refuse_ledger_change();
create trigger turn_labels_append_only before update or delete on turn_labels for each row execute function refuse_ledger_change();
`
