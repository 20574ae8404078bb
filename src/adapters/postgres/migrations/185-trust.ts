/** What may be poisoned: cases that the watch opened, and what people decided. A phrase stands here as a hash, never as text. */
export const sql = `
create table trust_cases (
  case_id text primary key,
  kind text not null check (kind in ('annotator', 'user', 'phrase')),
  -- '' = all tasks.
  task text not null,
  -- Annotator, user, or hash of a phrase.
  subject text not null,
  -- What it is called; '' = everything.
  label text not null,
  state text not null check (state in ('held', 'confirmed', 'released')),
  evidence jsonb not null,
  opened_at bigint not null,
  seen_at bigint not null,
  -- The last look still found it.
  suspected boolean not null,
  unique (kind, task, subject, label)
);
create index trust_cases_open on trust_cases (opened_at desc, case_id);

create table trust_decisions (
  seq bigint generated always as identity primary key,
  case_id text not null references trust_cases on delete cascade,
  action text not null check (action in ('confirm', 'release', 'hold')),
  who text not null check (who <> ''),
  recorded_by text not null,
  why text not null check (why <> ''),
  at bigint not null
);
create index trust_decisions_case on trust_decisions (case_id, seq);
`
