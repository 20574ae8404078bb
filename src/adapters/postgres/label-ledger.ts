import type { LabelList, LedgerFilter, LedgerLine } from '../../labels/label-list.ts'
import type { HumanLabel, MachineLabel } from '../../labels/ledger.ts'
import type { Sql } from './database.ts'
import { storable } from './storable.ts'

const ADD_LABELS = `
  insert into labels (label_id, source, purpose, sample_id, conversation_id, who, recorded_by, recorded_at, lease_id, blind,
    seconds, guideline_version, at_fault, part, fault_turn, better_reply, remark, random_turn, predicted_turns,
    prediction_shown, first_choice)
  select "labelId", source, coalesce(purpose, 'review'), "sampleId", "conversationId", coalesce(annotator, by), "recordedBy",
    "recordedAt", "leaseId", blind, seconds, "guidelineVersion", "atFault", part, "faultTurn", "betterReply", remark,
    "randomTurn", "predictedTurns", "predictionShown", "firstChoice"
  from jsonb_to_recordset($1::jsonb) n("labelId" text, source text, purpose text, "sampleId" text, "conversationId" text,
    annotator text, by text, "recordedBy" text, "recordedAt" bigint, "leaseId" text, blind boolean, seconds float8,
    "guidelineVersion" int, "atFault" boolean, part text, "faultTurn" text, "betterReply" text, remark text,
    "randomTurn" text, "predictedTurns" int, "predictionShown" boolean, "firstChoice" text)`

const ADD_TURNS = `
  insert into turn_labels (label_id, source, turn_id, text_event_id, is_random, is_suspect, bundle, predicted_intent,
    intent_confidence, predicted_objection, objection_confidence, intent, objection, style)
  select "labelId", source, "turnId", "textEventId", "isRandom", "isSuspect", bundle, prediction->>'intent',
    (prediction->>'intentConfidence')::float8, prediction->>'objection', (prediction->>'objectionConfidence')::float8,
    intent, objection, style
  from jsonb_to_recordset($1::jsonb) n("labelId" text, source text, "turnId" text, "textEventId" text, "isRandom" boolean,
    "isSuspect" boolean, bundle text, prediction jsonb, intent text, objection text, style text)`

/** Adds entries with their turns, in the caller's transaction. */
export async function addToLedger(sql: Sql, labels: readonly (HumanLabel | MachineLabel)[]): Promise<void> {
  await sql.query(ADD_LABELS, [JSON.stringify(labels)])
  const turns = labels.flatMap(({ labelId, source, turns }) => turns.map((turn) => ({ labelId, source, ...turn })))
  if (turns.length > 0) await sql.query(ADD_TURNS, [JSON.stringify(storable(turns))])
}

const TURNS = `coalesce((
  select jsonb_agg(jsonb_build_object('turnId', t.turn_id, 'textEventId', t.text_event_id, 'isRandom', t.is_random,
    'isSuspect', t.is_suspect, 'bundle', t.bundle, 'intent', t.intent, 'objection', t.objection, 'style', t.style,
    'prediction', jsonb_build_object('intent', t.predicted_intent, 'intentConfidence', t.intent_confidence,
      'objection', t.predicted_objection, 'objectionConfidence', t.objection_confidence)) order by t.turn_id)
  from turn_labels t where t.label_id = l.label_id), '[]')`

/** A human label as one JSON object with the fields of HumanLabel; `l` is its row in labels. */
const HUMAN_LABEL = `
  jsonb_build_object('source', l.source, 'purpose', l.purpose, 'labelId', l.label_id, 'sampleId', l.sample_id,
    'conversationId', l.conversation_id, 'leaseId', l.lease_id, 'annotator', l.who, 'recordedBy', l.recorded_by,
    'recordedAt', l.recorded_at, 'blind', l.blind,
    'predictionShown', coalesce(l.prediction_shown, not l.blind), 'firstChoice', l.first_choice, 'seconds', l.seconds, 'guidelineVersion', l.guideline_version,
    'atFault', l.at_fault, 'part', l.part, 'faultTurn', l.fault_turn, 'betterReply', l.better_reply, 'remark', l.remark,
    'randomTurn', l.random_turn, 'predictedTurns', l.predicted_turns, 'turns', ${TURNS})`

const MACHINE_LABEL = `
  jsonb_build_object('source', l.source, 'labelId', l.label_id, 'sampleId', null, 'conversationId', l.conversation_id,
    'by', l.who, 'recordedAt', l.recorded_at, 'turns', ${TURNS})`

/** Row `l` of labels counts. */
export const STANDS = 'not exists (select from withdrawn_now w where w.label_id = l.label_id)'

/** What people answered to a sample and did not take back, in order of time. */
export async function humanLabels(sql: Sql, sampleId: string): Promise<HumanLabel[]> {
  const rows = await sql.query<{ label: HumanLabel }>(
    `select ${HUMAN_LABEL} label from labels l
     where l.sample_id = $1 and l.source = 'human' and ${STANDS} order by l.seq`,
    [sampleId],
  )
  return rows.map((row) => row.label)
}

const LINES = `
  select case l.source when 'human' then ${HUMAN_LABEL} else ${MACHINE_LABEL} end label, l.seq,
    (select max(w.withdrawal_id) from withdrawn_labels w where w.label_id = l.label_id
       and not exists (select from label_withdrawals back where back.takes_back = w.withdrawal_id)) "withdrawnBy"
  from labels l
  where ($1::text is null or l.source = $1) and ($2::text is null or (l.source = 'human' and l.purpose = $2))
    and ($3::text is null or l.who = $3) and ($4::text is null or l.sample_id = $4)
    and ($5::text is null or l.conversation_id = $5) and ($6::bigint is null or l.recorded_at >= $6)
    and ($7::bigint is null or l.recorded_at < $7) and ($8::boolean is null or ${STANDS} = $8)
    and ($11::text is null or exists (select from withdrawn_labels w where w.label_id = l.label_id and w.withdrawal_id =
      coalesce((select takes_back from label_withdrawals where withdrawal_id = $11), $11)))
    and ($9::text is null or l.seq < (select seq from labels where label_id = $9))
  order by l.seq desc limit $10`

export const postgresLabelList = (sql: Sql): LabelList => ({
  async lines(filter: LedgerFilter) {
    const { source, purpose, who, sampleId, conversationId, from, until, standing, after, withdrawal, limit } = filter
    const given = [source, purpose, who, sampleId, conversationId, from, until, standing, after].map(
      (value) => value ?? null,
    )
    const rows = await sql.query<{ label: LedgerLine; seq: number; withdrawnBy: string | null }>(LINES, [
      ...given,
      limit,
      withdrawal ?? null,
    ])
    return rows.map(({ label, seq, withdrawnBy }) => ({ ...label, seq, withdrawnBy }))
  },
})
