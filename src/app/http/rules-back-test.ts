import { z } from 'zod'
import { checkedTable } from '../../admission/check-rules.ts'
import type { RuleTable } from '../../admission/rule-version.ts'
import { LoopError } from '../../errors/loop-error.ts'
import type { BackTest, TableOutcome } from '../../evaluation/back-test.ts'
import type { PoolForecast } from '../../evaluation/pool-forecast.ts'
import type { Precision } from '../../evaluation/rule-precision.ts'
import { backTestRules, type Change, type RuleTrial } from '../../loop/back-test-rules.ts'
import type { Ports } from '../wiring.ts'
import { spanOf, USUAL_DAYS } from './back-test-span.ts'
import { TableForm, toTable } from './rules-form.ts'
import type { App } from './server.ts'

/** A whole number of hundredths: what the store can tell apart. */
const Hundredths = z
  .number()
  .gt(0)
  .max(1)
  .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-9, 'in steps of 0.01')

const Body = TableForm.extend({
  low_confidence: Hundredths.optional().describe(
    'Threshold of low confidence that is tried out, in steps of 0.01; left out = as it is. It is no part of the table: to take it into force, the features are folded anew with it.',
  ),
  policy: z
    .strictObject({
      budget: z.number().min(1).max(1e6).optional().describe('Reviews wanted in one window.'),
      control_rate: z.number().gt(0).max(1).optional().describe('Inclusion probability of an unflagged conversation.'),
    })
    .optional()
    .describe('Sampling policy that is tried out; left out = as it is. PUT /v1/pool/policy takes it into force.'),
  windows: z
    .record(z.string(), z.number())
    .optional()
    .describe('Windows of features cannot be tried out on what is kept: refused, with what to do instead.'),
  against: z.int().min(1).optional().describe('Version that it is compared with; left out = the one in force.'),
  from: z.int().min(0).optional().describe(`Left out = ${USUAL_DAYS} days before \`until\`.`),
  until: z.int().min(1).optional().describe('Left out, or still to come = now.'),
  examples: z.int().min(0).max(50).default(5).describe('Conversations shown of each kind at most.'),
}).strict()

const PrecisionAnswer = z.object({
  estimate: z
    .number()
    .nullable()
    .describe('Share of conversations in which people found the model at fault, weighted; null = nobody judged one.'),
  low: z.number().nullable().describe('Lower end of the 95 % interval.'),
  high: z.number().nullable(),
  labelled: z.int().describe('Conversations that people have judged.'),
  at_fault: z.int(),
  effective_size: z.number().describe('How many of equal weight they are worth.'),
  unanswered: z.int().describe('Drawn for review and not judged: they may change it.'),
})
const Size = z.object({
  flagged: z.int().describe('Conversations that it sends to the draw.'),
  undecided: z.int().describe('It cannot be told yet: a window is open.'),
  precision: PrecisionAnswer,
})
const NextDayAnswer = z
  .object({
    day_at: z.int().describe('When the first whole day (UTC) after the span begins.'),
    estimate: z.number().describe('Conversations that begin on that day and that the table will flag.'),
    low: z.number().describe('Lower end of the interval that holds on 95 of 100 such days.'),
    high: z.number(),
    days: z.int().describe('Whole settled days that it rests on.'),
    dispersion: z.number().describe('How much more these days differ than by chance alone; 1 = not more.'),
    by_weekday: z.boolean().describe('The days of the week are told apart: each was there twice at least.'),
  })
  .nullable()
  .describe('null = fewer than three days are settled.')
const TableAnswer = Size.extend({
  rules: z.array(Size.extend({ reason: z.string(), alone: z.int().describe('Flagged by this rule and no other.') })),
  overlap: z.object({
    reasons: z.array(z.string()),
    conversations: z
      .array(z.array(z.int()))
      .describe('Row and column: flagged by both rules; on the diagonal by the rule itself.'),
  }),
  reviews: z.object({
    flagged: z.number().describe('Expected reviews of flagged conversations in a day, under the sampling policy.'),
    control: z.number().describe('Of unflagged ones.'),
    by_reason: z.array(z.object({ reason: z.string(), reviews: z.number() })),
    budget: z.number().describe('What the policy allows in a day.'),
  }),
  next_day: NextDayAnswer,
})
const MoveAnswer = z.object({
  conversations: z.int(),
  precision: PrecisionAnswer,
  examples: z.array(z.string()).describe('Ids of conversations, chosen by hash.'),
})
const Answer = z.object({
  from: z.int().describe('When the first conversation of the span began.'),
  until: z.int(),
  against: z.int(),
  took_ms: z.number(),
  conversations: z.int().describe('That began in the span.'),
  eligible: z.int(),
  base: PrecisionAnswer.describe('Of eligible conversations at all.'),
  before: TableAnswer,
  after: TableAnswer,
  added: MoveAnswer.describe('Flagged by the changed table alone.'),
  dropped: MoveAnswer.describe('Flagged by the present table alone.'),
  kept: MoveAnswer.describe('Flagged by both.'),
})

