/** Releases per assistant, ramps with the rules they began under, approval, and how releases go. */
export const sql = `
-- One row per assistant with releases of its own; '' = the default, which all the others follow.
alter table release_state
  add column assistant_id text collate "C" not null default '',
  add column ramp jsonb, -- experiment, rules of the way, who began it and when; null = a canary of an older version
  add column approval jsonb;
alter table release_state drop constraint release_state_pkey;
alter table release_state alter column one drop not null; -- null in all rows but the default's
alter table release_state
  add unique (one),
  add primary key (assistant_id),
  add check ((assistant_id = '') = (one is not null));

alter table release_ledger
  add column assistant_id text collate "C" not null default '',
  add column ramp jsonb,
  add column approval jsonb;
create index release_ledger_assistant on release_ledger (assistant_id, revision);

create table release_policies (
  version int generated always as identity primary key,
  assistant_id text collate "C" not null,
  body jsonb not null,
  who text not null check (who <> ''),
  recorded_by text not null, -- key that sent it
  at bigint not null
);
create index release_policies_assistant on release_policies (assistant_id, version);
create trigger release_policies_final before update or delete or truncate on release_policies
  for each statement execute function rows_are_final();

create index decisions_experiment on decisions (experiment, at) where experiment is not null;
create index conversations_exposed on conversations (bundle, started_at) where bundle is not null;
`
