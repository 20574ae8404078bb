import { describe, expect, test } from 'vitest'
import { betaProbability, fitBeta, IDENTITY } from '../../src/models/beta-calibration.ts'
import { fitBlend } from '../../src/models/blend.ts'
import { foldsOf, insideOf, logLoss } from '../../src/models/cross-fit.ts'
import { sigmoid } from '../../src/models/logistic.ts'
import { randomFrom } from '../../src/stats/random.ts'

const SIZE = 4000
const random = randomFrom('blend')
const truth = Float64Array.from({ length: SIZE }, () => (random() - 0.5) * 6)
const outcomes = truth.map((x) => Number(random() < sigmoid(x)))
const ones = new Float64Array(SIZE).fill(1)

describe('the blend of two experts', () => {
  test('trusts the one that knows', () => {
    const noise = truth.map(() => random() - 0.5)
    const { linear, trees } = fitBlend(truth, noise, outcomes, ones)
    expect(linear).toBeGreaterThan(0.9)
    expect(Math.abs(trees)).toBeLessThan(0.3)
  })

  test('takes twice too sure scores back', () => {
    const sure = truth.map((x) => 2 * x)
    const { linear, trees } = fitBlend(sure, sure, outcomes, ones)
    expect(linear + trees).toBeCloseTo(0.5, 1)
  })

  test('leaves out an expert that points the wrong way', () => {
    const { linear, trees } = fitBlend(
      truth,
      truth.map((x) => random() - x),
      outcomes,
      ones,
    )
    expect(trees).toBeGreaterThanOrEqual(0)
    expect(linear).toBeGreaterThan(0.9)
  })

  test('says nothing certain of one outcome alone', () => {
    const { intercept } = fitBlend(truth.slice(0, 20), truth.slice(0, 20), new Float64Array(20), ones.slice(0, 20))
    expect(sigmoid(intercept)).toBeCloseTo(1 / 22, 2)
  })
})

describe('beta calibration', () => {
  test('leaves scores alone that are right', () => expect(fitBeta(truth, outcomes, ones)).toBe(IDENTITY))

  test('straightens scores that are too sure at the upper end', () => {
    const bent = truth.map((x) => (x > 0 ? 3 * x : x))
    const calibration = fitBeta(bent, outcomes, ones)
    for (const x of [-2, -1, 1, 2]) expect(betaProbability(calibration, x > 0 ? 3 * x : x)).toBeCloseTo(sigmoid(x), 1)
  })

  test('keeps the order', () => {
    const bent = truth.map((x) => (x > 0.5 ? 8 - x : x))
    const calibration = fitBeta(bent, outcomes, ones)
    const said = [-8, -3, -1, 0, 1, 3, 8].map((score) => betaProbability(calibration, score))
    expect([...said].sort((a, b) => a - b)).toEqual(said)
  })
})

describe('folds', () => {
  const groups = Array.from({ length: 200 }, (_, i) => `g${i % 40}`)
  const rare = groups.map((_, i) => Number(i % 40 < 10))

  test('never tear a group', () => {
    const { of } = foldsOf(groups, rare, 's')
    for (let i = 0; i < 160; i++) expect(of[i]).toBe(of[i + 40])
  })

  test('share out what is rare', () => {
    const folds = foldsOf(groups, rare, 's')
    for (let fold = 0; fold < folds.count; fold++)
      expect(insideOf(folds, fold).held.reduce((sum, i) => sum + rare[i]!, 0)).toBe(10)
  })

  test('do not depend on the order of the examples', () => {
    const { of } = foldsOf(groups, rare, 's')
    const turned = foldsOf([...groups].reverse(), [...rare].reverse(), 's').of
    expect([...turned].reverse()).toEqual([...of])
  })
})

test('log loss of even odds is ln 2', () =>
  expect(logLoss([0, 0], [1, 0], [1, 3], Int32Array.of(0, 1))).toBeCloseTo(Math.LN2, 12))
