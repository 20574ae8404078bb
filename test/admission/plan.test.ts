import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inclusionProbability } from '../../src/admission/inclusion.ts'
import { type HistoryCell, planWindow, rateOf, reasonBudgetOf, wantedAnswers } from '../../src/admission/plan.ts'
import { emphasis } from '../../src/admission/priority.ts'
import { defaultSamplingPolicy, type SamplingPolicy } from '../../src/admission/sampling-policy.ts'
import { courseAt, PHASES, planIdAt } from '../../src/admission/window.ts'
import { RULE_NAMES } from '../../src/features/row.ts'

const DAY = 24 * 60 * 60 * 1000
const at = 20_000 * DAY + DAY / 2
const policy = (change: Partial<SamplingPolicy> = {}): SamplingPolicy => ({ ...defaultSamplingPolicy, ...change })
const cell = (change: Partial<HistoryCell>): HistoryCell => ({
  reason: 'low_confidence',
  priority: 0.5,
  phase: 12,
  count: 1,
  ...change,
})
const history = (cells: HistoryCell[], windows = 1) => ({ cells, windows })

const anyCell: fc.Arbitrary<HistoryCell> = fc.record({
  reason: fc.constantFrom(...RULE_NAMES, null),
  priority: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
  phase: fc.integer({ min: 0, max: PHASES - 1 }),
  count: fc.integer({ min: 1, max: 5000 }),
})

/** What the plan expects to draw if the next window brings the history again. */
function expectedSamples(cells: readonly HistoryCell[], windows: number, chosen: SamplingPolicy) {
  const plan = planWindow(history([...cells], windows), chosen, at)
  const expected = (wanted: (one: HistoryCell) => boolean) =>
    cells.filter(wanted).reduce(
      (sum, one) =>
        sum +
        (one.count / windows) *
          inclusionProbability(
            {
              conversationId: 'c',
              reason: one.reason,
              priority: one.priority,
              decidedAt: plan.until - 1,
              userSpent: 0,
              reasonSpent: 0,
              flaggedSpent: 0,
              controlSpent: 0,
            },
            plan,
          ),
      0,
    )
  return {
    plan,
    flagged: expected((one) => one.reason !== null),
    control: expected((one) => one.reason === null),
    of: (reason: string) => expected((one) => one.reason === reason),
  }
}

describe('a plan spends the budget', () => {
  test('when the next window is like the past ones, expected flagged samples are the budget less the control stratum', () => {
    fc.assert(
      fc.property(fc.array(anyCell, { minLength: 1, maxLength: 30 }), fc.constantFrom(0.5, 1, 7), (cells, windows) => {
        const { plan, flagged, control } = expectedSamples(cells, windows, policy())
        const available = cells.reduce((sum, one) => sum + (one.reason === null ? 0 : one.count / windows), 0)
        expect(flagged).toBeCloseTo(Math.min(plan.flaggedBudget, available), 3)
        expect(plan.flaggedBudget).toBeCloseTo(Math.max(200 - control, 50), 6)
      }),
    )
  })

  test.each([
    { name: 'control keeps its rate', unflagged: 4000, budget: 200, rate: 0.02, flagged: 120 },
    { name: 'control leaves a quarter to the flagged', unflagged: 9000, budget: 200, rate: 0.02, flagged: 50 },
    { name: 'control never wants more than the budget', unflagged: 40_000, budget: 200, rate: 0.005, flagged: 50 },
  ])('$name', ({ unflagged, budget, rate, flagged }) => {
    const cells = [cell({ reason: null, count: unflagged }), cell({ count: 1000 })]
    const plan = planWindow(history(cells), policy({ budget }), at)
    expect(plan.controlRate).toBeCloseTo(rate, 9)
    expect(plan.flaggedBudget).toBeCloseTo(flagged, 9)
  })

  test('fewer flagged than the budget: all of them are reviewed', () => {
    const plan = planWindow(history([cell({ count: 10, priority: 0 })]), policy(), at)
    expect(plan.rates.low_confidence! * emphasis(0, policy())).toBeGreaterThanOrEqual(1)
  })

  test('twice the weight, twice the probability', () => {
    const reasonWeights = { ...policy().reasonWeights, negative_feedback: 2 }
    const cells = [cell({ count: 4000 }), cell({ reason: 'negative_feedback', count: 500 })]
    const { rates } = planWindow(history(cells), policy({ reasonWeights }), at)
    expect(rates.negative_feedback! / rates.low_confidence!).toBeCloseTo(2, 9)
  })

  test('a capped reason leaves the rest of the budget to the others', () => {
    const reasonCaps = { ...policy().reasonCaps, low_confidence: 0.25 }
    const cells = [cell({ count: 4000 }), cell({ reason: 'negative_feedback', count: 4000 })]
    const { of } = expectedSamples(cells, 1, policy({ reasonCaps }))
    expect(of('low_confidence')).toBeCloseTo(50, 3)
    expect(of('negative_feedback')).toBeCloseTo(150, 3)
  })
})

