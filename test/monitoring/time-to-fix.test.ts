import { describe, expect, test } from 'vitest'
import { labelCost, releaseYields } from '../../src/monitoring/label-cost.ts'
import type { ReviewCase } from '../../src/monitoring/review-case.ts'
import { reviewCases } from '../../src/monitoring/review-case.ts'
import { faultClusters, timeToFix } from '../../src/monitoring/time-to-fix.ts'
import { labelledTurn } from '../training/labelled.ts'

const HOUR = 3_600_000
const releases = [
  { bundle: 'b-1', at: 0 },
  { bundle: 'b-2', at: 100 * HOUR },
]

/** `faulty` of 100 reviewed conversations of a bundle have the fault. */
const reviewed = (bundle: string, startHour: number, faulty: number, cluster = 'intent/price'): ReviewCase[] =>
  Array.from({ length: 100 }, (_, i) => ({
    conversationId: `${bundle}-${i}`,
    startedAt: (startHour + i / 10) * HOUR,
    bundle,
    flagged: true,
    atFault: i < faulty,
    cluster: i < faulty ? cluster : null,
    probability: 0.5,
    user: `${bundle}-${i}`,
  }))

describe('time to fix', () => {
  test('from the first flagged conversation to the release that mends it', () => {
    const clusters = faultClusters([...reviewed('b-1', 4, 40), ...reviewed('b-2', 101, 1)], releases)
    expect(clusters).toEqual([
      { cluster: 'intent/price', cases: 41, firstAt: 4 * HOUR, mendedBy: 'b-2', mendedAt: 100 * HOUR },
    ])
    expect(timeToFix(clusters)).toMatchObject({
      estimate: 96,
      denominator: 1,
      immature: 0,
      settled: true,
      unit: 'hours',
    })
  })

  test('as frequent as before: not mended, and shown beside', () => {
    const clusters = faultClusters([...reviewed('b-1', 4, 40), ...reviewed('b-2', 101, 38)], releases)
    expect(clusters[0]).toMatchObject({ mendedBy: null })
    expect(timeToFix(clusters)).toMatchObject({ estimate: null, denominator: 0, immature: 1, settled: false })
  })

  test.each([
    { name: 'a single case', cases: reviewed('b-1', 4, 1) },
    { name: 'never flagged', cases: reviewed('b-1', 4, 5).map((each) => ({ ...each, flagged: false })) },
    { name: 'no fault', cases: reviewed('b-1', 4, 0) },
  ])('$name makes no cluster', ({ cases }) => expect(faultClusters(cases, releases)).toEqual([]))
})

describe('label cost per averted failure', () => {
  const yieldsOf = (before: number, after: number) =>
    releaseYields(
      [...reviewed('b-1', 4, before), ...reviewed('b-2', 101, after)],
      releases,
      Array.from({ length: 300 }, (_, i) => i * HOUR), // a hundred before the second release
      new Map([['b-2', 1000]]),
    )

  test('labels of the time before, over the fall times the conversations since', () => {
    const yields = yieldsOf(40, 10)
    expect(yields).toMatchObject([{ bundle: 'b-2', before: 'b-1', labels: 100, conversations: 1000 }])
    const cost = labelCost(yields)
    expect(cost.estimate).toBeCloseTo(100 / 300, 9)
    expect(cost.low!).toBeLessThan(cost.estimate!)
    expect(cost.high!).toBeGreaterThan(cost.estimate!)
  })

  test('a fall that may be chance: the cost has no upper bound', () =>
    expect(labelCost(yieldsOf(40, 38))).toMatchObject({ high: null }))

  test('a rise: no cost can be named', () =>
    expect(labelCost(yieldsOf(10, 40))).toMatchObject({ estimate: null, low: null, high: null }))

  test('one release alone has nothing to compare with', () =>
    expect(labelCost(releaseYields([], releases.slice(0, 1), [], new Map()))).toMatchObject({ estimate: null }))
})

test('a case takes its part from the verdict and its intent from the suspect turn; ties and strangers are left out', () => {
  const context = { eligible: true, bundle: 'b-1', startedAt: 7 }
  const unit = {
    ...{ sampleId: 's1', conversationId: 'c1', userId: 'anna', stratum: 'flagged' as const, inclusionProbability: 0.5 },
    ...{ atFault: true, part: 'policy' as const, annotators: [], labelledAt: 0 },
  }
  const turns = [labelledTurn({ sampleId: 's1', isSuspect: true })]
  const tie = { ...unit, conversationId: 'c2', atFault: null }
  const found = reviewCases(
    [unit, tie, { ...unit, conversationId: 'unknown' }],
    turns,
    new Map([
      ['c1', context],
      ['c2', context],
    ]),
  )
  expect(found).toMatchObject([
    { conversationId: 'c1', cluster: `policy/${turns[0]!.prediction.intent}`, user: 'anna' },
  ])
})
