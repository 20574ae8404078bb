/** What models are made from, what they are judged by, what is released, and what was answered. */
export const sql = `
-- Texts that came with their label instead of as events: they live here alone, and can be erased here.
create table examples (
  example_id text primary key,
  task text not null check (task in ('intent', 'objection')),
  purpose text not null check (purpose in ('train', 'gold')),
  text text not null,
  label text not null,
  weight double precision not null default 1, -- how often it came in one import
  who text not null,
  added_at bigint not null,
  replaced_at bigint -- a later import gave the same text another label
);
create index examples_current on examples (task, purpose) where replaced_at is null;

create table snapshots (
  snapshot_id text primary key,
  parent text,
  caps jsonb not null,
  created_at bigint not null
);
-- Ids and hashes; a text is fetched from events or examples when it is needed.
create table snapshot_items (
  snapshot_id text not null references snapshots,
  position int not null,
  task text not null,
  source text not null check (source in ('turn', 'example')),
  text_id text collate "C" not null,
  text_hash text not null,
  label text not null,
  label_ids text[] not null,
  quality text not null,
  conversation_id text collate "C",
  weight double precision not null,
  primary key (snapshot_id, position)
);
create index snapshot_items_text on snapshot_items (text_id, source);

create table training_runs (
  seq bigint generated always as identity,
  run_id text primary key,
  kind text not null check (kind in ('training', 'import')),
  tasks text[] not null,
  seed bigint not null,
  who text not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'refused')),
  requested_at bigint not null,
  started_at bigint,
  finished_at bigint,
  attempts int not null default 0,
  snapshot_id text references snapshots,
  candidate text,
  evaluation jsonb,
  error jsonb
);
create index training_runs_open on training_runs (seq) where state in ('queued', 'running');

-- Human labels only: no rule's and no model's label can be a gold item.
create table gold_items (
  gold_id text primary key,
  task text not null check (task in ('intent', 'objection')),
  source text not null check (source in ('turn', 'example')),
  text_id text collate "C" not null,
  conversation_id text collate "C",
  label text not null,
  origin text not null check (origin = 'human'),
  who text not null check (who <> ''),
  protected boolean not null default false,
  added_at bigint not null,
  unique (task, source, text_id)
);
create trigger gold_items_final before update or delete or truncate on gold_items
  for each statement execute function refuse_ledger_change();
-- The answers behind a gold item; the key leads to human rows of the ledger and to no others.
create table gold_item_labels (
  gold_id text not null references gold_items on delete cascade,
  label_id text not null,
  origin text not null check (origin = 'human'),
  primary key (gold_id, label_id),
  foreign key (label_id, origin) references labels (label_id, source) on delete cascade
);

create table models (
  model_id text primary key,
  sha256 text not null,
  task text not null,
  snapshot_id text not null references snapshots,
  seed bigint not null,
  created_at bigint not null
);
create table bundles (
  bundle_id text primary key,
  content jsonb not null,
  run_id text not null,
  snapshot_id text not null references snapshots,
  verdict text not null check (verdict in ('pass', 'refuse', 'inconclusive')), -- the first one
  against text, -- null = nothing was live
  created_at bigint not null
);
create function rows_are_final() returns trigger language plpgsql as
  $$ begin raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation'; end $$;
-- A verdict holds beside the bundle that it compares with, and beside no other.
create table verdicts (
  seq bigint generated always as identity primary key,
  bundle_id text not null references bundles,
  against text references bundles,
  verdict text not null check (verdict in ('pass', 'refuse', 'inconclusive')),
  run_id text, -- null = a person asked
  who text not null check (who <> ''),
  at bigint not null,
  unique (bundle_id, run_id)
);
create trigger verdicts_final before update or delete or truncate on verdicts
  for each statement execute function rows_are_final();

-- One row: who answers customers. Changed only together with a line of the ledger.
create table release_state (
  one boolean primary key default true check (one),
  revision bigint not null default 0,
  live text references bundles,
  earlier text[] not null default '{}',
  canary text references bundles,
  canary_share double precision check (canary_share > 0 and canary_share < 1),
  canary_since bigint,
  token bigint not null default 0, -- the last fencing token given out
  check ((canary is null) = (canary_share is null) and (canary is null) = (canary_since is null))
);
insert into release_state default values;

create table release_ledger (
  revision bigint primary key,
  at bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  action text not null,
  bundle text not null,
  live text,
  earlier text[] not null,
  canary text,
  canary_share double precision,
  canary_since bigint,
  who text not null check (who <> ''),
  recorded_by text not null, -- key that sent it
  why text not null check (why <> ''),
  forced boolean not null,
  decided_on jsonb
);
create index release_ledger_at on release_ledger (at, revision);
create trigger release_ledger_final before update or delete or truncate on release_ledger
  for each statement execute function rows_are_final();

-- What was answered to whom: ids and labels, no text.
create table decisions (
  decision_id text primary key,
  at bigint not null,
  conversation_id text collate "C" not null,
  user_id text collate "C",
  assistant_id text,
  channel text,
  bundle text not null,
  arm text not null,
  experiment text,
  intent text,
  intent_confidence real,
  objection text,
  objection_confidence real,
  fallback text
);
create index decisions_conversation on decisions (conversation_id);
create index decisions_at on decisions (at);
`
