/** Predictions are held back until a first choice; answers that came too late are kept apart. */
export const sql = `
alter table leases
  add column held_back boolean not null default false, -- predictions wait for the first choice
  add column first_choice text check (first_choice in ('intent', 'objection', 'wording', 'policy', 'none')),
  add column revealed_at bigint, -- when the predictions were handed out after that choice
  add constraint leases_revealed check ((first_choice is null) = (revealed_at is null));

create index leases_annotator on leases (annotator, leased_at);

alter table labels
  -- Did the annotator have the predictions before the answer? null in lines from before: then they had them unless blind.
  add column prediction_shown boolean,
  add column first_choice text check (first_choice in ('intent', 'objection', 'wording', 'policy', 'none')),
  drop constraint labels_purpose_check,
  -- late: the sample had gone to somebody else. Kept in full, and part of no consensus.
  add constraint labels_purpose_check check (purpose in ('review', 'gold', 'adjudication', 'late'));
`
