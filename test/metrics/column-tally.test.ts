import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Figure } from '../../src/metrics/figure.ts'
import type { Groupings } from '../../src/metrics/grouping.ts'
import { SATISFACTION_INPUTS } from '../../src/metrics/satisfaction-inputs.ts'
import { count, countColumns, isInSpan, newTally } from '../../src/metrics/tally.ts'
import { figures } from '../../src/metrics/tally-figures.ts'
import type { Unit } from '../../src/metrics/unit.ts'
import { columnsOf, hourNumber, MOST_CLUSTERS } from '../../src/metrics/unit-columns.ts'
import { dissatisfactionBy, predictDissatisfaction, type SatisfactionModel } from '../../src/monitoring/satisfaction.ts'
import * as slow from './slow-tally.ts'
import { unit } from './unit.ts'

const HOUR = 3_600_000
const NOW = 24 * HOUR
const windows = { feedbackWindowMs: 2 * HOUR, graceMs: 60_000 }
const logistic = (n: number) => ({
  intercept: -1,
  coefficients: Array.from({ length: n }, (_, i) => 0.1 * (i + 1)),
  means: new Array<number>(n).fill(0.2),
  scales: new Array<number>(n).fill(1.5),
})
const model = {
  ...{ inputs: SATISFACTION_INPUTS, logistic: logistic(SATISFACTION_INPUTS.length), calibration: logistic(1) },
  ...{ ratings: 1, negatives: 1, calibrationError: 0 },
} as SatisfactionModel

const ternary = fc.constantFrom(true, false, null)
const someUnit = fc
  .record({
    userId: fc.constantFrom('ann', 'bob', 'cho', 'dan', null),
    startedAt: fc.oneof(fc.integer({ min: 0, max: NOW }), fc.constant(null)),
    endedAt: fc.oneof(fc.integer({ min: 0, max: NOW }), fc.constant(null)),
    bundle: fc.constantFrom('b-1', 'b-2', null),
    channel: fc.constantFrom('web', 'app', 'we","x', null),
    language: fc.constantFrom('zh', 'en', null),
    eligible: ternary,
    closed: fc.boolean(),
    flagged: ternary,
    rules: fc.record({ low_confidence: ternary, negative_feedback: ternary }),
    leastConfidence: fc.constantFrom(0.3, 0.9, null),
    ctasSent: fc.integer({ min: 0, max: 2 }),
    hardEnd: fc.boolean(),
    humanReply: fc.boolean(),
    ratings: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }),
    ordered: ternary,
    orderAmount: fc.constantFrom(12.5, 80, null),
    orderCurrency: fc.constantFrom('CNY', 'USD', null),
    predictedTurnCount: fc.integer({ min: 0, max: 5 }),
    stratum: fc.constantFrom('flagged' as const, 'control' as const, null),
    features: fc.record({ no_conversion: ternary, cta_not_clicked: ternary, repeated_question: ternary }),
  })
  .map((some): Parameters<typeof unit>[0] => some)
const someUnits = fc
  .array(someUnit, { maxLength: 60 })
  .map((all) => all.map((some, i) => unit({ ...some, conversationId: `c${i}` })))
const groupings = fc.subarray(['bundle', 'channel', 'language', 'day', 'hour'] as const, { maxLength: 2 })
const span = fc.tuple(fc.constantFrom(null, 5 * HOUR + 7, 12 * HOUR), fc.constantFrom(null, 13 * HOUR + 1, NOW))

interface Scope {
  readonly by: Groupings
  readonly from: number | null
  readonly to: number | null
}

function slowFigures(units: readonly Unit[], { by, from, to }: Scope): Figure[] {
  const tally = slow.newTally(by)
  const inside = units.filter(({ startedAt }) => isInSpan(startedAt ?? Number.NaN, { from, to }))
  for (const each of inside) slow.count(tally, each, NOW, windows, predictDissatisfaction(model, each))
  return [...slow.figures(tally, NOW)]
}

function columnFigures(units: readonly Unit[], { by, from, to }: Scope): Figure[] {
  const tally = newTally(by)
  const hours = Map.groupBy(units, ({ startedAt }) => (startedAt === null ? null : hourNumber(startedAt)))
  for (const [hour, some] of hours) {
    const columns = columnsOf(
      hour,
      some.map((each) => ({ ...each, gapMs: null, sampled: false })),
    )
    countColumns(tally, columns, { from, to, now: NOW, windows, predict: dissatisfactionBy(model) })
  }
  return [...figures(tally, NOW)]
}

function oneByOne(units: readonly Unit[], by: Groupings): Figure[] {
  const tally = newTally(by)
  for (const each of units) count(tally, each, NOW, windows, predictDissatisfaction(model, each))
  return [...figures(tally, NOW)]
}

/** Sums of fractions hang on their order in the last digits; all else is exactly the same. */
function expectSame(found: readonly Figure[], wanted: readonly Figure[]): void {
  expect(found.length).toBe(wanted.length)
  for (const [i, figure] of wanted.entries()) {
    for (const [name, value] of Object.entries(figure)) {
      const got = found[i]![name as keyof Figure]
      if (typeof value === 'number' && !Number.isInteger(value))
        expect(Math.abs((got as number) - value), `${figure.figure} ${name}`).toBeLessThan(1e-9 * Math.max(1, value))
      else expect(got, `${figure.figure} ${name}`).toEqual(value)
    }
  }
}

describe('figures from columns, and from units one by one, are those of the plain form', () => {
  test('of any units, groupings and spans', () => {
    fc.assert(
      fc.property(someUnits, groupings, span, (units, by, [from, to]) => {
        expectSame(columnFigures(units, { by, from, to }), slowFigures(units, { by, from, to }))
        expectSame(oneByOne(units, by), slowFigures(units, { by, from: null, to: null }))
      }),
    )
  })

  test('of more users than are bootstrapped one by one', () => {
    const [units] = fc.sample(fc.array(someUnit, { minLength: 3000, maxLength: 3000 }), { numRuns: 1, seed: 7 })
    const many = units!.map((some, i) =>
      unit({
        ...some,
        eligible: true,
        closed: true,
        conversationId: `c${i}`,
        userId: `user ${i % (4 * MOST_CLUSTERS)}`,
      }),
    )
    const scope = { by: [], from: null, to: null }
    const wanted = slowFigures(many, scope)
    expect(wanted.find(({ figure }) => figure === 'predicted_dissatisfaction')!.users).toBeGreaterThan(MOST_CLUSTERS)
    expectSame(columnFigures(many, scope), wanted)
    expectSame(oneByOne(many, []), wanted)
  })
})
