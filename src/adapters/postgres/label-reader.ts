import { type AnsweredSample, labelledTurns, reviewedUnits, type Verdict } from '../../labels/consensus.ts'
import type { DrawnSample, LabelReader, ResponseCount } from '../../labels/label-reader.ts'
import type { HumanLabel, TurnAnswer } from '../../labels/ledger.ts'
import type { Sql } from './database.ts'

/** Samples that somebody answered at or after $1, and that want no more: half a double answer hides where people differ. */
const TOUCHED = `(select sample_id from labels join samples using (sample_id)
  where source = 'human' and recorded_at >= $1 and state = 'labelled')`

const SAMPLES = `
  select s.sample_id "sampleId", s.conversation_id "conversationId", s.user_id "userId", c.assistant_id "assistantId",
    c.channel, s.stratum, s.reasons, s.inclusion_probability "inclusionProbability"
  from samples s left join conversations c using (conversation_id)
  where s.sample_id in ${TOUCHED} order by s.sample_id`

const VERDICTS = `
  select label_id "labelId", sample_id "sampleId", who annotator, recorded_at "recordedAt", at_fault "atFault", part,
    predicted_turns "predictedTurns"
  from labels where source = 'human' and sample_id in ${TOUCHED} order by recorded_at, label_id`

const TURNS = `
  select t.label_id "labelId", t.turn_id "turnId", t.text_event_id "textEventId", t.is_random "isRandom",
    t.is_suspect "isSuspect", t.bundle, t.intent, t.objection, t.predicted_intent, t.intent_confidence,
    t.predicted_objection, t.objection_confidence
  from turn_labels t join labels l using (label_id)
  where l.source = 'human' and l.sample_id in ${TOUCHED} order by t.label_id, t.turn_id`

type VerdictRow = Verdict & Pick<HumanLabel, 'sampleId' | 'predictedTurns'>
type TurnRow = Omit<TurnAnswer, 'prediction'> & {
  readonly labelId: string
  readonly predicted_intent: string | null
  readonly intent_confidence: number | null
  readonly predicted_objection: string | null
  readonly objection_confidence: number | null
}

/** The label ledger as later stages read it. */
export function postgresLabelReader(sql: Sql): LabelReader {
  return {
    async labelledTurns(since = 0) {
      const answered = await samplesWith(sql, since, await turnsByLabel(sql, since))
      return labelledTurns(answered).filter((turn) => turn.labelledAt >= since)
    },
    async reviewed(since = 0) {
      const answered = await samplesWith(sql, since, new Map())
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

type AnswerWithTurns = VerdictRow & { readonly turns: readonly TurnAnswer[] }

/** Rows come flat and are put together here: several times faster than nested JSON from the database. */
async function samplesWith(
  sql: Sql,
  since: number,
  turns: ReadonlyMap<string, readonly TurnAnswer[]>,
): Promise<AnsweredSample<AnswerWithTurns>[]> {
  const verdicts = Map.groupBy(await sql.query<VerdictRow>(VERDICTS, [since]), (verdict) => verdict.sampleId)
  const samples = await sql.query<Omit<AnsweredSample<never>, 'labels'>>(SAMPLES, [since])
  return samples.map((sample) => ({
    ...sample,
    labels: (verdicts.get(sample.sampleId) ?? []).map((verdict) => ({
      ...verdict,
      turns: turns.get(verdict.labelId) ?? [],
    })),
  }))
}

async function turnsByLabel(sql: Sql, since: number): Promise<Map<string, TurnAnswer[]>> {
  const rows = await sql.query<TurnRow>(TURNS, [since])
  const grouped = Map.groupBy(rows, (row) => row.labelId)
  return new Map([...grouped].map(([labelId, group]) => [labelId, group.map(turnAnswer)]))
}

const turnAnswer = (row: TurnRow): TurnAnswer => ({
  turnId: row.turnId,
  textEventId: row.textEventId,
  isRandom: row.isRandom,
  isSuspect: row.isSuspect,
  bundle: row.bundle,
  prediction: {
    intent: row.predicted_intent,
    intentConfidence: row.intent_confidence,
    objection: row.predicted_objection,
    objectionConfidence: row.objection_confidence,
  },
  intent: row.intent,
  objection: row.objection,
})
