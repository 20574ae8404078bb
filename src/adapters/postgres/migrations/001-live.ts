/** What happened, what the fold made of it, and who may ask. */
export const sql = `
create table events (
  event_id text collate "C" primary key,
  type text not null, -- 'turn' is a flat row as it came; its parts stand beside it
  conversation_id text collate "C",
  user_id text collate "C",
  t bigint not null,
  received_at bigint not null,
  occurred_at bigint not null,
  late boolean not null, -- kept, counted, not folded
  place bigint not null default 0, -- commit in which it came (inbox.seq) and its number there: how the fold finds what is new
  body text not null -- JSON as accepted
);
create index events_place on events (place);
create index events_conversation on events (conversation_id) where conversation_id is not null;
create index events_acts on events (user_id, t) where user_id is not null and type in ('cart_event', 'order_event');

-- Acknowledged, not yet folded: one row per commit.
create table inbox (
  seq bigint generated always as identity primary key,
  events int not null, -- how many came in this commit, known before or not
  set_aside text, -- why it could not be read; taken up again when a service starts
  refold_conversations text[] not null default '{}',
  refold_users text[] not null default '{}'
);

create table conversation_states (
  conversation_id text collate "C" primary key,
  state bytea not null,
  config_hash text not null,
  fault text -- why it could not be folded; config_hash is empty then, and the next event or start folds it anew
);

create table deadlines (
  conversation_id text collate "C" primary key,
  due_at bigint not null -- no later than the next instant at which the row can change by itself
);
create index deadlines_due on deadlines (due_at);

-- Whose acts elsewhere concern a conversation, and when.
create table links (
  user_id text collate "C" not null,
  conversation_id text collate "C" not null,
  from_at bigint not null,
  until_at bigint not null,
  primary key (user_id, conversation_id)
);
create index links_conversation on links (conversation_id);

create table conversations (
  conversation_id text collate "C" primary key,
  revision bigint not null,
  admitted_revision bigint not null default 0,
  row jsonb not null,
  facts jsonb not null,
  started_at bigint,
  ended_at bigint,
  user_id text,
  assistant_id text,
  channel text,
  bundle text,
  arm text,
  eligible boolean,
  flagged boolean,
  cta_not_clicked boolean,
  no_order boolean,
  repeated_question boolean,
  fsm_stalled boolean,
  long_silence boolean,
  no_conversion boolean,
  low_confidence boolean,
  negative_feedback boolean,
  closed boolean not null,
  final boolean not null,
  spec_version text not null,
  config_hash text not null,
  computed_at bigint not null,
  admission_fault text -- why the admission passed over this revision; taken up again when a service starts
);
create index conversations_to_admit on conversations (computed_at, conversation_id) where revision > admitted_revision;
create index conversations_flagged on conversations (conversation_id) where flagged;
create index conversations_started on conversations (started_at);

create table clock (
  one boolean primary key default true check (one),
  mode text check (mode in ('live', 'replay')), -- null until the first service starts here
  now_at bigint not null default 0 -- highest received_at acknowledged, or where POST /v1/clock moved it
);
insert into clock default values;

create table api_keys (
  key_id text primary key,
  name text not null,
  scopes text[] not null,
  secret_hash bytea not null,
  created_at bigint not null,
  expires_at bigint,
  revoked_at bigint
);
`
