import { z } from 'zod'
import type { OpenForecast } from '../../experiments/open-units.ts'
import { DECISIONS, type Decision } from '../../releases/decision.ts'
import { decisionText } from '../../releases/decision-text.ts'

export const Unit = z
  .enum(['share', 'money', 'stars'])
  .describe('share: of 1. money: of the currency of the check. stars: of a rating from 1 to 5')

export const DecisionAnswer = z.object({
  code: z.enum(DECISIONS),
  tone: z.enum(['good', 'wait', 'act']).describe('Is it well, does it need time, or a person?'),
  figure: z.string().nullable(),
  share: z.number().describe('Present share of users; of a disturbed exposure: what was seen'),
  next_share: z.number().describe('The next share of users; of a disturbed exposure: what should be, or is borne'),
  users: z.number().describe('Mature users that are missing in the canary'),
  open: z.number().describe('Conversations of the canary whose window is still open'),
  at: z.int().describe('When the least time or the trial is over, or when it ended'),
  span_ms: z.number().describe('How long the missing users take at the present pace'),
  who: z.string(),
  because: z
    .array(
      z.object({
        figure: z.string(),
        says: z.enum(['noLoss', 'loss', 'better', 'notEnough', 'nothingYet']),
        unit: Unit,
        currency: z.string().nullable(),
        estimate: z.number().nullable().describe('Canary minus live'),
        low: z.number().nullable(),
        high: z.number().nullable(),
        margin: z.number().nullable().describe('The greatest loss that is borne'),
      }),
    )
    .describe('The figures that it rests on'),
  text: z.string().describe('The same in English words'),
})

export const toDecision = (decision: Decision): z.infer<typeof DecisionAnswer> => {
  const { nextShare, spanMs, because, ...same } = decision
  const text = decisionText(decision)
  return { ...same, next_share: nextShare, span_ms: spanMs, because: because.map((each) => ({ ...each })), text }
}

const Estimate = z.object({ estimate: z.number(), low: z.number(), high: z.number() })
const Forecast = z
  .object({
    open: z.int().describe('Closed conversations whose conversion window is open'),
    converted: z.int().describe('Of them converted already'),
    expected: Estimate.describe('How many of the others will still convert, with a 95 % interval for one look'),
    rate: Estimate.describe('Conversion of mature and open ones together, once all are mature'),
  })
  .nullable()
  .describe('null = too few conversions to tell how long they take')
export const OpenAnswer = z.object({ live: Forecast, canary: Forecast })

export const toOpen = (forecast: OpenForecast | null): z.infer<typeof Forecast> =>
  forecast && { ...forecast, expected: { ...forecast.expected }, rate: { ...forecast.rate } }
