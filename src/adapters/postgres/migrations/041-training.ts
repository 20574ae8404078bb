/** How models are made, and of what: methods, updates, and the shadow that learns label by label. */
export const sql = `
alter table training_runs add column method jsonb; -- null = the usual one
alter table snapshots add column base jsonb; -- models that an update goes on from; null = a refit
alter table snapshot_items add column role text check (role in ('new', 'replay')); -- null = of a refit
create index snapshots_parent on snapshots (parent);
create index models_snapshot on models (snapshot_id);
create index bundles_snapshot on bundles (snapshot_id);
create index training_runs_snapshot on training_runs (snapshot_id);
`
