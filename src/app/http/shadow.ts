import { z } from 'zod'
import { type Prequential, prequential } from '../../evaluation/prequential.ts'
import type { Rate } from '../../evaluation/score.ts'
import { TASKS } from '../../models/task.ts'
import type { Shadow, ShadowStep } from '../../training/shadow.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const RateOf = z.object({
  accuracy: z.number().nullable(),
  low: z.number(),
  high: z.number(),
  right: z.int(),
  items: z.int(),
})
const Window = z.object({
  shadow: RateOf.describe('All labels of the window, each predicted before it was learned.'),
  shadow_beside_live: RateOf.describe('Those on which a model had answered.'),
  live: RateOf.describe('What was served on the same.'),
  difference: z
    .object({ estimate: z.number().nullable(), low: z.number(), high: z.number(), p: z.number() })
    .nullable()
    .describe('Shadow less live, paired, by conversation.'),
})
const ShadowAnswer = z.object({
  shadow_id: z.string(),
  task: z.enum(TASKS),
  base_model: z.string().describe('The model that it is a copy of; another live model gets another shadow.'),
  of_live: z.boolean(),
  started_at: z.int(),
  steps: z.int(),
  all: Window,
  recent: Window.describe('The last 200 labels.'),
})
const Switch = z.object({
  on: z.boolean(),
  who: z.string().nullable(),
  why: z.string().nullable(),
  at: z.int().nullable(),
})
const Step = z.object({
  step: z.int().describe('Order in which it learned.'),
  turn_id: z.string(),
  text_id: z.string(),
  conversation_id: z.string().nullable(),
  label: z.string(),
  label_ids: z.array(z.string()),
  predicted: z.string().describe('What the shadow said before it learned the label. It was not served.'),
  confidence: z.number(),
  live: z.string().nullable().describe('What was served; null where a person replied.'),
  live_confidence: z.number().nullable(),
  labelled_at: z.int(),
  learned_at: z.int(),
})

const RECENT = 200
const ALL = 1_000_000

/** GET and PUT /v1/shadow, GET /v1/shadow/:shadow_id/steps. */
export function shadowRoutes(app: App, { learning, clock, maskText }: Ports): void {
  const { ports, shadow: runner } = learning
  app.get(
    '/v1/shadow',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Shadows: copies of live models that learn from each label that people agree on, and answer nobody. Accuracy before learning, beside what was served.',
        response: { 200: Switch.extend({ shadows: z.array(ShadowAnswer) }) },
      },
    },
    async () => {
      const { live } = await ports.registry.state()
      const models = Object.values((live === null ? null : await ports.registry.bundle(live))?.models ?? {})
      const shadows = await ports.shadows.shadows(20)
      return {
        ...(await ports.shadows.switch()),
        shadows: await Promise.all(
          shadows.map(async (each) =>
            toShadow(
              each,
              models.some((model) => model?.id === each.base.id),
              await ports.shadows.steps(each.shadowId, 0, ALL),
            ),
          ),
        ),
      }
    },
  )
  app.put(
    '/v1/shadow',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Turns learning label by label on or off. POST /v1/training {"mode": "online"} lets the shadow compete as a candidate.',
        body: z.object({ on: z.boolean(), who: Name, why: Name }),
        response: { 200: Switch },
      },
    },
    async ({ body: { on, who, why } }) => {
      await ports.shadows.turn({ on, who, why: maskText(why), at: await clock.now() })
      void runner.look()
      return ports.shadows.switch()
    },
  )
  app.get(
    '/v1/shadow/:shadow_id/steps',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What a shadow said beside what was served, label by label, in the order in which it learned.',
        params: z.object({ shadow_id: z.string() }),
        querystring: z.object({
          after: z.coerce.number().int().min(0).default(0).describe('Step after which the page begins.'),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
        response: { 200: z.object({ steps: z.array(Step), next: z.int().nullable() }) },
      },
    },
    async ({ params: { shadow_id }, query: { after, limit } }) => {
      const steps = await ports.shadows.steps(shadow_id, after, limit)
      return { steps: steps.map(toStep), next: steps.length === limit ? steps.at(-1)!.step : null }
    },
  )
}

const toShadow = (shadow: Shadow, ofLive: boolean, steps: readonly ShadowStep[]): z.infer<typeof ShadowAnswer> => ({
  shadow_id: shadow.shadowId,
  task: shadow.task,
  base_model: shadow.base.id,
  of_live: ofLive,
  started_at: shadow.startedAt,
  steps: steps.length,
  all: toWindow(prequential(steps)),
  recent: toWindow(prequential(steps.slice(-RECENT))),
})

const toWindow = ({ shadow, live, shadowBesideLive, difference }: Prequential): z.infer<typeof Window> => ({
  shadow: toRate(shadow),
  shadow_beside_live: toRate(shadowBesideLive),
  live: toRate(live),
  difference: difference && { ...difference.difference, p: difference.p },
})

const toRate = ({ estimate, low, high, hits, items }: Rate): z.infer<typeof RateOf> => ({
  accuracy: estimate,
  low,
  high,
  right: hits,
  items,
})

const toStep = (step: ShadowStep): z.infer<typeof Step> => ({
  step: step.step,
  turn_id: step.turnId,
  text_id: step.textId,
  conversation_id: step.conversationId,
  label: step.label,
  label_ids: [...step.labelIds],
  predicted: step.predicted,
  confidence: step.confidence,
  live: step.live,
  live_confidence: step.liveConfidence,
  labelled_at: step.labelledAt,
  learned_at: step.learnedAt,
})
