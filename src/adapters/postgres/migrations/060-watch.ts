/** What is seen when the loop looks back at itself: traits, series, drift, alerts. Ids, numbers and names of series; no text. */
export const sql = `
-- What a conversation's events say beside its row; made again when the conversation or the meaning changes.
create table conversation_traits (
  conversation_id text collate "C" primary key references conversations on delete cascade,
  revision bigint not null, -- of the conversation when it was read
  version int not null,
  language text,
  gap_ms double precision, -- median, before the decision
  turns jsonb not null -- of the models' replies: [at, bundle, intent, its confidence, objection, its confidence]
);
create index conversations_user_started on conversations (user_id, started_at) where user_id is not null;

create table watch_marks (
  mark text primary key,
  at bigint not null
);

-- A series' value over one hour or day of the conversations' starts; '' = all assistants, all bundles.
create table watch_points (
  series text not null,
  step text not null check (step in ('hour', 'day')),
  start_at bigint not null,
  assistant text not null,
  bundle text not null,
  point jsonb not null,
  computed_at bigint not null,
  primary key (series, step, assistant, bundle, start_at)
);

-- Predicts a negative rating from a conversation; the latest one is used.
create table satisfaction_models (
  seq bigint generated always as identity primary key,
  model jsonb not null,
  fitted_at bigint not null
);

create table drift_references (
  name text not null,
  version int not null,
  body jsonb not null,
  changed_at bigint not null,
  changed_by text not null,
  primary key (name, version)
);
create table drift_results (
  reference text not null,
  version int not null,
  day_at bigint not null,
  assistant text not null,
  series text not null,
  result jsonb not null,
  computed_at bigint not null,
  primary key (reference, version, day_at, assistant, series),
  foreign key (reference, version) references drift_references (name, version)
);

create table alert_rules (
  version int primary key,
  body jsonb not null,
  changed_at bigint not null,
  changed_by text not null
);
create table alerts (
  alert_id text primary key, -- of its rule and place
  rule text not null,
  place jsonb not null,
  state text not null check (state in ('quiet', 'pending', 'firing', 'resolved')),
  alert jsonb not null,
  evaluated_at bigint not null
);
create index alerts_open on alerts (state) where state in ('pending', 'firing');
create table alert_history (
  seq bigint generated always as identity primary key,
  alert_id text not null references alerts,
  at bigint not null,
  action text not null,
  who text, -- null = the watch itself
  detail jsonb not null
);
create index alert_history_alert on alert_history (alert_id, seq);
create trigger alert_history_final before update or delete or truncate on alert_history
  for each statement execute function rows_are_final();

-- What is to be told to the outside: written with the change that it tells of, removed by nobody. Instants of the wall clock.
create table alert_deliveries (
  delivery_id text primary key,
  channel text not null,
  message jsonb not null,
  made_at bigint not null,
  next_try_at bigint not null,
  attempts int not null default 0,
  delivered_at bigint,
  given_up_at bigint,
  error text
);
create index alert_deliveries_due on alert_deliveries (next_try_at) where delivered_at is null and given_up_at is null;
`
