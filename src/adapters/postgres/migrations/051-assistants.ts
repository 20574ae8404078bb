/** Training beside the bundle of one assistant, why a release policy was set, and experiments by their name. */
export const sql = `
alter table training_runs add column assistant_id text; -- beside whose live bundle; null = the default's
alter table release_policies add column why text; -- null = set by an earlier salesloop
create index release_ledger_experiment on release_ledger (coalesce(ramp ->> 'experiment', 'canary:' || canary))
  where canary is not null;
`
