/** Admission rules as versions, which of them judged, and what they read of a conversation as two numbers for the back-test. */
export const sql = `
-- Version 1 is built in and has no row.
create table rule_versions (
  version int primary key check (version > 1),
  parent int not null check (parent = version - 1),
  restored int check (restored < version), -- whose content it brings back
  body jsonb not null, -- rules and thresholds
  author text not null check (author <> ''),
  comment text not null check (comment <> ''),
  at bigint not null
);
create trigger rule_versions_final before update or delete or truncate on rule_versions
  for each statement execute function rows_are_final();

alter table draws add column rules_version int not null default 1;
alter table samples add column rules_version int not null default 1;

-- signals: one digit to the base 3 per signal, the first one lowest (src/admission/signal-code.ts): 0 false, 1 true, 2 not yet known.
-- doubt: the priority of admission in twentieths.
alter table conversations
  add column rules_version int not null default 1,
  add column signals int generated always as (
    coalesce(eligible::int, 2) + 3 * coalesce(cta_not_clicked::int, 2) + 9 * coalesce(no_order::int, 2)
    + 27 * coalesce(repeated_question::int, 2) + 81 * coalesce(fsm_stalled::int, 2) + 243 * coalesce(long_silence::int, 2)
    + 729 * coalesce(no_conversion::int, 2)
    + 2187 * case row -> 'flags' ->> 'repeat_while_stalled' when 'true' then 1 when 'false' then 0 else 2 end
    + 6561 * coalesce(low_confidence::int, 2) + 19683 * coalesce(negative_feedback::int, 2)) stored,
  add column doubt smallint generated always as (
    round(20 * (1 - least(1, greatest(0, coalesce((facts ->> 'leastConfidence')::float8, 0.5)))))::smallint) stored;
drop index conversations_started;
create index conversations_started on conversations (started_at, signals, doubt);
`
