import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import type { EvaluatedItem, EvaluationStore } from '../../evaluation/evaluation.ts'
import { type ReliabilityBin, reliability } from '../../stats/reliability.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const PAGE_ITEMS = 5000

const Bin = z.object({
  from: z.number().describe('Confidences from here'),
  to: z.number().describe('up to here.'),
  items: z.int(),
  mean_confidence: z.number(),
  accuracy: z.number(),
  low: z.number().describe('95 % Wilson interval of the accuracy.'),
  high: z.number(),
})
const Curve = z.object({
  before: z.array(Bin).nullable().describe('null = there was no model before.'),
  after: z.array(Bin),
})

/** GET /v1/evaluations/:id/calibration. */
export function calibrationRoutes(app: App, { learning: { ports } }: Ports): void {
  app.get(
    '/v1/evaluations/:evaluation_id/calibration',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Stated confidence against accuracy on the gold set, before and after, in the 15 bins of the calibration error (reliability diagram). Empty bins are left out.',
        params: z.object({ evaluation_id: z.string() }),
        response: { 200: z.object({ tasks: z.record(z.string(), Curve) }) },
      },
    },
    async ({ params: { evaluation_id } }) => {
      if ((await ports.evaluations.get(evaluation_id)) === null) {
        throw new LoopError('LOOP_NO_EVALUATION', 'There is no such evaluation. GET /v1/evaluations lists them.', {
          status: 404,
        })
      }
      const byTask = Map.groupBy(await allItems(ports.evaluations, evaluation_id), (item) => item.task)
      return { tasks: Object.fromEntries([...byTask].map(([task, items]) => [task, curveOf(items)])) }
    },
  )
}

async function allItems(store: EvaluationStore, evaluationId: string): Promise<EvaluatedItem[]> {
  const found: EvaluatedItem[] = []
  for (let after: string | null = null; ; ) {
    const page = await store.items(evaluationId, { outcome: null, task: null, truth: null, after, limit: PAGE_ITEMS })
    found.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE_ITEMS) return found
    after = `${last.task}/${last.goldId}`
  }
}

function curveOf(items: readonly EvaluatedItem[]): z.infer<typeof Curve> {
  const was = items.flatMap(({ before, beforeConfidence, truth }) =>
    before === null || beforeConfidence === null ? [] : [{ confidence: beforeConfidence, right: before === truth }],
  )
  const is = items.map(({ after, afterConfidence, truth }) => ({ confidence: afterConfidence, right: after === truth }))
  return { before: was.length === 0 ? null : binsOf(was), after: binsOf(is) }
}

const binsOf = (said: readonly { readonly confidence: number; readonly right: boolean }[]): z.infer<typeof Bin>[] =>
  reliability(
    said.map((each) => each.confidence),
    said.map((each) => each.right),
  ).map(toBin)

const toBin = ({ interval, meanConfidence, ...bin }: ReliabilityBin): z.infer<typeof Bin> => ({
  ...bin,
  mean_confidence: meanConfidence,
  low: interval.low,
  high: interval.high,
})
