/** How sure the least certain prediction was, beside the signals: so that another threshold of low confidence is told without a fold. */
export const sql = `
-- Hundredths, rounded down: below a threshold of whole hundredths exactly when the confidence is. 101 = no prediction has one;
-- 200 more while the conversation is open, when a lower one can still come.
alter table conversations add column confidence smallint generated always as (
  coalesce(floor((facts ->> 'leastConfidence')::numeric * 100)::smallint, 101) + case when closed then 0 else 200 end) stored;
drop index conversations_signals;
create index conversations_signals on conversations (started_at, signals, doubt, confidence) include (assistant_id);
`
