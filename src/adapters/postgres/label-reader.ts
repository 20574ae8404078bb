import { type AnsweredSample, labelledTurns, reviewedUnits } from '../../labels/consensus.ts'
import type { LabelReader, ResponseCount } from '../../labels/label-reader.ts'
import type { Sql } from './database.ts'
import { HUMAN_LABEL } from './label-ledger.ts'

const ANSWERED = `
  select s.sample_id "sampleId", s.conversation_id "conversationId", s.user_id "userId", c.assistant_id "assistantId",
    c.channel, s.stratum, s.inclusion_probability "inclusionProbability", jsonb_agg(${HUMAN_LABEL}) labels
  from samples s
  join labels l on l.sample_id = s.sample_id and l.source = 'human'
  left join conversations c on c.conversation_id = s.conversation_id
  where s.sample_id in (select sample_id from labels where recorded_at >= $1)
  group by s.sample_id, c.assistant_id, c.channel
  order by max(l.recorded_at), s.sample_id`

/** The label ledger as later stages read it. */
export function postgresLabelReader(sql: Sql): LabelReader {
  const answered = (since: number) => sql.query<AnsweredSample>(ANSWERED, [since])
  return {
    async labelledTurns(since = 0) {
      return labelledTurns(await answered(since)).filter((turn) => turn.labelledAt >= since)
    },
    async reviewed(since = 0) {
      return reviewedUnits(await answered(since)).filter((unit) => unit.labelledAt >= since)
    },
    responses: () =>
      sql.query<ResponseCount>(
        `select stratum, state, count(*)::int samples, sum(1 / inclusion_probability) weight
         from samples group by stratum, state order by stratum, state`,
      ),
  }
}
