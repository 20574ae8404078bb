import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Groupings } from '../../src/metrics/grouping.ts'
import { count, newTally } from '../../src/metrics/tally.ts'
import { figures } from '../../src/metrics/tally-figures.ts'
import type { Unit } from '../../src/metrics/unit.ts'
import { wilson } from '../../src/stats/interval.ts'
import { unit } from './unit.ts'

const windows = { feedbackWindowMs: 86_400_000, graceMs: 300_000 }
const over = Date.UTC(2026, 0, 4, 0, 5) + 1

function tallied(units: readonly Unit[], by: Groupings = [], now = over) {
  const tally = newTally(by)
  for (const each of units) count(tally, each, now, windows)
  const all = [...figures(tally, now)]
  return (figure: string, group = 'all') => all.find((each) => each.figure === figure && each.group === group)
}
const clickedBy = (user: string, clicked: boolean, i: number) =>
  unit({ conversationId: `${user}-${i}`, userId: user, features: { cta_not_clicked: !clicked } })

describe('figures', () => {
  test('nothing: no line at all', () => expect(tallied([])('conversion')).toBeUndefined())

  test('a rate with one conversation per user has the plain Wilson interval', () => {
    const found = tallied(Array.from({ length: 40 }, (_, i) => clickedBy(`u${i}`, i < 10, i)))('click_through')!
    expect(found).toMatchObject({ numerator: 10, denominator: 40, immature: 0, estimate: 0.25, users: 40 })
    const plain = wilson(10, 40)
    expect(found.low).toBeCloseTo(plain.low, 2)
    expect(found.high).toBeCloseTo(plain.high, 2)
  })

  test('many conversations of few users: the interval widens, the effective size shrinks', () => {
    const alone = tallied(Array.from({ length: 40 }, (_, i) => clickedBy(`u${i}`, i < 10, i)))('click_through')!
    const crowded = tallied(Array.from({ length: 40 }, (_, i) => clickedBy(`u${i % 4}`, i % 4 === 0, i)))(
      'click_through',
    )!
    expect(crowded).toMatchObject({ numerator: 10, denominator: 40, users: 4 })
    expect(crowded.high! - crowded.low!).toBeGreaterThan(1.5 * (alone.high! - alone.low!))
    expect(crowded.effective_size).toBeLessThan(5)
  })

  test('immature conversations stand beside the rate', () => {
    const units = [unit(), unit({ conversationId: 'c2', features: { no_conversion: null } })]
    expect(tallied(units)('conversion')).toMatchObject({ denominator: 1, immature: 1 })
  })

  test('the last millisecond of the feedback window', () => {
    const rated = [unit({ ratings: [5] })]
    expect(tallied(rated, [], over - 1)('satisfaction_mean')).toMatchObject({
      denominator: 0,
      immature: 1,
      estimate: null,
    })
    expect(tallied(rated, [], over)('satisfaction_mean')).toMatchObject({ denominator: 1, immature: 0, estimate: 5 })
  })

  test('a mean of one user has no interval', () => {
    expect(tallied([unit({ ratings: [5] })])('satisfaction_mean')).toMatchObject({ low: null, high: null })
  })

  test('a mean of two users has a wide one, that stays on the scale', () => {
    const two = [5, 4].map((rating, i) => unit({ conversationId: `c${i}`, userId: `u${i}`, ratings: [rating] }))
    expect(tallied(two)('satisfaction_mean')).toMatchObject({ estimate: 4.5, low: 1, high: 5 })
  })

  test('money: one figure per currency, orders in the other count as nothing', () => {
    const order = (user: string, amount: number, currency: string) =>
      unit({ conversationId: user, userId: user, ordered: true, orderAmount: amount, orderCurrency: currency })
    const tally = newTally([])
    for (const each of [
      order('a', 10, 'CNY'),
      order('b', 30, 'CNY'),
      order('c', 8, 'USD'),
      unit({ conversationId: 'd', userId: 'd' }),
    ]) {
      count(tally, each, over, windows)
    }
    const values = [...figures(tally, over)].filter((each) => each.figure === 'value_per_conversation')
    expect(values.map((each) => [each.unit, each.estimate])).toEqual([
      ['CNY', 10],
      ['USD', 2],
    ])
  })

  test('an order without an amount is unknown, not worth nothing', () => {
    const bought = (user: string, orderAmount: number | null) =>
      unit({ conversationId: user, userId: user, ordered: true, orderAmount, orderCurrency: 'CNY' })
    const found = tallied([bought('a', 30), bought('b', null), unit({ conversationId: 'c', userId: 'c' })])
    expect(found('order_rate')).toMatchObject({ numerator: 2, denominator: 3, immature: 0 })
    expect(found('value_per_conversation')).toMatchObject({ numerator: 30, denominator: 2, immature: 1, estimate: 15 })
  })

  test('a group in which nobody ordered is worth 0 in every currency', () => {
    const sold = unit({ ordered: true, orderAmount: 30, orderCurrency: 'CNY' })
    const found = tallied([sold, unit({ conversationId: 'c2', bundle: 'b-2' })], ['bundle'])
    expect(found('value_per_conversation', 'b-2')).toMatchObject({ unit: 'CNY', denominator: 1, estimate: 0 })
    expect(tallied([unit()])('value_per_conversation')).toMatchObject({ denominator: 1, estimate: 0 })
    expect(tallied([unit()])('value_per_conversation')).not.toHaveProperty('unit')
  })

  test.each([
    { by: 'bundle' as const, group: 'b-1' },
    { by: 'arm' as const, group: 'live' },
    { by: 'assistant' as const, group: 'shop' },
    { by: 'channel' as const, group: 'web' },
    { by: 'day' as const, group: '2026-01-02' },
    { by: 'hour' as const, group: '2026-01-02T23' },
    { by: 'language' as const, group: 'zh' },
    { by: 'visitor' as const, group: 'new' },
    { by: 'pace' as const, group: 'other' },
  ])('grouped by $by', ({ by, group }) => {
    const other = unit({
      conversationId: 'c2',
      bundle: null,
      arm: null,
      assistantId: null,
      channel: null,
      startedAt: null,
      language: null,
      visitor: null,
      pace: null,
    })
    const found = tallied([unit(), other], [by])
    expect(found('conversion', group)?.denominator).toBe(1)
    expect(found('conversion', 'unknown')?.denominator).toBe(1)
  })

  test('thousands of users: the bootstrap over random bundles of them agrees with the normal interval', () => {
    const users = Array.from({ length: 6000 }, (_, i) =>
      unit({
        conversationId: `c${i}`,
        userId: `u${i}`,
        ordered: i % 10 === 0,
        orderAmount: i % 10 === 0 ? 100 : null,
        orderCurrency: 'CNY',
      }),
    )
    const found = tallied(users)('value_per_conversation')!
    const half = (1.96 * 30) / Math.sqrt(6000)
    expect(found.estimate).toBeCloseTo(10, 9)
    expect(Math.abs(found.high! - found.low! - 2 * half) / (2 * half)).toBeLessThan(0.15)
  })
})

