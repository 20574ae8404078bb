import { z } from 'zod'
import type { LabelReturn } from '../../labels/label-return.ts'
import type { Ports } from '../wiring.ts'
import { SampleId } from './queue-lease.ts'
import type { App } from './server.ts'
import { Name, Text } from './texts.ts'

const ReturnAnswer = z.object({
  withdrawal_id: z.string().describe('The line of the ledger by which the answer counts no longer.'),
  label_id: z.string(),
  sample_id: z.string(),
  conversation_id: z.string(),
  annotator: z.string(),
  who: z.string().describe('Who gave it back.'),
  remark: z.string(),
  at: z.int(),
  open: z.boolean().describe('The annotator has not answered since, and the sample still waits.'),
})

/** POST /v1/samples/:sample_id/return, GET /v1/label-returns. */
export function labelReturnRoutes(app: App, { labelling: { returns }, clock, maskText }: Ports): void {
  app.post(
    '/v1/samples/:sample_id/return',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Gives an answer back to whoever gave it, with a remark: it counts no longer, and the sample comes to that person next, with the remark and the answer, for a week to nobody else. Safe to send again.',
        params: SampleId,
        body: z.object({
          label_id: Name,
          remark: Text.min(1).describe('What is to be looked at again.'),
          who: Name.optional(),
        }),
        response: { 201: ReturnAnswer },
      },
    },
    async ({ params: { sample_id: sampleId }, body, principal }, reply) => {
      const { label_id: labelId, who = principal, remark } = body
      const order = { sampleId, labelId, who, recordedBy: principal, remark: maskText(remark) }
      return reply.code(201).send(returnAnswer(await returns.giveBack(order, await clock.now())))
    },
  )
  app.get(
    '/v1/label-returns',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Answers that were given back for correction, newest first.',
        querystring: z.object({
          annotator: Name.optional(),
          open: z.enum(['true', 'false']).optional().describe('true: those that still wait for their annotator.'),
          after: Name.optional().describe('`next` of the page before.'),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
        response: { 200: z.object({ returns: z.array(ReturnAnswer), next: z.string().nullable() }) },
      },
    },
    async ({ query: { annotator, open, after, limit } }) => {
      const found = await returns.list({
        ...(annotator !== undefined && { annotator }),
        ...(open !== undefined && { open: open === 'true' }),
        ...(after !== undefined && { after }),
        limit,
      })
      const next = found.length === limit ? found.at(-1)!.withdrawalId : null
      return { returns: found.map(returnAnswer), next }
    },
  )
}

const returnAnswer = (one: LabelReturn): z.infer<typeof ReturnAnswer> => ({
  withdrawal_id: one.withdrawalId,
  label_id: one.labelId,
  sample_id: one.sampleId,
  conversation_id: one.conversationId,
  annotator: one.annotator,
  who: one.who,
  remark: one.remark,
  at: one.at,
  open: one.open,
})
