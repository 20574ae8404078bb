import { describe, expect, test } from 'vitest'
import { nonResponse } from '../../src/evaluation/non-response.ts'
import type { DrawnSample, ReviewedUnit } from '../../src/labels/label-reader.ts'
import { labelledTurn } from '../training/labelled.ts'

const drawn = (sampleId: string, some: Partial<DrawnSample> = {}): DrawnSample => ({
  sampleId,
  conversationId: `conversation of ${sampleId}`,
  userId: `user of ${sampleId}`,
  stratum: 'control',
  inclusionProbability: 0.5,
  predictedTurns: 1,
  state: 'labelled',
  ...some,
})
const verdict = (sampleId: string, atFault: boolean | null = false): ReviewedUnit => ({
  sampleId,
  conversationId: `conversation of ${sampleId}`,
  userId: null,
  stratum: 'control',
  inclusionProbability: 0.5,
  atFault,
  part: null,
  annotators: ['ann'],
  labelledAt: 0,
})
const figuresOf = (...given: Parameters<typeof nonResponse>) => {
  const figures = nonResponse(...given)
  return (name: string) => figures.find((each) => each.figure === name)!
}

describe('nonResponse', () => {
  test.each([
    { name: 'a verdict', sample: drawn('s'), reviewed: [verdict('s')], lost: 0 },
    { name: 'people tie', sample: drawn('s'), reviewed: [verdict('s', null)], lost: 1 },
    { name: 'skipped', sample: drawn('s', { state: 'skipped' }), reviewed: [], lost: 1 },
    { name: 'withdrawn', sample: drawn('s', { state: 'withdrawn' }), reviewed: [], lost: 1 },
    { name: 'expired', sample: drawn('s', { state: 'expired' }), reviewed: [], lost: 1 },
  ])('$name: lost $lost of 1', ({ sample, reviewed, lost }) => {
    expect(figuresOf([sample], reviewed, [])('non_response')).toMatchObject({
      numerator: lost,
      denominator: 1,
      immature: 0,
    })
  })

  test.each([
    { name: 'labelled for both tasks', turn: {}, lost: 0 },
    { name: 'a tie on one task', turn: { label: { intent: null, objection: 'none' } }, lost: 1 },
    { name: 'another turn labelled instead', turn: { isRandomTurn: false }, lost: 1 },
    {
      name: 'one task was never predicted',
      turn: {
        label: { intent: 'greet', objection: null },
        prediction: { intent: 'greet', intentConfidence: 1, objection: null, objectionConfidence: null },
      },
      lost: 0,
    },
  ])('random turn, $name: lost $lost of 1', ({ turn, lost }) => {
    const figure = figuresOf([drawn('s')], [verdict('s')], [labelledTurn({ sampleId: 's', ...turn })])
    expect(figure('non_response_random_turn')).toMatchObject({ numerator: lost, denominator: 1 })
  })

  test('a conversation without predictions has no random turn to miss', () => {
    expect(figuresOf([drawn('s', { predictedTurns: 0 })], [], [])('non_response_random_turn').denominator).toBe(0)
  })

  test('is weighted, has an interval, stands by stratum, and open samples are immature', () => {
    const flagged = { stratum: 'flagged', inclusionProbability: 1 } as const
    const samples = [
      ...Array.from({ length: 30 }, (_, i) => drawn(`f${i}`, flagged)),
      ...Array.from({ length: 10 }, (_, i) => drawn(`lost${i}`, { ...flagged, state: 'skipped' })),
      ...Array.from({ length: 20 }, (_, i) => drawn(`c${i}`)),
      ...Array.from({ length: 5 }, (_, i) => drawn(`expired${i}`, { state: 'expired' })),
      drawn('open', { state: 'waiting' }),
    ]
    const reviewed = samples.filter((each) => each.state === 'labelled').map((each) => verdict(each.sampleId))
    const figure = figuresOf(samples, reviewed, [])
    expect(figure('non_response')).toMatchObject({ numerator: 15, denominator: 65, immature: 1, estimate: 20 / 90 })
    expect(figure('non_response').low).toBeGreaterThan(0.1)
    expect(figure('non_response').high).toBeLessThan(0.4)
    expect(figure('non_response_flagged')).toMatchObject({ numerator: 10, denominator: 40, estimate: 0.25 })
    expect(figure('non_response_control')).toMatchObject({ numerator: 5, denominator: 25, estimate: 0.2 })
    expect(figure('flagged_among_reviewed').estimate).toBeCloseTo(30 / 70, 12)
    expect(figure('flagged_among_non_response').estimate).toBeCloseTo(0.5, 12)
  })
})
