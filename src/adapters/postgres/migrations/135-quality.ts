/** Answers that were given back to whoever gave them, and suspect labels that somebody has looked at. */
export const sql = `
-- The withdrawal says who gave it back, when and why; the answer itself stays in the ledger.
create table label_returns (
  withdrawal_id text primary key references label_withdrawals,
  label_id text not null references labels on delete cascade,
  sample_id text not null,
  annotator text not null
);
create index label_returns_sample on label_returns (sample_id);
create index label_returns_label on label_returns (label_id);

-- Still to be corrected: not answered again, not given to others by the annotator, not taken back.
create view open_returns as
  select r.withdrawal_id, r.label_id, r.sample_id, r.annotator, w.at
  from label_returns r join label_withdrawals w using (withdrawal_id)
  where not exists (select from label_withdrawals back where back.takes_back = r.withdrawal_id)
    and not exists (select from leases l where l.sample_id = r.sample_id and l.annotator = r.annotator
      and (l.ended = 'answered' or (l.ended = 'released' and l.leased_at >= w.at)));

-- A label that a search called suspect, and a person found right.
create table label_confirmations (
  task text not null,
  source text not null check (source in ('turn', 'example')),
  text_id text not null,
  label text not null,
  who text not null check (who <> ''),
  recorded_by text not null,
  at bigint not null,
  primary key (task, source, text_id, label)
);
`
