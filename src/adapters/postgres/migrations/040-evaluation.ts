/** What candidates are judged by, and what was found: versions of the gold set, skills, limits, evaluations. */
export const sql = `
-- The gold set grows on purpose: each change is one version, and what a version held can be told for good.
create table gold_versions (
  seq int primary key,
  version_id text not null unique,
  items int not null, -- that it held when it was made
  added int not null,
  retired int not null,
  who text not null check (who <> ''),
  why text not null check (why <> ''),
  at bigint not null
);
create table gold_version_items (
  gold_id text not null references gold_items on delete cascade,
  seq int not null references gold_versions,
  change text not null check (change in ('added', 'retired')),
  primary key (gold_id, seq)
);
create trigger gold_versions_final before update or delete or truncate on gold_versions
  for each statement execute function refuse_ledger_change();
create trigger gold_version_items_final before update or delete on gold_version_items
  for each row execute function refuse_ledger_change();
create trigger gold_version_items_kept before truncate on gold_version_items
  for each statement execute function refuse_ledger_change();
-- What an earlier salesloop had gathered is the first version.
insert into gold_versions
  select 1, 'gv-' || substr(encode(sha256(convert_to(string_agg(gold_id, ' ' order by gold_id), 'UTF8')), 'hex'), 1, 12),
    count(*), count(*), 0, 'salesloop', 'what there was when versions began', max(added_at)
  from gold_items having count(*) > 0;
insert into gold_version_items select gold_id, 1, 'added' from gold_items;

-- Cases that must never break. Ids and labels; the texts live in the events alone.
create table skills (
  skill_id text primary key,
  name text not null,
  conversation_id text collate "C" not null,
  who text not null check (who <> ''),
  why text not null check (why <> ''),
  created_at bigint not null
);
create table skill_turns (
  skill_id text not null references skills on delete cascade,
  position int not null,
  task text not null check (task in ('intent', 'objection')),
  source text not null check (source in ('turn', 'example')),
  text_id text collate "C" not null,
  label text not null,
  primary key (skill_id, position)
);
create table skill_retirements (
  skill_id text primary key references skills on delete cascade,
  who text not null check (who <> ''),
  why text not null check (why <> ''),
  at bigint not null
);
create index skills_conversation on skills (conversation_id);
create trigger skills_final before update or delete on skills for each row execute function refuse_ledger_change();
create trigger skill_turns_final before update or delete on skill_turns
  for each row execute function refuse_ledger_change();
create trigger skill_retirements_final before update or delete on skill_retirements
  for each row execute function refuse_ledger_change();

-- The limits in force are those of the highest version; without a row, the defaults of the code.
create table gate_settings (
  version int primary key,
  limits jsonb not null,
  who text not null check (who <> ''),
  why text not null check (why <> ''),
  at bigint not null
);
create trigger gate_settings_final before update or delete or truncate on gate_settings
  for each statement execute function rows_are_final();

-- The id is the hash of what was compared and of every answer, so the same comparison is kept once.
create table evaluations (
  seq bigint generated always as identity primary key,
  evaluation_id text not null unique,
  bundle text not null references bundles,
  against text references bundles,
  gold_version text,
  limits_version int not null,
  limits jsonb not null,
  verdict text not null check (verdict in ('pass', 'refuse', 'inconclusive')),
  report jsonb not null,
  skills jsonb not null,
  run_id text,
  who text not null check (who <> ''),
  at bigint not null
);
create index evaluations_bundle on evaluations (bundle, seq);
create table evaluation_items (
  evaluation_id text not null references evaluations (evaluation_id),
  task text not null,
  gold_id text not null,
  truth text not null,
  before text, -- null = there was no model
  before_confidence real,
  after text not null,
  after_confidence real not null,
  outcome text not null check (outcome in ('broken', 'mended', 'right', 'wrong')),
  language text not null,
  length text not null,
  channel text not null,
  assistant text not null,
  primary key (evaluation_id, task, gold_id)
);
create index evaluation_items_outcome on evaluation_items (evaluation_id, outcome, task, gold_id);
create trigger evaluations_final before update or delete or truncate on evaluations
  for each statement execute function rows_are_final();
create trigger evaluation_items_final before update or delete or truncate on evaluation_items
  for each statement execute function rows_are_final();

alter table training_runs add column evaluation_id text;
`
