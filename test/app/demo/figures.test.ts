import { describe, expect, test } from 'vitest'
import { difference, figuresOf, withoutErrors } from '../../../src/app/demo/figures.ts'
import { readings, telling } from './telling.ts'

const figures = figuresOf(telling, readings, { steps: [], total: 5 })

describe('models', () => {
  const [intent, objection] = figures.models

  test('accuracy before and after on the same messages; an unanswered one is wrong', () => {
    expect(intent).toMatchObject({ messages: 10, before: { estimate: 0.4, of: 10 }, after: { estimate: 1 } })
    expect(intent!.difference.estimate).toBeCloseTo(0.6)
    expect(intent!.better).toBe(true)
  })

  test('one message more is not called better', () => {
    expect(objection).toMatchObject({ before: { estimate: 0.9 }, after: { estimate: 1 }, better: false })
  })
})

describe('flags', () => {
  test('undecided conversations count nowhere', () => {
    expect(figures.flags).toMatchObject({ conversations: 10, undecided: 2, flagged: 4, faulty: 3 })
  })
  test('precision, recall and their complements', () => {
    expect(figures.flags.precision.estimate).toBeCloseTo(2 / 4)
    expect(figures.flags.recall.estimate).toBeCloseTo(2 / 3)
    expect(figures.flags.flags_without_fault).toBeCloseTo(1 / 2)
    expect(figures.flags.faults_without_signal).toBeCloseTo(1 / 3)
  })
  test('a suspect that no truth knows counts nowhere', () => {
    expect(figures.flags.suspect_hits).toMatchObject({ estimate: 0.5, of: 2 })
  })
})

describe('live figures', () => {
  test('truth over every predicted turn; the unweighted share beside it', () => {
    expect(figures.live_accuracy.map((line) => [line.figure, line.true_value, line.unweighted])).toEqual([
      ['live_accuracy_intent', 0.8, 0.62],
      ['failure_rate', 0.4, 0.34],
    ])
  })
  test('covered is said of the interval without annotators’ errors', () => {
    expect(figures.live_accuracy.every((line) => line.covered)).toBe(true)
  })

  const measured = (estimate: number) => ({ estimate, low: estimate - 0.1, high: estimate + 0.1, of: 10 })
  test.each([
    { truth: 0.8, errorRate: 0.04, answers: 14 },
    { truth: 0.5, errorRate: 0.2, answers: 2 },
    { truth: 1, errorRate: 0.1, answers: 6 },
  ])('$truth with $errorRate errors among $answers answers comes back', ({ truth, errorRate, answers }) => {
    const share = truth * (1 - errorRate) + (1 - truth) * (errorRate / (answers - 1))
    expect(withoutErrors(measured(share), errorRate, answers).estimate).toBeCloseTo(truth)
  })
  test('it stays within 0 and 1, and without errors changes nothing', () => {
    expect(withoutErrors(measured(0.97), 0.1, 6)).toMatchObject({ estimate: 1, high: 1 })
    expect(withoutErrors(measured(0.3), 0, 6).low).toBeCloseTo(0.2)
    expect(withoutErrors({ estimate: null, low: null, high: null, of: 0 }, 0.1, 6).estimate).toBeNull()
  })
})

describe('conversion', () => {
  test('per bundle in the order in which they were made, immature beside; no clicks yet is null', () => {
    expect(figures.conversion.map((one) => [one.bundle, one.conversion.estimate, one.conversion_immature])).toEqual([
      ['b-1', 0.2, 3],
      ['b-2', 0.25, 3],
    ])
    expect(figures.conversion[1]!.click_through).toMatchObject({ estimate: null, of: 0 })
  })
  test('side by side only where both arms have figures', () => {
    expect(figures.during_canary).toHaveLength(1)
    expect(figures.during_canary[0]!.difference.low).toBeCloseTo(0.2 - Math.hypot(0.03, 0.02))
  })
  test('a difference of nothing is nothing', () => {
    const some = { estimate: 0.1, low: 0, high: 0.2, of: 5 }
    expect(difference(some, { ...some, low: null }).estimate).toBeNull()
  })
})

test('drops and unanswered predictions are summed over their reasons', () => {
  expect(figures.events).toEqual({ delivered: 98, dropped: 2, predictions: 30, unanswered: 1 })
})

test('the figures are plain JSON', () => {
  expect(JSON.parse(JSON.stringify(figures))).toEqual(figures)
})
