import { z } from 'zod'
import { changedLimits, type GateLimits, type GateSettings } from '../../evaluation/limits.ts'
import type { Ports } from '../wiring.ts'
import { toLimits } from './evaluation-answer.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const share = z.number().min(0).max(1)
/** Name in a request -> name in the code. */
const FIELDS = {
  min_items: 'minItems',
  accuracy_margin: 'accuracyMargin',
  max_negative_flips: 'maxNegativeFlips',
  max_recall_loss: 'maxRecallLoss',
  min_label_items: 'minLabelItems',
  recall_p: 'recallP',
  max_segment_loss: 'maxSegmentLoss',
  min_segment_items: 'minSegmentItems',
  segment_p: 'segmentP',
  max_ece: 'maxEce',
} as const satisfies Record<string, keyof GateLimits>

const Limits = z
  .strictObject({
    min_items: z.int().min(1).describe('Fewer gold items of a task than this decide nothing.'),
    accuracy_margin: share.describe('The interval of the accuracy difference must exclude a loss above this.'),
    max_negative_flips: share.describe('Items that were right and are now wrong, as a share of all.'),
    max_recall_loss: share.describe('Of one label, where McNemar’s p on its items is below recall_p.'),
    min_label_items: z.int().min(1).describe('Labels with fewer gold items are not looked at.'),
    recall_p: share,
    max_segment_loss: share.describe(
      'Of one segment, where McNemar’s p is below segment_p over the number of segments.',
    ),
    min_segment_items: z.int().min(1).describe('Segments with fewer gold items are not looked at.'),
    segment_p: share,
    max_ece: share.describe(
      'Debiased calibration error; above it, the candidate must not be worse than the live model.',
    ),
  })
  .partial()
const Change = z.object({
  limits: z.strictObject({ intent: Limits.optional(), objection: Limits.optional() }),
  who: Name,
  why: Name,
  version: z.int().min(0).optional().describe('Version that was read; 409 when another one is in force by now.'),
})
const Settings = z.object({
  version: z.int().describe('0 = the defaults, which nobody set.'),
  limits: z.record(z.string(), z.record(z.string(), z.number())),
  who: z.string().nullable(),
  why: z.string().nullable(),
  at: z.int().nullable(),
})

/** GET and PUT /v1/gate. */
export function gateRoutes(app: App, { learning: { ports }, clock, maskText }: Ports): void {
  app.get(
    '/v1/gate',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What a candidate may cost at most, per task, and every change of it, newest first.',
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
        response: { 200: Settings.extend({ history: z.array(Settings) }) },
      },
    },
    async ({ query: { limit } }) => ({
      ...toSettings(await ports.gate.current()),
      history: (await ports.gate.history(limit)).map(toSettings),
    }),
  )
  app.put(
    '/v1/gate',
    {
      config: { scope: 'admin' },
      schema: {
        description:
          'Changes limits of a task; what is not named stays. Each change is a version that nobody can change. Verdicts given before keep theirs.',
        body: Change,
        response: { 200: Settings },
      },
    },
    async ({ body: { limits, who, why, version } }) => {
      const present = await ports.gate.current()
      const next = changedLimits(present.limits, {
        ...(limits.intent && { intent: fromRequest(limits.intent) }),
        ...(limits.objection && { objection: fromRequest(limits.objection) }),
      })
      const by = { who, why: maskText(why), at: await clock.now() }
      return toSettings(await ports.gate.change(next, by, version ?? present.version))
    },
  )
}

const fromRequest = (given: z.infer<typeof Limits>): Partial<GateLimits> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [[FIELDS[name as keyof typeof FIELDS], value]],
    ),
  )

const toSettings = ({ version, limits, who, why, at }: GateSettings): z.infer<typeof Settings> => ({
  version,
  limits: toLimits(limits),
  who,
  why,
  at,
})
