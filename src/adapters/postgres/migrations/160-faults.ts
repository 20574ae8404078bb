/** The learned admission: who was learned from, which models came of it, what they said, and who put them in charge. */
export const sql = `
-- A training of the fault model, as somebody or the loop ordered it.
create table fault_runs (
  seq bigint generated always as identity,
  run_id text primary key,
  who text not null,
  requested_at bigint not null,
  started_at bigint,
  finished_at bigint,
  attempts int not null default 0,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
  snapshot_id text,
  model_id text,
  error jsonb
);
create index fault_runs_open on fault_runs (seq) where state in ('queued', 'running');

create table fault_snapshots (
  snapshot_id text primary key, -- hash of its items
  taken_at bigint not null,
  conversations int not null,
  at_fault int not null
);

-- Ids, verdicts and hashes; what was read of a conversation is made anew from its events as they were known at known_at.
create table fault_snapshot_items (
  snapshot_id text not null references fault_snapshots,
  conversation_id text collate "C" not null,
  known_at bigint not null,
  at_fault boolean not null,
  inclusion_probability double precision not null check (inclusion_probability > 0 and inclusion_probability <= 1),
  input_hash text not null,
  held_out double precision, -- probability by a model that had not seen its user
  primary key (snapshot_id, conversation_id)
);
create index fault_snapshot_conversations on fault_snapshot_items (conversation_id);

create table fault_models (
  seq bigint generated always as identity,
  model_id text primary key,
  sha256 text not null,
  snapshot_id text not null references fault_snapshots,
  run_id text not null,
  made_at bigint not null,
  figures jsonb not null
);

-- What each model said when a draw was due; never changed.
create table fault_scores (
  conversation_id text collate "C" not null,
  model_id text not null,
  probability double precision not null check (probability > 0 and probability < 1),
  scored_at bigint not null,
  primary key (conversation_id, model_id)
);
create index fault_scores_model on fault_scores (model_id, scored_at);

-- Who decides what is urgent, since when and why; rows are added. No model = the rule table.
create table fault_charges (
  seq bigint generated always as identity primary key,
  model_id text references fault_models,
  who text not null,
  recorded_by text not null,
  why text not null,
  at bigint not null,
  policy_version int not null references sampling_policies
);
`
