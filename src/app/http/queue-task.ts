import { z } from 'zod'
import type { LabelReturn } from '../../labels/label-return.ts'
import type { HumanLabel } from '../../labels/ledger.ts'
import { isHeldBack, type ReviewTask, type TranscriptLine } from '../../labels/review-task.ts'
import { PARTS } from '../../pool/sample.ts'
import { LabelAnswer, labelAnswer } from './label-answer.ts'
import { TaskFacts } from './queue-facts.ts'
import { Reason, StratumName } from './sample-answer.ts'
import { TaxonomyLists, taxonomyLists } from './taxonomy.ts'

export const Line = z.object({
  event_id: z.string(),
  role: z.enum(['user', 'assistant', 'human']).describe('human: a person of the shop replied, no model.'),
  text: z.string(),
  at: z.int(),
  predicted_intent: z.string().nullish(),
  intent_confidence: z.number().nullish(),
  predicted_objection: z.string().nullish(),
  objection_confidence: z.number().nullish(),
})

const Returned = z.object({
  remark: z.string().describe('What is to be looked at again.'),
  who: z.string(),
  at: z.int(),
  answer: LabelAnswer.describe('What was answered before; it counts no longer.'),
})

/** A leased sample with all that an annotator needs. */
export const Task = z.object({
  sample: z.object({
    sample_id: z.string(),
    conversation_id: z.string(),
    lease_id: z.string(),
    lease_until: z.int(),
    blind: z.boolean().describe('Predictions, suspicion and reasons are never shown for this lease.'),
    held_back: z
      .boolean()
      .describe('Predictions, and what tells of them, wait for the first choice: POST /v1/samples/:sample_id/reveal.'),
    first_choice: z.enum(PARTS).nullable().describe('What this annotator chose before the predictions were shown.'),
    facts: TaskFacts.nullable().describe('What the customer did; null = the conversation is not derived yet.'),
    stratum: StratumName.nullable().describe('null in blind review.'),
    reasons: z.array(Reason),
    evidence: z.record(z.string(), z.array(z.string())),
    suspect: z
      .object({ event_id: z.string(), part: z.string().nullable().describe('null while predictions are held back.') })
      .nullable(),
    random_turn: z.string().nullable(),
    turns: z.array(Line),
    taxonomy: TaxonomyLists,
    returned: Returned.nullable().describe(
      'This annotator’s earlier answer, given back for correction; null = a new item.',
    ),
  }),
})

/** An answer that was given back, and why. */
export interface GivenBack extends LabelReturn {
  readonly answer: HumanLabel
}

/** @param facts what `taskFacts` gives for this task */
export const taskAnswer = (
  { lease, sample, lines, taxonomy }: ReviewTask,
  facts: z.infer<typeof TaskFacts> | null,
  returned: GivenBack | null = null,
): z.infer<typeof Task> => ({
  sample: {
    sample_id: sample.sampleId,
    conversation_id: sample.conversationId,
    lease_id: lease.leaseId,
    lease_until: lease.until,
    blind: lease.blind,
    held_back: isHeldBack(lease),
    first_choice: lease.firstChoice ?? null,
    facts,
    stratum: sample.stratum,
    reasons: [...sample.reasons],
    evidence: Object.fromEntries(Object.entries(sample.evidence).map(([name, ids]) => [name, [...ids]])),
    suspect: sample.suspect && {
      event_id: sample.suspect.eventId,
      part: isHeldBack(lease) ? null : sample.suspect.part,
    },
    random_turn: lease.randomTurn,
    turns: lines.map(lineAnswer),
    taxonomy: taxonomyLists(taxonomy),
    returned: returned && {
      remark: returned.remark,
      who: returned.who,
      at: returned.at,
      answer: labelAnswer(returned.answer),
    },
  },
})

/** A message as it is shown; predictions only where the reader may see them. */
export const lineAnswer = ({ eventId, role, text, at, prediction }: TranscriptLine): z.infer<typeof Line> => ({
  event_id: eventId,
  role,
  text,
  at,
  ...(prediction && {
    predicted_intent: prediction.intent,
    intent_confidence: prediction.intentConfidence,
    predicted_objection: prediction.objection,
    objection_confidence: prediction.objectionConfidence,
  }),
})
