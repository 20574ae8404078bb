import type { Sql } from './database.ts'

/**
 * Counts the answers of these samples that stand, and moves each to where that puts it: one that lost a wanted answer goes
 * back to the queue, or is withdrawn when a correction has made it pointless meanwhile.
 */
const RECOUNT = `
  update samples s set answers = n.answers, changed_at = $2, state = n.state,
    returned_at = case when n.state = 'waiting' and s.state <> 'waiting' then $2 else s.returned_at end,
    why = case when n.state = 'withdrawn' then 'no longer flagged' when n.state = s.state then s.why end
  from (
    select m.sample_id, m.answers, case
        when m.answers >= m.wanted then 'labelled'
        when m.state in ('skipped', 'expired') then case when m.answers > 0 then 'labelled' else m.state end
        when m.answers = 0 and m.stratum = 'flagged' and c.flagged is false then 'withdrawn'
        else 'waiting' end state
    from (
      select o.sample_id, o.conversation_id, o.stratum, o.state, o.wanted,
        (select count(distinct l.who)::int from labels l where l.sample_id = o.sample_id and l.source = 'human'
           and l.purpose = 'review' and not exists (select from withdrawn_now w where w.label_id = l.label_id)) answers
      from samples o where o.sample_id = any($1)
    ) m left join conversations c using (conversation_id)
  ) n where s.sample_id = n.sample_id`

/** The samples must be locked. */
export const recountAnswers = (sql: Sql, sampleIds: readonly string[], now: number): Promise<object[]> =>
  sql.query(RECOUNT, [sampleIds, now])

/** In one order everywhere, so that two of these never wait for each other. */
export const lockSamples = (sql: Sql, sampleIds: readonly string[]): Promise<object[]> =>
  sql.query('select from samples where sample_id = any($1) order by sample_id for update', [sampleIds])
