/** The loop by itself: its policy, its turns and their steps, what people did to it, and what lies in the lake. */
export const sql = `
create table loop_policies (
  version int primary key,
  since_at bigint not null,
  body jsonb not null,
  changed_by text not null,
  why text not null
);
create trigger loop_policies_final before update or delete or truncate on loop_policies
  for each statement execute function rows_are_final();

create table loop_turns (
  number bigint primary key,
  turn_id text not null unique generated always as ('t-' || number::text) stored,
  trigger_kind text not null check (trigger_kind in ('labels', 'schedule', 'drift', 'person')),
  trigger_detail text not null,
  trigger_who text not null,
  policy_version int not null,
  state text not null default 'open' check (state in ('open', 'over')),
  outcome text,
  why text,
  started_at bigint not null,
  finished_at bigint,
  step text not null default 'freeze', -- where it stands
  run_id text,
  candidate text,
  check ((state = 'over') = (outcome is not null) and (state = 'over') = (finished_at is not null))
);
create unique index loop_turns_one_open on loop_turns (state) where state = 'open';

-- A step is written down as over before the next one has a row.
create table loop_steps (
  turn_id text not null references loop_turns (turn_id),
  step text not null,
  state text not null default 'doing' check (state in ('doing', 'done', 'skipped')),
  started_at bigint not null,
  finished_at bigint,
  waits_for text,
  waits_until bigint,
  result jsonb not null default '{}',
  primary key (turn_id, step)
);

-- What people did to the loop: pause, resume, start, skip, force, a new policy.
create table loop_ledger (
  seq bigint generated always as identity primary key,
  at bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  action text not null check (action in ('start', 'pause', 'resume', 'skip', 'force', 'policy')),
  turn_id text,
  step text,
  who text not null check (who <> ''),
  recorded_by text not null, -- key that sent it
  why text not null check (why <> '')
);
create trigger loop_ledger_final before update or delete or truncate on loop_ledger
  for each statement execute function rows_are_final();

-- Events by time, for exports: in the order of their coming they are nearly sorted by it.
create index events_t on events using brin (t) with (pages_per_range = 32, autosummarize = on);

-- Files of the lake. Texts lie in the files of events; these rows hold counts and sums.
create table lake_hours (
  hour_at bigint primary key,
  events int not null,
  fingerprint text not null, -- of the events as they were read
  path text not null,
  sha256 text not null,
  written_at bigint not null
);
create table lake_days (
  day_at bigint primary key,
  conversations int not null,
  final_rows int not null,
  differing int not null, -- rows that are not as the service has them
  inputs text not null, -- fingerprint of the events that the rows were made from
  spec_version text not null,
  config_hash text not null,
  computed_at bigint not null, -- moment of judgement
  path text not null,
  sha256 text not null,
  written_at bigint not null
);
create table lake_state (
  one boolean primary key default true check (one),
  place bigint not null default -1, -- up to here events were looked at
  checked_at bigint -- when the whole lake was last compared
);
insert into lake_state default values;
`
