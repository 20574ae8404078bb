import { majority } from '../../labels/consensus.ts'
import { TASKS, type Task } from '../../labels/label-reader.ts'
import { translated } from '../../labels/taxonomy-translate.ts'
import type { Sql } from './database.ts'
import { STANDS } from './label-ledger.ts'
import { latestTaxonomy } from './label-models.ts'

/** So many samples are looked at, the latest first: no policy waits for more labels than they hold. */
const MOST_SAMPLES = 100_000

/**
 * How often people answered a turn in the same way, by task: the last word, else each annotator's latest answer. As many rows come
 * as there are ways, which are few, however many labels there are.
 */
const WAYS = `
  with touched as materialized (
    select l.sample_id from labels l join samples s using (sample_id)
    where l.source = 'human' and l.purpose <> 'gold' and l.recorded_at >= $1 and s.state = 'labelled'
    group by l.sample_id order by max(l.recorded_at) desc limit ${MOST_SAMPLES}
  ), answers as (
    select distinct on (l.sample_id, l.purpose, l.who) l.label_id, l.sample_id, l.purpose, l.recorded_at, l.seq
    from labels l where l.sample_id in (select sample_id from touched) and l.source = 'human'
      and l.purpose in ('review', 'adjudication') and ${STANDS}
    order by l.sample_id, l.purpose, l.who, l.seq desc
  ), turns as (
    select v.task, array_agg(v.label order by v.label) filter (where a.purpose = 'review' and v.label is not null) votes,
      (array_agg(v.label order by a.seq) filter (where a.purpose = 'adjudication' and v.label is not null))[1] last
    from answers a join turn_labels t using (label_id)
      cross join lateral (values ('intent', t.intent), ('objection', t.objection)) v(task, label)
    group by a.sample_id, t.turn_id, v.task having max(a.recorded_at) >= $1
  )
  select task, votes, last, count(*) times from turns where votes is not null or last is not null group by task, votes, last`

interface Way {
  readonly task: Task
  readonly votes: readonly string[] | null
  readonly last: string | null
  readonly times: number
}

/** Turns with a label per task, as `labelledTurns` finds them; a tie of three or more answers stays one here. */
export async function countLabelled(sql: Sql, since: number): Promise<Record<Task, number>> {
  const [taxonomy, ways] = [await latestTaxonomy(sql), await sql.query<Way>(WAYS, [since])]
  const counts = Object.fromEntries(TASKS.map((task) => [task, 0])) as Record<Task, number>
  for (const { task, votes, last, times } of ways) {
    const today = (label: string | null) => (label === null ? null : translated(taxonomy, task, label))
    const choices = (votes ?? []).map(today).filter((label) => label !== null)
    if ((today(last) ?? majority(choices).choice) !== null) counts[task] += times
  }
  return counts
}