describe('whatever the conversations', () => {
  const ternary = fc.constantFrom(true, false, null)
  const some = fc.record({
    conversationId: fc.string(),
    userId: fc.constantFrom('anna', 'bert', null),
    eligible: ternary,
    closed: fc.boolean(),
    flagged: ternary,
    bundle: fc.constantFrom('b-1', 'b-2', null),
    ctasSent: fc.nat(2),
    ordered: ternary,
    orderAmount: fc.option(fc.nat(500)),
    orderCurrency: fc.constantFrom('CNY', 'USD', null),
    ratings: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }),
    features: fc.record({ no_conversion: ternary, cta_not_clicked: ternary, long_silence: ternary }),
  })
  const all = (units: readonly Unit[], by: Groupings) => {
    const tally = newTally(by)
    for (const each of units) count(tally, each, over, windows)
    return [...figures(tally, over)]
  }

  test('each is in one place: outside, immature, or counted; groups add up to the whole; bounds hold the estimate', () => {
    fc.assert(
      fc.property(fc.array(some.map(unit), { minLength: 1, maxLength: 30 }), (units) => {
        const grouped = Map.groupBy(all(units, ['bundle']), (each) => `${each.figure} ${each.unit}`)
        for (const whole of all(units, [])) {
          const parts = grouped.get(`${whole.figure} ${whole.unit}`)!
          const sum = (of: 'numerator' | 'denominator') => parts.reduce((total, part) => total + part[of], 0)
          expect(whole.denominator + whole.immature!).toBeLessThanOrEqual(units.length)
          if (whole.figure !== 'value_per_conversation') expect(sum('denominator')).toBe(whole.denominator)
          expect(sum('numerator')).toBeCloseTo(whole.numerator, 6)
          if (whole.estimate === null) expect(whole.denominator).toBe(0)
          else if (whole.low !== null) {
            expect(whole.low).toBeLessThanOrEqual(whole.estimate + 1e-9)
            expect(whole.high).toBeGreaterThanOrEqual(whole.estimate - 1e-9)
          }
          expect(whole.effective_size).toBeLessThanOrEqual(whole.denominator + 1e-9)
        }
      }),
    )
  })

  test('the order in which they are counted does not matter', () => {
    const rounded = (list: ReturnType<typeof all>) =>
      list
        .filter((each) => each.low !== null)
        .map((each) => ({
          ...each,
          high: each.high?.toFixed(9),
          low: each.low?.toFixed(9),
          estimate: each.estimate?.toFixed(9),
          numerator: each.numerator.toFixed(6),
          effective_size: each.effective_size.toFixed(6),
        }))
    fc.assert(
      fc.property(fc.array(some.map(unit), { minLength: 2, maxLength: 20 }), (units) => {
        expect(rounded(all(units.toReversed(), []))).toEqual(rounded(all(units, [])))
      }),
    )
  })
})
