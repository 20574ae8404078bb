import type { HumanLabel, MachineLabel } from '../../labels/ledger.ts'
import type { Sql } from './database.ts'
import { storable } from './storable.ts'

const ADD_LABELS = `
  insert into labels (label_id, source, sample_id, conversation_id, who, recorded_by, recorded_at, lease_id, blind, seconds,
    guideline_version, at_fault, part, better_reply, remark, random_turn, predicted_turns)
  select "labelId", source, "sampleId", "conversationId", coalesce(annotator, by), "recordedBy", "recordedAt", "leaseId", blind,
    seconds, "guidelineVersion", "atFault", part, "betterReply", remark, "randomTurn", "predictedTurns"
  from jsonb_to_recordset($1::jsonb) n("labelId" text, source text, "sampleId" text, "conversationId" text, annotator text,
    by text, "recordedBy" text, "recordedAt" bigint, "leaseId" text, blind boolean, seconds float8, "guidelineVersion" int,
    "atFault" boolean, part text, "betterReply" text, remark text, "randomTurn" text, "predictedTurns" int)`

const ADD_TURNS = `
  insert into turn_labels (label_id, source, turn_id, text_event_id, is_random, is_suspect, bundle, predicted_intent,
    intent_confidence, predicted_objection, objection_confidence, intent, objection)
  select "labelId", source, "turnId", "textEventId", "isRandom", "isSuspect", bundle, prediction->>'intent',
    (prediction->>'intentConfidence')::float8, prediction->>'objection', (prediction->>'objectionConfidence')::float8,
    intent, objection
  from jsonb_to_recordset($1::jsonb) n("labelId" text, source text, "turnId" text, "textEventId" text, "isRandom" boolean,
    "isSuspect" boolean, bundle text, prediction jsonb, intent text, objection text)`

/** Adds entries with their turns, in the caller's transaction. */
export async function addToLedger(sql: Sql, labels: readonly (HumanLabel | MachineLabel)[]): Promise<void> {
  await sql.query(ADD_LABELS, [JSON.stringify(labels)])
  const turns = labels.flatMap(({ labelId, source, turns }) => turns.map((turn) => ({ labelId, source, ...turn })))
  if (turns.length > 0) await sql.query(ADD_TURNS, [JSON.stringify(storable(turns))])
}

/** A human label as one JSON object with the fields of HumanLabel; `l` is its row in labels. */
export const HUMAN_LABEL = `
  jsonb_build_object('source', l.source, 'labelId', l.label_id, 'sampleId', l.sample_id, 'conversationId', l.conversation_id,
    'leaseId', l.lease_id, 'annotator', l.who, 'recordedBy', l.recorded_by, 'recordedAt', l.recorded_at, 'blind', l.blind,
    'seconds', l.seconds, 'guidelineVersion', l.guideline_version, 'atFault', l.at_fault, 'part', l.part,
    'betterReply', l.better_reply, 'remark', l.remark, 'randomTurn', l.random_turn, 'predictedTurns', l.predicted_turns,
    'turns', coalesce((
      select jsonb_agg(jsonb_build_object('turnId', t.turn_id, 'textEventId', t.text_event_id, 'isRandom', t.is_random,
        'isSuspect', t.is_suspect, 'bundle', t.bundle, 'intent', t.intent, 'objection', t.objection, 'prediction',
        jsonb_build_object('intent', t.predicted_intent, 'intentConfidence', t.intent_confidence,
          'objection', t.predicted_objection, 'objectionConfidence', t.objection_confidence)) order by t.turn_id)
      from turn_labels t where t.label_id = l.label_id), '[]'))`

/** What people answered to a sample, in order of time. */
export async function humanLabels(sql: Sql, sampleId: string): Promise<HumanLabel[]> {
  const rows = await sql.query<{ label: HumanLabel }>(
    `select ${HUMAN_LABEL} label from labels l where l.sample_id = $1 and l.source = 'human' order by l.recorded_at, l.label_id`,
    [sampleId],
  )
  return rows.map((row) => row.label)
}
