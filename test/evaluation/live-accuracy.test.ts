import { describe, expect, test } from 'vitest'
import { failureRate, liveAccuracy, type ReviewedContext } from '../../src/evaluation/live-accuracy.ts'
import type { ReviewedUnit } from '../../src/labels/label-reader.ts'
import { randomFrom } from '../../src/stats/random.ts'
import { labelledTurn } from '../training/labelled.ts'

const context: ReviewedContext = {
  eligible: true,
  bundle: 'b-1',
  arm: 'live',
  assistantId: null,
  channel: 'web',
  startedAt: 0,
}
const contexts = new Map<string, ReviewedContext>([
  ['c1', context],
  ['c2', { ...context, bundle: 'b-2' }],
  ['out', { ...context, eligible: false }],
])
const unit = (some: Partial<ReviewedUnit>): ReviewedUnit => ({
  sampleId: 's',
  conversationId: 'c1',
  userId: null,
  stratum: 'control',
  inclusionProbability: 0.5,
  atFault: false,
  part: null,
  annotators: ['ann'],
  labelledAt: 0,
  ...some,
})

describe('failureRate', () => {
  test('each counts by 1 over its inclusion probability', () => {
    const reviewed = [
      unit({ atFault: true, inclusionProbability: 0.5 }),
      unit({ conversationId: 'c2', inclusionProbability: 0.1 }),
    ]
    expect(failureRate(reviewed, contexts, [])[0]).toMatchObject({ numerator: 1, denominator: 2, estimate: 2 / 12 })
  })

  test.each([
    { name: 'not eligible', reviewed: unit({ conversationId: 'out' }) },
    { name: 'unknown', reviewed: unit({ conversationId: 'never seen' }) },
    { name: 'a tie', reviewed: unit({ atFault: null }) },
  ])('$name does not count', ({ reviewed }) => {
    expect(failureRate([reviewed], contexts, [])[0]).toMatchObject({ denominator: 0, estimate: null })
  })

  test('where the sizes of the strata are known, each stratum counts by its size', () => {
    const reviewed = [
      unit({ atFault: true, stratum: 'flagged', inclusionProbability: 0.5 }),
      unit({ conversationId: 'c2', inclusionProbability: 0.1 }),
    ]
    const sizes = new Map([
      ['flagged', 30],
      ['control', 70],
    ])
    const rate = (group: string) => failureRate(reviewed, contexts, [], new Map([[group, sizes]]))[0]!.estimate
    expect(rate('all')).toBeCloseTo(0.3, 12)
    expect(rate('another group')).toBeCloseTo(2 / 12, 12)
  })

  test('by bundle', () => {
    const groups = failureRate([unit({ atFault: true }), unit({ conversationId: 'c2' })], contexts, ['bundle'])
    expect(groups.map((figure) => [figure.group, figure.estimate])).toEqual([
      ['b-1', 1],
      ['b-2', 0],
    ])
  })
})

describe('liveAccuracy', () => {
  test('weight is predicted turns over the inclusion probability', () => {
    const turns = [
      labelledTurn({ inclusionProbability: 0.5, predictedTurns: 4 }),
      labelledTurn({
        conversationId: 'c2',
        inclusionProbability: 0.5,
        predictedTurns: 1,
        label: { intent: 'buy', objection: 'none' },
      }),
    ]
    expect(liveAccuracy('intent', turns, contexts, [])[0]).toMatchObject({
      numerator: 1,
      denominator: 2,
      estimate: 0.8,
    })
  })

  test.each([
    { name: 'a suspect turn', turn: { isRandomTurn: false, isSuspect: true } },
    {
      name: 'a turn without a prediction',
      turn: { prediction: { intent: null, intentConfidence: null, objection: null, objectionConfidence: null } },
    },
    { name: 'a tie', turn: { label: { intent: null, objection: null } } },
    { name: 'a conversation that is not eligible', turn: { conversationId: 'out' } },
  ])('$name never enters', ({ turn }) => {
    expect(liveAccuracy('intent', [labelledTurn(turn)], contexts, [])[0]).toMatchObject({
      denominator: 0,
      estimate: null,
    })
  })

  test('from a pool of bad cases with a small control stratum it finds the planted accuracy; the naive share does not', () => {
    const random = randomFrom('planted')
    const [truth, all] = [0.9, 4000]
    const turns = Array.from({ length: all }, (_, i) => {
      const right = random() < truth
      const flagged = random() < (right ? 0.1 : 0.8)
      const inclusionProbability = flagged ? 0.5 : 0.1
      const drawn = random() < inclusionProbability
      const label = { intent: right ? 'greet' : 'buy', objection: null }
      return drawn ? [labelledTurn({ conversationId: `p${i}`, userId: `u${i}`, inclusionProbability, label })] : []
    }).flat()
    const known = new Map(turns.map((turn) => [turn.conversationId, context]))
    const figure = liveAccuracy('intent', turns, known, [])[0]!
    expect(figure.low).toBeLessThan(truth)
    expect(figure.high).toBeGreaterThan(truth)
    expect(figure.numerator / figure.denominator).toBeLessThan(figure.low!)
    expect(figure.effective_size).toBeLessThan(figure.denominator)
  })
})
