import { type AnnotatorModel, annotatorModels } from '../../labels/annotator-model.ts'
import { answersToday } from '../../labels/answers-today.ts'
import { ratingsOf } from '../../labels/ratings.ts'
import { emptyTaxonomy, type Taxonomy } from '../../labels/taxonomy.ts'
import type { Sql } from './database.ts'
import { answeredSamples } from './label-answers.ts'

/** Changes whenever an answer to the queue comes or goes, or reads otherwise. */
const STATE = `
  select concat_ws('/', (select seq from labels where source = 'human' and purpose = 'review' order by seq desc limit 1),
    (select count(*) from label_withdrawals), (select max(version) from taxonomies)) state`

const SHARED = `(select sample_id from labels l where source = 'human' and purpose = 'review'
  group by sample_id having count(distinct who) > 1)`

const MANY = `select exists (select from samples where state = 'labelled' and answers >= $1) many`

const known = new WeakMap<object, { state: string; models: readonly AnnotatorModel[] }>()

/**
 * What the annotators are worth by Dawid and Skene's model, from all that two or more of them judged. Computed anew when
 * the ledger has changed.
 */
export async function modelsOfAnnotators(sql: Sql): Promise<readonly AnnotatorModel[]> {
  const [row] = await sql.query<{ state: string }>(STATE)
  const held = known.get(sql)
  if (held?.state === row!.state) return held.models
  const answered = answersToday(await latestTaxonomy(sql), await answeredSamples(sql, SHARED, []))
  const models = annotatorModels(answered.flatMap((sample) => ratingsOf(sample)))
  known.set(sql, { state: row!.state, models })
  return models
}

/** Is there a sample with so many answers? Without, no consensus needs a model. */
export async function hasManyAnswers(sql: Sql, answers: number): Promise<boolean> {
  const [row] = await sql.query<{ many: boolean }>(MANY, [answers])
  return row!.many
}

export async function latestTaxonomy(sql: Sql): Promise<Taxonomy> {
  const [row] = await sql.query<{ body: Taxonomy }>('select body from taxonomies order by version desc limit 1')
  return row?.body ?? emptyTaxonomy
}
