import { labelledTurns, reviewedUnits } from '../../labels/consensus.ts'
import type { DrawnSample, LabelReader, ResponseCount } from '../../labels/label-reader.ts'
import type { Sql } from './database.ts'
import { answeredSamples } from './label-answers.ts'

/** Samples that somebody answered at or after $1, and that want no more: half a double answer hides where people differ. */
const TOUCHED = `(select sample_id from labels join samples using (sample_id)
  where source = 'human' and purpose <> 'gold' and recorded_at >= $1 and state = 'labelled')`

/** The label ledger as later stages read it. */
export function postgresLabelReader(sql: Sql): LabelReader {
  return {
    async labelledTurns(since = 0) {
      const answered = await answeredSamples(sql, TOUCHED, [since])
      return labelledTurns(answered).filter((turn) => turn.labelledAt >= since)
    },
    async reviewed(since = 0) {
      const answered = await answeredSamples(sql, TOUCHED, [since], false)
      return reviewedUnits(answered).filter((unit) => unit.labelledAt >= since)
    },
    responses: () =>
      sql.query<ResponseCount>(
        `select stratum, state, count(*)::int samples, sum(1 / inclusion_probability) weight
         from samples group by stratum, state order by stratum, state`,
      ),
    drawn: () =>
      sql.query<DrawnSample>(
        `select sample_id "sampleId", conversation_id "conversationId", user_id "userId", stratum,
           inclusion_probability "inclusionProbability", predicted_turns "predictedTurns", state from samples order by sample_id`,
      ),
  }
}
