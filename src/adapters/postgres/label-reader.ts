import { LEAST_ANSWERS, settleBy } from '../../labels/annotator-model.ts'
import type { AnswerReader } from '../../labels/answer-reader.ts'
import { answersToday } from '../../labels/answers-today.ts'
import { labelledTurns, reviewedUnits, type Settle } from '../../labels/consensus.ts'
import type { DrawnSample, LabelledTurn, LabelReader, ResponseCount, ReviewedUnit } from '../../labels/label-reader.ts'
import type { Sql } from './database.ts'
import { answeredSamples } from './label-answers.ts'
import { countLabelled } from './label-counts.ts'
import { STANDS } from './label-ledger.ts'
import { hasManyAnswers, latestTaxonomy, modelsOfAnnotators } from './label-models.ts'
import { heldByVersion } from './label-version.ts'

/** Samples that somebody answered at or after $1, and that want no more: half a double answer hides where people differ. */
const TOUCHED = `(select sample_id from labels join samples using (sample_id)
  where source = 'human' and purpose <> 'gold' and recorded_at >= $1 and state = 'labelled')`

const DRAWN = `
  select sample_id "sampleId", conversation_id "conversationId", user_id "userId", stratum,
    inclusion_probability "inclusionProbability", predicted_turns "predictedTurns", state from samples order by sample_id`

/** Turns, verdicts or samples that are held in memory until the labels change; more are read each time. */
const MOST_HELD = 50_000

/** The label ledger as later stages read it. All of it is worked out once for each version of the labels. */
export function postgresLabelReader(sql: Sql): LabelReader {
  const turnsSince = async (since: number): Promise<LabelledTurn[]> => {
    const answered = answersToday(await latestTaxonomy(sql), await answeredSamples(sql, TOUCHED, [since]))
    return labelledTurns(answered, await settled(sql)).filter((turn) => turn.labelledAt >= since)
  }
  const reviewedSince = async (since: number): Promise<ReviewedUnit[]> => {
    const answered = await answeredSamples(sql, TOUCHED, [since], false)
    return reviewedUnits(answered, await settled(sql)).filter((unit) => unit.labelledAt >= since)
  }
  const fits = (all: readonly unknown[]): boolean => all.length <= MOST_HELD
  const allTurns = heldByVersion(sql, () => turnsSince(0), fits)
  const allReviewed = heldByVersion(sql, () => reviewedSince(0), fits)
  const allDrawn = heldByVersion(sql, () => sql.query<DrawnSample>(DRAWN), fits)
  return {
    labelledTurns: async (since = 0) => (since === 0 ? [...(await allTurns())] : turnsSince(since)),
    labelledCounts: (since = 0) => countLabelled(sql, since),
    reviewed: async (since = 0) => (since === 0 ? [...(await allReviewed())] : reviewedSince(since)),
    responses: () =>
      sql.query<ResponseCount>(
        `select stratum, state, count(*)::int samples, sum(1 / inclusion_probability) weight
         from samples group by stratum, state order by stratum, state`,
      ),
    drawn: async () => [...(await allDrawn())],
  }
}

const settled = async (sql: Sql): Promise<Settle> =>
  settleBy((await hasManyAnswers(sql, LEAST_ANSWERS)) ? await modelsOfAnnotators(sql) : [])

const IN_TIME = `(select sample_id from labels where source = 'human' and recorded_at >= $1 and recorded_at < $2)`

/** Labelled samples with several answers and no last word, in the order of their ids. */
const CONTESTED = `
  select s.sample_id "sampleId" from samples s where s.state = 'labelled' and s.answers > 1
    and ($1::text is null or s.sample_id > $1)
    and not exists (select from labels l where l.sample_id = s.sample_id and l.purpose = 'adjudication' and ${STANDS})
  order by s.sample_id limit $2`

/** The label ledger as those read it who judge the judges. */
export function postgresAnswerReader(sql: Sql): AnswerReader {
  const read = async (from: number, until: number) =>
    answersToday(await latestTaxonomy(sql), await answeredSamples(sql, IN_TIME, [from, until]))
  const all = heldByVersion(
    sql,
    () => read(0, Number.MAX_SAFE_INTEGER),
    (samples) => samples.length <= MOST_HELD,
  )
  return {
    async answered({ from = 0, until = Number.MAX_SAFE_INTEGER }) {
      const samples = await (from === 0 && until === Number.MAX_SAFE_INTEGER ? all() : read(from, until))
      const inTime = ({ recordedAt }: { readonly recordedAt: number }) => recordedAt >= from && recordedAt < until
      // The last word stays, whenever it came: it says which answers to a gold item were right.
      return samples.map((sample) => ({
        ...sample,
        labels: sample.labels.filter((label) => inTime(label) || label.purpose === 'adjudication'),
      }))
    },
    async ofSample(sampleId) {
      const samples = await answeredSamples(sql, '(select $1::text)', [sampleId])
      return answersToday(await latestTaxonomy(sql), samples)[0] ?? null
    },
    async contested({ after, limit }) {
      const rows = await sql.query<{ sampleId: string }>(CONTESTED, [after ?? null, limit])
      const ids = rows.map((row) => row.sampleId)
      const samples = await answeredSamples(sql, '(select unnest($1::text[]))', [ids])
      const next = rows.length === limit ? (ids.at(-1) ?? null) : null
      return { samples: answersToday(await latestTaxonomy(sql), samples), next }
    },
    models: () => modelsOfAnnotators(sql),
  }
}