/** POST /v1/rules/back-test. */
export function ruleBackTestRoutes(app: App, ports: Ports): void {
  const { rules, ruleHistory: history, pool, learning, clock } = ports
  app.post(
    '/v1/rules/back-test',
    {
      config: { scope: 'read', audit: null },
      schema: {
        description:
          'What a change would have made of the past, beside what is in force: rules, the threshold of low confidence, budget and control rate. Pool size and its next day, overlap, reviews, and precision on what people have judged. Changes nothing. `thresholds` choose the suspect turn, not the conversations: they change no figure here.',
        body: Body,
        response: { 200: Answer },
      },
    },
    async ({ body }) => {
      const began = performance.now()
      refuseWindows(body.windows)
      const before = body.against === undefined ? await rules.current() : await rules.version(body.against)
      const span = spanOf(body, await clock.now())
      const trial = await backTestRules(before, changeOf(body, before), span, body.examples, {
        history,
        pool,
        labels: learning.ports.labels,
      })
      const took_ms = Math.round(performance.now() - began)
      return { against: before.version, took_ms, ...toAnswer(trial) }
    },
  )
}

function changeOf({ low_confidence, policy, ...table }: z.infer<typeof Body>, before: RuleTable): Change {
  return {
    table: checkedTable(toTable(table, before)),
    lowConfidence: low_confidence === undefined ? null : Math.round(low_confidence * 100),
    policy: {
      ...(policy?.budget !== undefined && { budget: policy.budget }),
      ...(policy?.control_rate !== undefined && { controlRate: policy.control_rate }),
    },
  }
}

/** Rows are counted as they were folded; with another window each would have to be folded anew. */
function refuseWindows(windows: Readonly<Record<string, number>> | undefined): void {
  const [name] = Object.keys(windows ?? {})
  if (name === undefined) return
  throw new LoopError(
    'LOOP_BACK_TEST_NEEDS_REFOLD',
    `A back-test reads features as they were folded and cannot tell what '${name}' would change: that takes a fold of every conversation. Leave windows out to test rules, low_confidence, budget and control_rate; to see another window, refold a copy of the data with it and back-test there.`,
  )
}

const toPrecision = ({ atFault, effectiveSize, ...same }: Precision): z.infer<typeof PrecisionAnswer> => ({
  ...same,
  at_fault: atFault,
  effective_size: effectiveSize,
})

const toSize = ({ flagged, undecided, precision }: Pick<TableOutcome, 'flagged' | 'undecided' | 'precision'>) => ({
  flagged,
  undecided,
  precision: toPrecision(precision),
})

const toTableAnswer = (outcome: TableOutcome): z.infer<typeof TableAnswer> => ({
  ...toSize(outcome),
  rules: outcome.rules.map(({ reason, alone, ...size }) => ({ ...toSize(size), reason, alone })),
  overlap: {
    reasons: [...outcome.overlap.reasons],
    conversations: outcome.overlap.conversations.map((row) => [...row]),
  },
  next_day: toNextDay(outcome.nextDay),
  reviews: {
    flagged: outcome.reviews.flagged,
    control: outcome.reviews.control,
    by_reason: outcome.reviews.byReason.map((each) => ({ ...each })),
    budget: outcome.reviews.budget,
  },
})

const toNextDay = (forecast: PoolForecast | null): z.infer<typeof NextDayAnswer> =>
  forecast && {
    ...{ day_at: forecast.dayAt, estimate: forecast.estimate, low: forecast.low, high: forecast.high },
    ...{ days: forecast.days, dispersion: forecast.dispersion, by_weekday: forecast.byWeekday },
  }

function toAnswer({ examples, ...tested }: RuleTrial) {
  const moveOf = (move: keyof BackTest['moves']): z.infer<typeof MoveAnswer> => ({
    conversations: tested.moves[move].conversations,
    precision: toPrecision(tested.moves[move].precision),
    examples: [...examples[move]],
  })
  return {
    from: tested.from,
    until: tested.until,
    conversations: tested.conversations,
    eligible: tested.eligible,
    base: toPrecision(tested.base),
    before: toTableAnswer(tested.before),
    after: toTableAnswer(tested.after),
    added: moveOf('added'),
    dropped: moveOf('dropped'),
    kept: moveOf('kept'),
  }
}
