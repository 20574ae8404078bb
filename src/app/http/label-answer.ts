import { z } from 'zod'
import type { LedgerLine } from '../../labels/label-list.ts'
import { type HumanLabel, PURPOSES, type TurnAnswer } from '../../labels/ledger.ts'
import { PARTS } from '../../pool/sample.ts'

const LabelledTurn = z.object({
  event_id: z.string().describe('The reply.'),
  text_event_id: z.string().nullable().describe('The customer’s message that it answers: the text to learn from.'),
  is_random: z.boolean(),
  is_suspect: z.boolean(),
  intent: z.string().nullable(),
  objection: z.string().nullable(),
  style: z.string().nullable(),
})

/** An answer of a person as it is shown. */
export const LabelAnswer = z.object({
  label_id: z.string(),
  lease_id: z.string(),
  purpose: z
    .enum(PURPOSES)
    .describe(
      'review: asked by the queue; gold: a settled sample, to check the annotator; adjudication: the last word; late: the sample had gone to somebody else, so it counts in no consensus.',
    ),
  annotator: z.string(),
  recorded_by: z.string().describe('Key that sent it.'),
  recorded_at: z.int(),
  blind: z.boolean(),
  prediction_shown: z.boolean().describe('The annotator had the predictions before this answer.'),
  first_choice: z
    .enum(PARTS)
    .nullable()
    .describe('The part chosen before the predictions were shown; null = they were not held back, or not shown.'),
  guideline_version: z
    .int()
    .describe('Taxonomy version; GET /v1/guidelines?version= gives the text that was in force.'),
  at_fault: z.boolean(),
  part: z.enum(PARTS),
  fault_turn: z.string().nullable(),
  turns: z.array(LabelledTurn),
  better_reply: z.string().nullable(),
  remark: z.string().nullable(),
  seconds: z.number().nullable(),
})

export const labelAnswer = (label: HumanLabel): z.infer<typeof LabelAnswer> => ({
  label_id: label.labelId,
  lease_id: label.leaseId,
  purpose: label.purpose,
  annotator: label.annotator,
  recorded_by: label.recordedBy,
  recorded_at: label.recordedAt,
  blind: label.blind,
  prediction_shown: label.predictionShown ?? !label.blind,
  first_choice: label.firstChoice ?? null,
  guideline_version: label.guidelineVersion,
  at_fault: label.atFault,
  part: label.part,
  fault_turn: label.faultTurn,
  turns: label.turns.map(turnAnswer),
  better_reply: label.betterReply,
  remark: label.remark,
  seconds: label.seconds,
})

const turnAnswer = (turn: TurnAnswer): z.infer<typeof LabelledTurn> => ({
  event_id: turn.turnId,
  text_event_id: turn.textEventId,
  is_random: turn.isRandom,
  is_suspect: turn.isSuspect,
  intent: turn.intent,
  objection: turn.objection,
  style: turn.style ?? null,
})

/** A line of the ledger: an answer of a person, or what a rule or model said. Fields that a machine has not are null. */
export const LedgerLineAnswer = z.object({
  ...LabelAnswer.partial().shape,
  label_id: z.string(),
  source: z.enum(['human', 'rule', 'model']),
  sample_id: z.string().nullable(),
  conversation_id: z.string(),
  who: z.string().describe('Annotator, rule or model.'),
  recorded_at: z.int(),
  turns: z.array(LabelledTurn),
  withdrawn_by: z.string().nullable().describe('The withdrawal by which it no longer counts; null = it counts.'),
})

export const ledgerLineAnswer = (line: LedgerLine): z.infer<typeof LedgerLineAnswer> => ({
  ...(line.source === 'human' ? labelAnswer(line) : {}),
  label_id: line.labelId,
  source: line.source,
  sample_id: line.sampleId,
  conversation_id: line.conversationId,
  who: line.source === 'human' ? line.annotator : line.by,
  recorded_at: line.recordedAt,
  turns: line.turns.map(turnAnswer),
  withdrawn_by: line.withdrawnBy,
})
