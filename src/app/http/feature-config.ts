import { z } from 'zod'
import type { RefoldProgress } from '../../features/config-history.ts'
import type { Between } from '../../models/train-similarity.ts'
import { FeatureConfigForm } from '../feature-config-form.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const Figure = z.object({
  value: z.number(),
  low: z.number().describe('lower end of the 95 % interval'),
  high: z.number(),
})
const Learned = z.object({
  kind: z.literal('learned'),
  weights: z.string().describe('SHA-256 of the model file'),
  format: z.int(),
  threshold: z.number().describe('the same question from this probability on'),
  trained_threshold: z.number().describe('the threshold that the training chose; the figures are those of it'),
  chosen_for: z.enum(['f1', 'precision']),
  least_precision: z.number().nullable().describe('wanted precision; null = the highest F1 was wanted'),
  pairs: z.int().describe('labelled pairs it was learned from'),
  same: z.int().describe('of these, pairs that ask the same'),
  f1: Figure.describe('on pairs it did not see'),
  precision: Figure,
  recall: Figure,
})
const Bigrams = z.object({
  kind: z.literal('bigrams'),
  numerator: z.int(),
  denominator: z.int().describe('the same question from a Jaccard similarity of numerator / denominator on'),
})
const Refold = z.object({
  conversations: z.int().describe('that there were when the configuration came into force'),
  looked_at: z.int(),
  changed: z.int().describe('rows written; a new config_hash alone is a change'),
  differing: z.int().describe('rows of which a feature or flag changed'),
  finished_at: z.int().nullable().describe('epoch milliseconds; null = it runs'),
})
const Constants = FeatureConfigForm.required().extend({
  negative_ratings: z.array(z.number()).describe('both ends of the interval'),
  question: FeatureConfigForm.shape.question.unwrap().omit({ measure: true }).required(),
})
const Answer = z.object({
  config_hash: z.string().describe('of the configuration in force, as in each row'),
  own: z.boolean().describe('false = another service has put its configuration in force; this process folds no more'),
  since: z.int().nullable().describe('epoch milliseconds'),
  measure: z.union([Learned, Bigrams]).describe('when two messages are the same question, in this process'),
  constants: Constants.describe('every constant of the features, in this process'),
  refold: Refold.nullable(),
})

/** GET /v1/features/config. */
export function featureConfigRoutes(app: App, { loadedFeatures, configHistory }: Ports): void {
  app.get(
    '/v1/features/config',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'The constants of the features, the measure of "the same question" with its figures, and how far conversations are folded again.',
        response: { 200: Answer },
      },
    },
    async () => {
      const current = await configHistory.current()
      const { question, ...constants } = loadedFeatures.config
      const { measure: _, ...plain } = question
      return {
        config_hash: current?.configHash ?? loadedFeatures.hash,
        own: current === null || current.configHash === loadedFeatures.hash,
        since: current?.since ?? null,
        measure: measureOf(loadedFeatures),
        constants: snakeCased({ ...constants, question: plain }) as z.infer<typeof Constants>,
        refold: current === null ? null : toRefold(current.refold),
      }
    },
  )
}

function measureOf({ config, measure: about }: Ports['loadedFeatures']): z.infer<typeof Answer>['measure'] {
  const { measure, similarity } = config.question
  if (measure === undefined || about === null) return { kind: 'bigrams', ...similarity }
  return {
    ...{ kind: 'learned', weights: measure.weights, format: measure.model.format, threshold: measure.threshold },
    trained_threshold: about.threshold,
    chosen_for: about.aim.kind,
    least_precision: about.aim.kind === 'precision' ? about.aim.least : null,
    ...{ pairs: about.pairs, same: about.same },
    ...{ f1: figureOf(about.f1), precision: figureOf(about.precision), recall: figureOf(about.recall) },
  }
}

const figureOf = ({ value, low, high }: Between) => ({ value, low, high })

function toRefold(refold: RefoldProgress): z.infer<typeof Refold> {
  const { conversations, looked, changed, differing, finishedAt } = refold
  return { conversations, looked_at: looked, changed, differing, finished_at: finishedAt }
}

function snakeCased(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      snakeCased(inner),
    ]),
  )
}
