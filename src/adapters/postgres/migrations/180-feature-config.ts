/** Which constants the features have, since when, and how far the conversations have been folded again under them. */
export const sql = `
create table feature_configs (
  id bigint generated always as identity primary key, -- the highest is in force
  config_hash text not null,
  config jsonb not null, -- no weights: a learned measure is named by the hash of its file
  since bigint not null,
  conversations bigint not null, -- that had a state then
  looked bigint not null default 0,
  changed bigint not null default 0,
  differing bigint not null default 0,
  done_to text collate "C" not null default '', -- in the order of conversation ids; empty again when finished
  finished_at bigint
);
`
