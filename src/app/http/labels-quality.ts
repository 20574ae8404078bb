import { z } from 'zod'
import { agreement } from '../../labels/agreement.ts'
import { againstConsensus, labelAgreement } from '../../labels/agreement-detail.ts'
import { LEAST_SHARED_UNITS } from '../../labels/annotator-model.ts'
import { type AnnotatorQuality, annotatorQuality, LEAST_FOR_RANK, type Share } from '../../labels/annotators.ts'
import { RATED_TASKS, ratingsOf } from '../../labels/ratings.ts'
import type { Interval } from '../../stats/interval.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

export const Time = z.object({
  from: z.coerce.number().int().optional().describe('Answers recorded at or after, epoch milliseconds.'),
  until: z.coerce.number().int().optional().describe('Answers recorded before.'),
})
export const Bounds = { low: z.number(), high: z.number() }
export const TaskName = z
  .enum(RATED_TASKS)
  .describe('at_fault and part are about the conversation, the others about each turn.')
const ShareAnswer = z
  .object({ rate: z.number().nullable(), units: z.int(), ...Bounds })
  .describe('With a 95 % interval; rate is null when there is nothing to count.')

const AgreementAnswer = z.object({
  overall: z
    .object({ alpha: z.number().nullable(), answers: z.int(), ...Bounds })
    .describe('Mean of the tasks’ alphas by the number of answers compared; the interval resamples conversations.'),
  tasks: z.array(
    z.object({
      task: TaskName,
      alpha: z.number().nullable().describe('Krippendorff’s alpha: 1 = always agree, 0 = as by chance.'),
      units: z.int().describe('Judged by two people or more.'),
      answers: z.int(),
      disagreement: z.number(),
      ...Bounds,
    }),
  ),
  pairs: z.array(
    z.object({
      task: TaskName,
      annotators: z.array(z.string()).length(2),
      kappa: z.number().nullable().describe('Cohen’s kappa.'),
      units: z.int(),
      agreement: z.number(),
      ...Bounds,
    }),
  ),
  labels: z
    .array(
      z.object({
        task: TaskName,
        label: z.string(),
        alpha: z.number().nullable().describe('Of this label against all others of its task.'),
        units: z.int(),
        answers: z.int(),
        disagreement: z.number(),
        ...Bounds,
      }),
    )
    .describe('Of labels that somebody gave where two people or more judged.'),
  annotators: z
    .array(
      z.object({
        task: TaskName,
        annotator: z.string(),
        kappa: z.number().nullable(),
        units: z.int(),
        agreement: z.number(),
        ...Bounds,
      }),
    )
    .describe(
      'Each annotator beside what the others came to (the last word, else their majority); their own answer is left out.',
    ),
})

const AnnotatorAnswer = z.object({
  annotator: z.string(),
  answers: z.int().describe('To the queue, hidden checks apart.'),
  gold_answers: z.int(),
  adjudications: z.int(),
  first_at: z.int(),
  last_at: z.int(),
  seconds_per_item: z.number().nullable().describe('Median.'),
  agreement: ShareAnswer.describe('Of what others judged too: share of the others’ choices that are the same.'),
  gold_accuracy: ShareAnswer.describe('Of the choices on settled samples: share that is the adjudicated one.'),
  modelled: z
    .array(z.object({ task: TaskName, accuracy: z.number(), units: z.int(), ...Bounds }))
    .describe('Chance of a right answer by the Dawid-Skene model, for tasks with enough overlap.'),
  rank: z
    .int()
    .nullable()
    .describe('1 + how many have a surely higher gold accuracy; null below `least_for_rank` choices on gold items.'),
})

/** GET /v1/agreement, GET /v1/annotators. */
export function labelQualityRoutes(app: App, { labelling: { answers } }: Ports): void {
  app.get(
    '/v1/agreement',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'How far people agree beyond chance, per task and pair, with 95 % intervals. Hidden checks are left out.',
        querystring: Time,
        response: { 200: AgreementAnswer },
      },
    },
    async ({ query }) => {
      const samples = await answers.answered(timeOf(query))
      const ratings = samples.flatMap((sample) => ratingsOf(sample))
      const { overall, tasks, pairs } = agreement(ratings)
      return {
        overall: { ...overall, alpha: known(overall.alpha) },
        tasks: tasks.map((task) => ({ ...task, alpha: known(task.alpha) })),
        pairs: pairs.map((pair) => ({ ...pair, annotators: [...pair.annotators], kappa: known(pair.kappa) })),
        labels: labelAgreement(ratings).map((label) => ({ ...label, alpha: known(label.alpha) })),
        annotators: againstConsensus(samples).map((one) => ({ ...one, kappa: known(one.kappa) })),
      }
    },
  )
  app.get(
    '/v1/annotators',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'What is known of each annotator’s work, by name, with 95 % intervals. The Dawid-Skene figures rest on all answers, whatever the time.',
        querystring: Time,
        response: {
          200: z.object({
            least_for_rank: z.int(),
            least_shared_units: z
              .int()
              .describe('A Dawid-Skene model needs three annotators with so many shared units.'),
            annotators: z.array(AnnotatorAnswer),
          }),
        },
      },
    },
    async ({ query }) => {
      const time = timeOf(query)
      const quality = annotatorQuality(await answers.answered(time), await answers.models(), time)
      return {
        least_for_rank: LEAST_FOR_RANK,
        least_shared_units: LEAST_SHARED_UNITS,
        annotators: quality.map(annotatorAnswer),
      }
    },
  )
}

export const timeOf = ({ from, until }: z.infer<typeof Time>) => ({
  ...(from !== undefined && { from }),
  ...(until !== undefined && { until }),
})

export const known = (value: number): number | null => (Number.isNaN(value) ? null : value)
const bounds = ({ low, high }: Interval): Interval => ({ low, high })
const share = (of: Share) => ({ rate: known(of.rate), units: of.units, ...bounds(of) })

const annotatorAnswer = (one: AnnotatorQuality): z.infer<typeof AnnotatorAnswer> => ({
  annotator: one.annotator,
  answers: one.answers,
  gold_answers: one.goldAnswers,
  adjudications: one.adjudications,
  first_at: one.firstAt,
  last_at: one.lastAt,
  seconds_per_item: one.secondsPerItem,
  agreement: share(one.agreement),
  gold_accuracy: share(one.gold),
  modelled: one.modelled.map(({ task, estimate, units, ...interval }) => ({
    task,
    accuracy: estimate,
    units,
    ...bounds(interval),
  })),
  rank: one.rank,
})
