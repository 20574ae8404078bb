import { z } from 'zod'
import { PURPOSES } from '../../labels/ledger.ts'
import type { Ports } from '../wiring.ts'
import { LedgerLineAnswer, ledgerLineAnswer } from './label-answer.ts'
import type { App } from './server.ts'

const Listing = z.object({
  source: z.enum(['human', 'rule', 'model']).optional(),
  purpose: z.enum(PURPOSES).optional().describe('Of a person’s answer.'),
  annotator: z.string().optional().describe('Annotator, rule or model.'),
  sample: z.string().optional(),
  conversation: z.string().optional(),
  from: z.coerce.number().int().optional().describe('Recorded at or after, epoch milliseconds.'),
  until: z.coerce.number().int().optional().describe('Recorded before.'),
  standing: z
    .enum(['true', 'false'])
    .optional()
    .describe('true: only what counts; false: only what is withdrawn; absent: both.'),
  withdrawal: z.string().optional().describe('Answers that this withdrawal is about.'),
  after: z.string().optional().describe('label_id of the last line of the page before.'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

/** GET /v1/labels. */
export function labelRoutes(app: App, { labelling }: Ports): void {
  app.get(
    '/v1/labels',
    {
      config: { scope: 'read' },
      schema: {
        description: 'The label ledger, newest line first: who or what said what, when, and whether it still counts.',
        querystring: Listing,
        response: { 200: z.object({ labels: z.array(LedgerLineAnswer), next: z.string().nullable() }) },
      },
    },
    async ({ query }) => {
      const lines = await labelling.ledger.lines({
        ...(query.source && { source: query.source }),
        ...(query.purpose && { purpose: query.purpose }),
        ...(query.annotator && { who: query.annotator }),
        ...(query.sample && { sampleId: query.sample }),
        ...(query.conversation && { conversationId: query.conversation }),
        ...(query.from !== undefined && { from: query.from }),
        ...(query.until !== undefined && { until: query.until }),
        ...(query.standing && { standing: query.standing === 'true' }),
        ...(query.withdrawal && { withdrawal: query.withdrawal }),
        ...(query.after && { after: query.after }),
        limit: query.limit,
      })
      const next = lines.length === query.limit ? (lines.at(-1)?.labelId ?? null) : null
      return { labels: lines.map(ledgerLineAnswer), next }
    },
  )
}
