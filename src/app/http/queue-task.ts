import { z } from 'zod'
import type { ReviewTask } from '../../labels/review-task.ts'
import { Reason, StratumName } from './sample-answer.ts'
import { TaxonomyLists, taxonomyLists } from './taxonomy.ts'

const Line = z.object({
  event_id: z.string(),
  role: z.enum(['user', 'assistant', 'human']).describe('human: a person of the shop replied, no model.'),
  text: z.string(),
  at: z.int(),
  predicted_intent: z.string().nullish(),
  intent_confidence: z.number().nullish(),
  predicted_objection: z.string().nullish(),
  objection_confidence: z.number().nullish(),
})

/** A leased sample with all that an annotator needs. */
export const Task = z.object({
  sample: z.object({
    sample_id: z.string(),
    conversation_id: z.string(),
    lease_id: z.string(),
    lease_until: z.int(),
    stratum: StratumName.nullable().describe('null in blind review.'),
    reasons: z.array(Reason),
    evidence: z.record(z.string(), z.array(z.string())),
    suspect: z.object({ event_id: z.string(), part: z.string() }).nullable(),
    random_turn: z.string().nullable(),
    turns: z.array(Line),
    taxonomy: TaxonomyLists,
  }),
})

export const taskAnswer = ({ lease, sample, lines, taxonomy }: ReviewTask): z.infer<typeof Task> => ({
  sample: {
    sample_id: sample.sampleId,
    conversation_id: sample.conversationId,
    lease_id: lease.leaseId,
    lease_until: lease.until,
    stratum: sample.stratum,
    reasons: [...sample.reasons],
    evidence: Object.fromEntries(Object.entries(sample.evidence).map(([name, ids]) => [name, [...ids]])),
    suspect: sample.suspect && { event_id: sample.suspect.eventId, part: sample.suspect.part },
    random_turn: lease.randomTurn,
    turns: lines.map(({ eventId, role, text, at, prediction }) => ({
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
    })),
    taxonomy: taxonomyLists(taxonomy),
  },
})
