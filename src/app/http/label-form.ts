import { z } from 'zod'
import type { Submission } from '../../labels/answer.ts'
import { PARTS } from '../../pool/sample.ts'
import { Name, Text } from './texts.ts'

/** What a person says about a sample, whoever asks for it. */
export const LabelForm = z.object({
  at_fault: z.boolean().describe('Was a model at fault in this conversation? A reply by a person never is.'),
  part: z.enum(PARTS).describe('The part at fault; none without fault.'),
  fault_turn: Name.nullish().describe('Event id of the reply at fault. It must be a model’s.'),
  turns: z
    .array(
      z.object({
        event_id: Name.describe('A reply of this conversation.'),
        intent: Name.nullish().describe('The right intent of the customer’s message.'),
        objection: Name.nullish().describe('The right objection of the customer’s message.'),
        style: Name.nullish().describe('How the reply is worded: a label of the taxonomy’s task style.'),
      }),
    )
    .max(500)
    .default([])
    .describe('Please answer the suspected and the random turn at least; only the random one enters live accuracy.'),
  better_reply: Text.nullish().describe('What should have been said instead.'),
  remark: Text.nullish(),
  seconds: z.number().min(0).max(1e6).nullish().describe('Time that the annotator spent.'),
})
export type LabelForm = z.infer<typeof LabelForm>

/** The form as the stages read it; texts are masked where masking is on. */
export const submissionOf = (
  form: LabelForm,
  given: Pick<Submission, 'sampleId' | 'leaseId' | 'annotator' | 'recordedBy'>,
  maskText: (text: string) => string,
): Submission => ({
  ...given,
  atFault: form.at_fault,
  part: form.part,
  faultTurn: form.fault_turn ?? null,
  turns: form.turns.map((turn) => ({
    turnId: turn.event_id,
    intent: turn.intent ?? null,
    objection: turn.objection ?? null,
    style: turn.style ?? null,
  })),
  betterReply: form.better_reply ? maskText(form.better_reply) : null,
  remark: form.remark ? maskText(form.remark) : null,
  seconds: form.seconds ?? null,
})
