import { describe, expect, test } from 'vitest'
import { calibrationOf, type JudgedPrediction } from '../../src/monitoring/calibration.ts'
import { ToldConfidences } from '../../src/monitoring/told-confidences.ts'
import { disagree, unlabelledAccuracy } from '../../src/monitoring/unlabelled-accuracy.ts'
import { hajek } from '../../src/stats/hajek.ts'
import { randomFrom } from '../../src/stats/random.ts'

/** Turns whose confidence is off by `bias`, reviewed ten times as often where the model is wrong. */
function world(seed: string, size: number, bias: number) {
  const random = randomFrom(seed)
  const all = Array.from({ length: size }, (_, i) => {
    const truth = 0.5 + random() / 2
    const correct = random() < truth
    const probability = correct ? 0.05 : 0.5
    return {
      ...{ confidence: Math.min(1, truth + bias), correct, probability, weight: 1, user: `u${i}` },
      drawn: random() < probability,
    }
  })
  const accuracy = all.filter((each) => each.correct).length / size
  return { all, accuracy, judged: all.filter((each) => each.drawn) as JudgedPrediction[] }
}

describe('calibration of weighted random turns', () => {
  test('calibrated confidences: an error near 0, though the reviewed ones are mostly wrong', () => {
    const { ece, bins, effectiveSize, units } = calibrationOf(world('calibrated', 20_000, 0).judged)
    expect(ece).toBeLessThan(0.03)
    expect(effectiveSize).toBeLessThan(units)
    const covered = bins.filter((bin) => bin.low <= bin.confidence && bin.confidence <= bin.high)
    expect(covered.length).toBeGreaterThanOrEqual(bins.length - 1)
  })

  test('confidences a tenth too high: the error says so', () => {
    const { ece, low, high } = calibrationOf(world('too sure', 20_000, 0.1).judged)
    expect(ece).toBeGreaterThan(0.06)
    expect(ece).toBeLessThan(0.12)
    expect(low!).toBeGreaterThan(0.03)
    expect(high!).toBeGreaterThanOrEqual(ece!)
  })

  test('equal weights and one bin: the plain difference', () => {
    const same = Array.from({ length: 1000 }, (_, i) => ({
      ...{ confidence: 0.85, correct: i < 600, probability: 1, weight: 1, user: `u${i}` },
    }))
    expect(calibrationOf(same).ece).toBeCloseTo(0.25, 3)
  })

  test('nothing reviewed: nothing is said', () => expect(calibrationOf([])).toMatchObject({ ece: null, bins: [] }))
})

describe('accuracy without labels', () => {
  test('calibrated: the mean of confidence holds the truth', () => {
    const { all, accuracy } = world('now', 5000, 0)
    const { meanConfidence } = unlabelledAccuracy(ToldConfidences.of(all), [])
    expect(meanConfidence!.low).toBeLessThan(accuracy + 0.02)
    expect(meanConfidence!.high).toBeGreaterThan(accuracy - 0.02)
  })

  test('off in the same way as before: the threshold mends it', () => {
    const before = world('before', 10_000, 0.1)
    const { all, accuracy } = world('after', 5000, 0.1)
    const { meanConfidence, thresholded } = unlabelledAccuracy(ToldConfidences.of(all), before.judged)
    expect(meanConfidence!.low).toBeGreaterThan(accuracy + 0.02)
    expect(thresholded!.low).toBeLessThan(accuracy)
    expect(thresholded!.high).toBeGreaterThan(accuracy)
  })

  test.each([
    { labelled: 49, expected: true },
    { labelled: 50, expected: false },
  ])('$labelled earlier labels: thresholded unknown is $expected', ({ labelled, expected }) => {
    const { all } = world('few', 100, 0)
    expect(unlabelledAccuracy(ToldConfidences.of(all), all.slice(0, labelled)).thresholded === null).toBe(expected)
  })

  test.each([
    { of: 'confidences', value: (confidence: number) => confidence },
    { of: 'shares above a limit', value: (confidence: number) => Number(confidence > 0.8) },
  ])('added up by user, $of have the mean and the interval of all turns', ({ value }) => {
    const turns = world('users', 3000, 0).all.map((each, i) => ({ ...each, user: `u${i % 700}` }))
    const found = ToldConfidences.of(turns).mean(value)
    const expected = hajek(turns.map((each) => ({ value: value(each.confidence), probability: 1, cluster: each.user })))
    for (const part of ['estimate', 'low', 'high', 'effectiveSize'] as const)
      expect(found[part]).toBeCloseTo(expected[part], 10)
  })

  test('no turns: nothing is said', () =>
    expect(unlabelledAccuracy(new ToldConfidences(), [])).toEqual({
      turns: 0,
      meanConfidence: null,
      thresholded: null,
    }))

  test.each([
    { name: 'alike', weighted: [0.8, 0.75, 0.85], told: [0.82, 0.8, 0.84], expected: false },
    { name: 'far apart', weighted: [0.6, 0.55, 0.65], told: [0.9, 0.88, 0.92], expected: true },
    { name: 'far apart the other way', weighted: [0.95, 0.93, 0.97], told: [0.7, 0.68, 0.72], expected: true },
  ])('$name: disagree is $expected', ({ weighted, told, expected }) => {
    const bounded = ([estimate, low, high]: number[]) => ({ estimate: estimate!, low: low!, high: high! })
    expect(disagree(bounded(weighted), bounded(told))).toBe(expected)
  })
})
