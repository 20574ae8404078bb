/** People who work with salesloop, their sessions, and the log of what was done. No secret is stored, only hashes. */
export const sql = `
create table accounts (
  account_id text primary key,
  login text not null unique check (login <> ''),
  name text not null check (name <> ''),
  role text not null check (role in ('annotator', 'analyst', 'engineer', 'admin')),
  disabled_at bigint,
  password_hash text, -- argon2id with its parameters and salt; null = none
  issuer text,
  subject text,
  created_at bigint not null,
  created_by text not null,
  password_changed_at bigint,
  last_login_at bigint,
  check ((issuer is null) = (subject is null)),
  unique (issuer, subject)
);

create table one_time_links (
  token_hash bytea primary key,
  kind text not null check (kind in ('first', 'password', 'enter')),
  account_id text references accounts,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint,
  check ((kind = 'first') = (account_id is null))
);

create table sessions (
  session_id text primary key,
  token_hash bytea not null unique,
  account_id text not null references accounts,
  way text not null check (way in ('password', 'link', 'oidc')),
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null,
  ended_at bigint,
  agent text not null
);
create index sessions_open on sessions (account_id) where ended_at is null;

-- Failed logins. Whose they are is kept as a hash: people type passwords where the login belongs.
create table login_attempts (
  counted text not null check (counted in ('login', 'address')),
  of_hash bytea not null,
  failures int not null,
  last_at bigint not null,
  free_at bigint not null,
  primary key (counted, of_hash)
);

-- Logins that went away to a provider and have not come back.
create table oidc_attempts (
  state_hash bytea primary key,
  nonce text not null,
  verifier text not null,
  return_to text not null,
  expires_at bigint not null
);

-- Who did what, when. Nothing in it is ever changed, not even by an erasure: it holds ids and names of people who work here.
create table audit_log (
  seq bigint primary key,
  at bigint not null,
  who text not null,
  kind text not null check (kind in ('user', 'key', 'anonymous', 'command', 'service')),
  area text not null,
  what text not null,
  target text,
  details jsonb not null,
  hash bytea not null
);
create index audit_log_at on audit_log (at);
create index audit_log_who on audit_log (who, seq desc);
create index audit_log_area on audit_log (area, seq desc);
create index audit_log_target on audit_log (target, seq desc) where target is not null;

create function audit_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is append-only: % refused', tg_op using errcode = 'restrict_violation';
end $$;
create trigger audit_log_final before update or delete or truncate on audit_log
  for each statement execute function audit_is_final();

-- Each line carries the hash of the one before it: a line that is changed or taken out shows.
create function audit_hash(before bytea, seq bigint, at bigint, who text, kind text, area text, what text, target text, details jsonb)
returns bytea language sql immutable as $$
  select sha256(before || convert_to(jsonb_build_array(seq, at, who, kind, area, what, target, details)::text, 'UTF8'))
$$;

create function add_audit(at bigint, who text, kind text, area text, what text, target text, details jsonb)
returns bigint language plpgsql as $$
declare
  last record;
  place bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('salesloop.audit', 0));
  select l.seq, l.hash into last from audit_log l order by l.seq desc limit 1;
  place := coalesce(last.seq, 0) + 1;
  insert into audit_log values (place, $1, $2, $3, $4, $5, $6, $7,
    audit_hash(coalesce(last.hash, ''::bytea), place, $1, $2, $3, $4, $5, $6, $7));
  return place;
end $$;
`
