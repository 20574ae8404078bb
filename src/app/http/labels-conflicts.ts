import { z } from 'zod'
import { settleBy } from '../../labels/annotator-model.ts'
import { type Conflict, conflictsOf } from '../../labels/conflicts.ts'
import type { Adjudicated } from '../../labels/label-desk.ts'
import { RATED_TASKS } from '../../labels/ratings.ts'
import { adjudicate } from '../../loop/collect-labels.ts'
import type { Ports } from '../wiring.ts'
import { LabelAnswer, labelAnswer } from './label-answer.ts'
import { LabelForm, submissionOf } from './label-form.ts'
import { SampleId } from './queue-lease.ts'
import { noSample } from './samples.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

export const ConflictAnswer = z.object({
  task: z.enum(RATED_TASKS),
  event_id: z.string().nullable().describe('The reply in question; null = the conversation.'),
  choices: z.array(z.object({ annotator: z.string(), label_id: z.string(), choice: z.string() })),
  posterior: z.number().nullable().describe('How sure the Dawid-Skene consensus is; null = a tie.'),
})
const Listing = z.object({
  task: z.enum(RATED_TASKS).optional(),
  after: z.string().optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Samples looked at for this page, at most.'),
})
const Refused = z.object({ code: z.string(), message: z.string() })
const RefusedWithAll = Refused.extend({ details: z.object({ recorded: z.array(LabelAnswer) }) })

/** GET /v1/conflicts, POST /v1/samples/:sample_id/adjudication. */
export function labelConflictRoutes(app: App, { pool, labelDesk: desk, labelling, clock, maskText }: Ports): void {
  app.get(
    '/v1/conflicts',
    {
      config: { scope: 'read' }, // others' answers: whoever gave one could take it back and say what they say
      schema: {
        description:
          'Samples on which people reach no consensus: a tie, or a Dawid-Skene consensus below 0.8. Each waits for POST /v1/samples/:id/adjudication.',
        querystring: Listing,
        response: {
          200: z.object({
            conflicts: z.array(
              z.object({ sample_id: z.string(), conversation_id: z.string(), conflicts: z.array(ConflictAnswer) }),
            ),
            next: z.string().nullable().describe('A page may be empty and have a next one all the same.'),
          }),
        },
      },
    },
    async ({ query: { task, after, limit } }) => {
      const { samples, next } = await labelling.answers.contested({ ...(after && { after }), limit })
      const settle = settleBy(await labelling.answers.models())
      const found = samples.map((sample) => ({
        sample_id: sample.sampleId,
        conversation_id: sample.conversationId,
        conflicts: conflictsOf(sample, settle)
          .filter((conflict) => task === undefined || conflict.task === task)
          .map(conflictAnswer),
      }))
      return { conflicts: found.filter((sample) => sample.conflicts.length > 0), next }
    },
  )
  app.post(
    '/v1/samples/:sample_id/adjudication',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'The last word on a sample that has its answers, by somebody who gave none of them. What it leaves open stays with the others’ consensus. From then on the sample may check annotators. Safe to send again.',
        params: SampleId,
        body: LabelForm.extend({ annotator: Name.describe('The adjudicator.') }),
        response: {
          201: z.object({ label_id: z.string(), sample_id: z.string() }),
          409: RefusedWithAll,
          '4xx': Refused,
        },
      },
    },
    async ({ params: { sample_id }, body, principal }, reply) => {
      const sample = await pool.sample(sample_id, 0)
      if (sample === null) throw noSample(sample_id)
      const given = { sampleId: sample_id, leaseId: '', annotator: body.annotator, recordedBy: principal }
      const submission = submissionOf(body, given, maskText)
      const done = await adjudicate(desk, sample.conversationId, submission, await clock.now())
      if (done.kind === 'refused') return reply.code(409).send(refusal(done))
      return reply.code(201).send({ label_id: done.label.labelId, sample_id })
    },
  )
}

export const conflictAnswer = ({ task, turnId, choices, posterior }: Conflict): z.infer<typeof ConflictAnswer> => ({
  task,
  event_id: turnId,
  choices: choices.map(({ annotator, labelId, choice }) => ({ annotator, label_id: labelId, choice })),
  posterior,
})

const refusal = ({ why, recorded }: Extract<Adjudicated, { kind: 'refused' }>): z.infer<typeof RefusedWithAll> => ({
  code: 'LOOP_ADJUDICATION_REFUSED',
  message: `Nothing was recorded: ${why}. GET /v1/conflicts lists what waits for a last word.`,
  details: { recorded: recorded.map(labelAnswer) },
})
