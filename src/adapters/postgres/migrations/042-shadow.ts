/** Models that learn label by label beside the live ones: what they learned in which order, and what they had said before. */
export const sql = `
create table shadow_switches (
  seq bigint generated always as identity primary key,
  turned_on boolean not null,
  who text not null check (who <> ''),
  why text not null check (why <> ''),
  at bigint not null
);
create trigger shadow_switches_final before update or delete or truncate on shadow_switches
  for each statement execute function rows_are_final();
create table shadows (
  shadow_id text primary key,
  task text not null check (task in ('intent', 'objection')),
  base_model text not null references models (model_id),
  base_sha256 text not null,
  started_at bigint not null
);
-- Ids and labels; the texts live in the events alone.
create table shadow_steps (
  shadow_id text not null references shadows,
  step int not null check (step > 0),
  turn_id text not null,
  source text not null check (source in ('turn', 'example')),
  text_id text collate "C" not null,
  conversation_id text collate "C",
  label text not null,
  label_ids text[] not null,
  quality text not null,
  predicted text not null,
  confidence double precision not null,
  live text,
  live_confidence double precision,
  labelled_at bigint not null,
  learned_at bigint not null,
  primary key (shadow_id, step)
);
create index shadow_steps_text on shadow_steps (text_id, source);
create index shadow_steps_conversation on shadow_steps (conversation_id);
`