describe('a plan is fixed when its window begins', () => {
  test('same history, policy and window, same plan, whichever of its moments asks', () => {
    fc.assert(
      fc.property(fc.array(anyCell), fc.integer({ min: 0, max: DAY - 1 }), (cells, ms) => {
        const start = 20_000 * DAY
        expect(planWindow(history(cells), policy(), start + ms)).toEqual(planWindow(history(cells), policy(), start))
      }),
    )
  })

  test('a policy changed at noon makes a plan for the afternoon, with half the budget', () => {
    const changed = policy({ version: 3, since: at })
    const plan = planWindow(history([]), changed, at + 1)
    expect(plan).toMatchObject({ from: at, until: 20_001 * DAY, budget: 100, planId: `plan-${at}-3` })
    expect(planIdAt(20_001 * DAY, changed)).toBe(`plan-${20_001 * DAY}-3`)
    expect(courseAt(plan, at - 1)).toBe(0)
    expect(courseAt(plan, 20_001 * DAY - 1)).toBe(1)
  })

  test('the course follows the hours of the past and ends at 1', () => {
    const cells = [cell({ phase: 9, count: 30 }), cell({ phase: 20, count: 10 })]
    const plan = planWindow(history(cells), policy(), at)
    expect([8, 9, 19, 20, 23].map((hour) => courseAt(plan, 20_000 * DAY + hour * 3_600_000))).toEqual([
      0, 0.75, 0.75, 1, 1,
    ])
  })
})

test('the share that two people label', () => {
  const ids = Array.from({ length: 4000 }, (_, i) => `c${i}`)
  const twice = ids.filter((id) => wantedAnswers(id, policy({ overlap: 0.1 })) === 2).length
  expect(Math.abs(twice / ids.length - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / 4000))
  expect(ids.every((id) => wantedAnswers(id, policy()) === 1)).toBe(true)
})

describe('a reason of the team', () => {
  const own = 'stall_alone'

  test('that the history knows is planned like a built-in one', () => {
    const cells = [cell({ count: 4000 }), cell({ reason: own, count: 4000 })]
    const { rates } = planWindow(history(cells), policy({ reasonWeights: { [own]: 2 } }), at)
    expect(rates[own]! / rates.low_confidence!).toBeCloseTo(2, 9)
  })

  test('that came up within the window gets what it would have had without history', () => {
    const cells = [cell({ count: 4000 }), cell({ reason: 'negative_feedback', count: 4000 })]
    const changed = policy({ reasonCaps: { low_confidence: 0.1 }, reasonWeights: { [own]: 0.5 } })
    const plan = planWindow(history(cells), changed, at)
    expect(rateOf(plan, own)).toBeCloseTo(plan.rates.negative_feedback! / 2, 9)
    expect(plan.rates.low_confidence!).toBeLessThan(plan.rates.negative_feedback!)
    expect(reasonBudgetOf(plan, own)).toBe(plan.flaggedBudget)
  })
})
