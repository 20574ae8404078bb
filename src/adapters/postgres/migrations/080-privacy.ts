/** Erasure of persons, and how long what is kept. Of an erased person nothing stands here but keyed hashes. */
export const sql = `
-- Mixed into every hash below, so that a list of hashes alone can be tried against nothing.
create table erasure_key (
  one boolean primary key default true check (one),
  secret text not null
);

create table erasures (
  erasure_id text primary key,
  kind text not null check (kind in ('user', 'conversation')),
  hash text not null, -- of the id that was asked for
  who text not null check (who <> ''),
  recorded_by text not null, -- key that sent it
  why text not null check (why <> ''),
  requested_at bigint not null,
  step text not null check (step in ('find', 'rows', 'files', 'sweep', 'scrub', 'done')), -- what comes next
  findings jsonb not null default '[]',
  snapshots text[] not null default '{}', -- that held the person's texts
  backups int not null default 0, -- known when it was asked for, which still hold the person
  finished_at bigint,
  lifted_at bigint,
  lifted_by text,
  lifted_why text,
  error text
);
create index erasures_open on erasures (requested_at) where step <> 'done';

-- Ids while the work is under way; gone before its last step.
create table erasure_targets (
  erasure_id text not null references erasures,
  kind text not null check (kind in ('user', 'conversation', 'event', 'example', 'text')),
  id text collate "C" not null,
  primary key (erasure_id, kind, id)
);

-- Who and what stays out. example: its id, a hash of its text; typed: a text that was typed, as it was before the erasure.
create table tombstones (
  kind text not null check (kind in ('user', 'conversation', 'example', 'typed')),
  hash text not null,
  erasure_id text not null references erasures,
  primary key (kind, hash)
);

create function erasure_hash(kind text, id text) returns text language sql stable as $$
  select encode(sha256(convert_to(secret || ':' || $1 || ':' || $2, 'UTF8')), 'hex') from erasure_key
$$;
create function is_erased(kind text, id text) returns boolean language sql stable as $$
  select exists (select from tombstones t where t.kind = $1 and t.hash = erasure_hash($1, $2))
$$;

-- A snapshot that lost an erased person's lines: the hash of what is left takes the place of its id as proof.
create table snapshot_redactions (
  snapshot_id text primary key references snapshots,
  content_id text not null,
  items int not null, -- lines taken out
  redacted_at bigint not null
);

-- Backups that salesloop wrote, so that they can expire.
create table backups (
  path text primary key,
  made_at bigint not null,
  removed_at bigint
);

-- How long each kind of data is kept; the highest version holds.
create table retention_policies (
  version int primary key,
  body jsonb not null,
  who text not null check (who <> ''),
  recorded_by text not null,
  why text not null check (why <> ''),
  at bigint not null
);
create trigger retention_policies_final before update or delete or truncate on retention_policies
  for each statement execute function rows_are_final();

-- What is final stays so, but for an erasure.
create or replace function rows_are_final() returns trigger language plpgsql as $$
begin
  if current_setting('salesloop.erasing', true) = 'on' then
    return coalesce(new, old);
  end if;
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
`
