import { z } from 'zod'
import type { ReviewTask } from '../../labels/review-task.ts'
import { sendForLabels } from '../../loop/send-for-labels.ts'
import type { Ports } from '../wiring.ts'
import { Reason, StratumName } from './sample-answer.ts'
import type { App } from './server.ts'
import { TaxonomyLists, taxonomyLists } from './taxonomy.ts'
import { Name } from './texts.ts'

export const LeaseMs = z
  .int()
  .min(1000)
  .max(24 * 60 * 60 * 1000)
  .default(10 * 60 * 1000)

const Line = z.object({
  event_id: z.string(),
  role: z.enum(['user', 'assistant', 'human']),
  text: z.string(),
  at: z.int(),
  predicted_intent: z.string().nullish(),
  intent_confidence: z.number().nullish(),
  predicted_objection: z.string().nullish(),
  objection_confidence: z.number().nullish(),
})

const Task = z.object({
  sample: z.object({
    sample_id: z.string(),
    conversation_id: z.string(),
    lease_id: z.string(),
    lease_until: z.int(),
    stratum: StratumName.nullable(), // null in blind review
    reasons: z.array(Reason),
    evidence: z.record(z.string(), z.array(z.string())),
    suspect: z.object({ event_id: z.string(), part: z.string() }).nullable(),
    random_turn: z.string().nullable(),
    turns: z.array(Line),
    taxonomy: TaxonomyLists,
  }),
})

/** POST /v1/queue/next. */
export function queueRoutes(app: App, { pool, labelDesk: desk, clock }: Ports): void {
  app.post(
    '/v1/queue/next',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'Leases the next sample to this annotator, with its transcript. 204 when nothing waits. `blind` leaves out predictions, suspicion, reasons and stratum.',
        body: z.object({ annotator: Name, lease_ms: LeaseMs, blind: z.boolean().default(false) }),
        response: { 200: Task, 204: z.null() },
      },
    },
    async ({ body }, reply) => {
      const request = { annotator: body.annotator, leaseMs: body.lease_ms, blind: body.blind }
      const task = await sendForLabels(pool, desk, request, await clock.now())
      return task === null ? reply.code(204).send(null) : reply.code(200).send(taskAnswer(task))
    },
  )
}

const taskAnswer = ({ lease, sample, lines, taxonomy }: ReviewTask): z.infer<typeof Task> => ({
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
