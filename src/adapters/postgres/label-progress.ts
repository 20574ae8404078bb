import type { OwnProgress, ProgressReader } from '../../labels/own-progress.ts'
import type { Database } from './database.ts'
import { HAS_ROOM } from './label-lease.ts'
import { STANDS } from './label-ledger.ts'

/** What the queues hold for annotator $2 at $1, and what he did since $3. */
const PROGRESS = `
  with own as (
    select seconds from labels l
    where l.who = $2 and l.source = 'human' and l.purpose <> 'adjudication' and l.recorded_at >= $3 and ${STANDS}
  )
  select (select count(*)::int from own) answers,
    (select percentile_cont(0.5) within group (order by seconds) from own) "medianSeconds",
    (select count(*)::int from leases where annotator = $2 and ended = 'skipped' and leased_at >= $3) skips,
    (select count(*)::int from text_answers where who = $2 and at >= $3) texts,
    (select count(*)::int from samples s where ${HAS_ROOM}) waiting,
    (select count(*)::int from text_tasks t where t.state = 'waiting' and t.kind in ('audit', 'split', 'suspect')
       and not exists (select from text_answers a where a.text_task_id = t.text_task_id and a.who = $2)) "textsWaiting"`

export const postgresProgress = (database: Database): ProgressReader => ({
  async of(annotator, since, now) {
    const [row] = await database.query<OwnProgress>(PROGRESS, [now, annotator, since])
    return row!
  },
})
