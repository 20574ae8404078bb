import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Candidate, draw, inclusionProbability } from '../../src/admission/inclusion.ts'
import { type HistoryCell, type Plan, planWindow } from '../../src/admission/plan.ts'
import { defaultSamplingPolicy, type SamplingPolicy } from '../../src/admission/sampling-policy.ts'
import { RULE_NAMES } from '../../src/features/row.ts'
import { randomFrom } from '../../src/stats/random.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const start = 20_000 * DAY

const planOf = (cells: HistoryCell[], policy: Partial<SamplingPolicy> = {}): Plan =>
  planWindow({ cells, windows: cells.length > 0 ? 1 : 0 }, { ...defaultSamplingPolicy, ...policy }, start)
const traffic = (count: number): HistoryCell[] =>
  Array.from({ length: 24 }, (_, phase) => ({ reason: 'low_confidence', priority: 0.5, phase, count: count / 24 }))
const fresh: Candidate = {
  conversationId: 'c',
  reason: 'low_confidence',
  priority: 0.5,
  decidedAt: start + 12 * HOUR,
  userSpent: 0,
  reasonSpent: 0,
  flaggedSpent: 0,
  controlSpent: 0,
}

const spent = fc.double({ min: 0, max: 1e6, noNaN: true })
const candidates: fc.Arbitrary<Candidate> = fc.record({
  conversationId: fc.string({ minLength: 1 }),
  reason: fc.constantFrom(...RULE_NAMES, null),
  priority: fc.double({ min: 0, max: 1, noNaN: true }),
  decidedAt: fc.integer({ min: start, max: start + DAY - 1 }),
  userSpent: spent,
  reasonSpent: spent,
  flaggedSpent: spent,
  controlSpent: spent,
})
const plans = fc.constantFrom(planOf([]), planOf(traffic(24)), planOf(traffic(4800)), planOf(traffic(480_000)))

describe('the probability', () => {
  test('is above 0 and at most 1, whatever was spent', () => {
    fc.assert(
      fc.property(candidates, plans, (candidate, plan) => {
        const probability = inclusionProbability(candidate, plan)
        expect(probability).toBeGreaterThan(0)
        expect(probability).toBeLessThanOrEqual(1)
      }),
      { numRuns: 1000 },
    )
  })

  test('does not rise with what was spent, nor fall with the priority', () => {
    fc.assert(
      fc.property(
        candidates,
        plans,
        spent,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (candidate, plan, more, higher) => {
          const before = inclusionProbability(candidate, plan)
          for (const field of ['userSpent', 'reasonSpent', 'flaggedSpent', 'controlSpent'] as const) {
            expect(inclusionProbability({ ...candidate, [field]: candidate[field] + more }, plan)).toBeLessThanOrEqual(
              before,
            )
          }
          const urgent = { ...candidate, priority: Math.max(candidate.priority, higher) }
          expect(inclusionProbability(urgent, plan)).toBeGreaterThanOrEqual(before - 1e-12)
        },
      ),
      { numRuns: 1000 },
    )
  })

  test.each([
    { name: 'at first', spent: 0, expected: 0.02 },
    { name: 'ahead of the hour, within the budget', spent: 200, expected: 0.02 },
    { name: 'twice the budget', spent: 400, expected: 0.02 / 4 },
    { name: 'far beyond', spent: 1e6, expected: 0.02 * 0.02 },
  ])('is the control rate for what is not flagged: $name', ({ spent, expected }) => {
    const calm = { ...fresh, reason: null, decidedAt: start, controlSpent: spent, flaggedSpent: spent }
    expect(inclusionProbability(calm, planOf(traffic(100)))).toBeCloseTo(expected, 9)
  })

  test.each([
    { name: 'nothing yet', userSpent: 0, expected: 1 },
    { name: 'cap reached', userSpent: 3, expected: 1 },
    { name: 'twice the cap', userSpent: 6, expected: 1 / 4 },
    { name: 'far beyond', userSpent: 99, expected: 0.02 },
  ])('user cap of 3: $name', ({ userSpent, expected }) => {
    expect(inclusionProbability({ ...fresh, priority: 1, userSpent }, planOf(traffic(10)))).toBeCloseTo(expected, 9)
  })

  test.each([
    { name: 'on course', share: 0.5, expected: 1 },
    { name: 'ahead by the slack', share: 0.5 + 1 / 24 + 0.06, expected: 1 },
    { name: 'ahead by two slacks', share: 0.5 + 1 / 24 + 0.12, expected: 1 / 4 },
    { name: 'ahead by three', share: 0.5 + 1 / 24 + 0.18, expected: 1 / 9 },
    { name: 'far ahead', share: 9, expected: 0.02 },
  ])('pacing: $name', ({ share, expected }) => {
    const plan = planOf(traffic(10))
    const candidate = { ...fresh, priority: 0, flaggedSpent: share * plan.budget }
    expect(inclusionProbability(candidate, plan)).toBeCloseTo(expected, 9)
  })
})

test('without history everything is drawn at first; as the budget fills, what is urgent keeps its chance longest', () => {
  const plan = planOf([])
  const chance = (priority: number, flaggedSpent: number) =>
    inclusionProbability({ ...fresh, priority, flaggedSpent, decidedAt: start }, plan)
  expect([chance(0, 0), chance(1, 0)]).toEqual([1, 1])
  const filling = plan.budget * (1 / 24 + 0.12)
  expect(chance(0, filling)).toBeCloseTo(0.25, 9)
  expect(chance(0.5, filling)).toBeCloseTo(0.625, 9)
  expect(chance(1, filling)).toBeCloseTo(1, 9)
})

describe('the draw', () => {
  test('same plan, same conversation, same draw', () => {
    const plan = planOf(traffic(4800))
    expect(draw(fresh, plan)).toEqual(draw({ ...fresh }, plan))
    expect(draw(fresh, plan).selected).toBe(draw(fresh, plan).u < draw(fresh, plan).probability)
  })

  test('over many seeds the mean number of draws is the sum of the probabilities', () => {
    const seeds = 4000
    const base = planOf(traffic(4800))
    const batch = Array.from({ length: 60 }, (_, i) => ({ ...fresh, conversationId: `c${i}`, priority: i / 60 }))
    const probabilities = batch.map((candidate) => inclusionProbability(candidate, base))
    const sum = probabilities.reduce((a, b) => a + b, 0)
    const variance = probabilities.reduce((a, p) => a + p * (1 - p), 0)
    let drawn = 0
    for (let seed = 0; seed < seeds; seed++) {
      drawn += batch.filter((candidate) => draw(candidate, { ...base, seed: `seed-${seed}` }).selected).length
    }
    expect(Math.abs(drawn / seeds - sum)).toBeLessThan(4 * Math.sqrt(variance / seeds))
  })

  test('two conversations of one plan are drawn independently', () => {
    const base = planOf(traffic(800))
    const both = { first: 0, second: 0, both: 0 }
    for (let seed = 0; seed < 20_000; seed++) {
      const [a, b] = ['conversation-1', 'conversation-2'].map(
        (conversationId) => draw({ ...fresh, conversationId }, { ...base, seed: `s${seed}` }).selected,
      )
      if (a) both.first++
      if (b) both.second++
      if (a && b) both.both++
    }
    const expected = (both.first * both.second) / 20_000
    expect(Math.abs(both.both - expected)).toBeLessThan(5 * Math.sqrt(expected))
  })
})

/** Windows in a row: each plans from those before, spends in order of arrival. Returns the expected samples of each. */
function run(sizes: readonly number[], arrival: (random: () => number) => number, policy: Partial<SamplingPolicy>) {
  const random = randomFrom(7)
  const cells: HistoryCell[] = []
  return sizes.map((size, day) => {
    const at = start + day * DAY
    const plan = planWindow({ cells: [...cells], windows: day }, { ...defaultSamplingPolicy, ...policy }, at)
    const times = Array.from({ length: size }, () => Math.floor(arrival(random) * DAY)).sort((a, b) => a - b)
    let expected = 0
    for (const time of times) {
      const candidate = {
        ...fresh,
        priority: random(),
        decidedAt: at + time,
        stratumSpent: expected,
        reasonSpent: expected,
      }
      expected += inclusionProbability(candidate, plan)
      const phase = Math.floor((time * 24) / DAY)
      cells.push({ reason: 'low_confidence', priority: Math.round(candidate.priority * 100) / 100, phase, count: 1 })
    }
    return expected
  })
}

describe('expected sample size', () => {
  const evenly = (random: () => number) => random()
  const byDay = (random: () => number) => 0.35 + 0.45 * ((random() + random()) / 2)

  test.each([
    { name: 'even traffic', sizes: [1000, 1000, 1000, 1000], arrival: evenly, low: 0.93, high: 1.07 },
    { name: 'a shop that sleeps', sizes: [1000, 1000, 1000, 1000], arrival: byDay, low: 0.93, high: 1.07 },
    { name: 'growing traffic', sizes: [1000, 1200, 1500, 1800], arrival: byDay, low: 0.95, high: 1.15 },
    { name: 'traffic times five at once', sizes: [1000, 1000, 5000, 1000], arrival: byDay, low: 0.4, high: 1.25 },
    { name: 'everything in one instant', sizes: [3000, 3000], arrival: () => 0.5, low: 0.9, high: 1.1 },
  ])('$name: within the budget, window after window', ({ sizes, arrival, low, high }) => {
    const spentPerWindow = run(sizes, arrival, { budget: 200 })
    for (const expected of spentPerWindow.slice(1)) {
      expect(expected).toBeGreaterThan(200 * low)
      expect(expected).toBeLessThan(200 * high)
    }
    expect(spentPerWindow[0]!).toBeLessThan(200 * 1.35)
  })
})
