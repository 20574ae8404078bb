import { describe, expect, test } from 'vitest'
import { benjaminiHochberg, eBenjaminiHochberg } from '../../src/stats/false-discovery.ts'
import { noTestsYet, type OnlineTesting, testOnline } from '../../src/stats/online-false-discovery.ts'
import { randomFrom } from '../../src/stats/random.ts'
import { expectRelative } from './reference-table.ts'
import drift from './references/drift.json' with { type: 'json' }

test.each(drift.benjaminiHochberg as [number[], number[], number[]][])('adjusted p of %j', (p, positive, any) => {
  benjaminiHochberg(p, 0.05).adjusted.forEach((adjusted, i) => {
    expectRelative(adjusted, positive[i])
  })
  benjaminiHochberg(p, 0.05, 'any').adjusted.forEach((adjusted, i) => {
    expectRelative(adjusted, any[i])
  })
})

test('example of the docstring', () =>
  expect(benjaminiHochberg([0.01, 0.02, 0.5], 0.05).rejected).toEqual([true, true, false]))

test('no hypotheses, no discoveries', () => expect(benjaminiHochberg([], 0.05)).toEqual({ rejected: [], adjusted: [] }))

test.each([
  { name: 'one needs 1 / q', e: [20], rejected: [true] },
  { name: 'below it, nothing', e: [19.9], rejected: [false] },
  { name: 'two of four need 4 / (2 q) each', e: [40, 40, 0, 1], rejected: [true, true, false, false] },
  { name: 'infinite evidence', e: [Number.POSITIVE_INFINITY, 0], rejected: [true, false] },
])('e-values: $name', ({ e, rejected }) => expect(eBenjaminiHochberg(e, 0.05).rejected).toEqual(rejected))

function stream(pValues: readonly number[], alpha: number): { levels: number[]; state: OnlineTesting } {
  let state = noTestsYet
  const levels = pValues.map((p) => {
    const tested = testOnline(state, p, alpha)
    state = tested.state
    return tested.level
  })
  return { levels, state }
}

test.each(drift.lordPlusPlus as [number[], number, number[]][])('levels of a stream, %#', (p, alpha, expected) => {
  stream(p, alpha).levels.forEach((level, i) => {
    expectRelative(level, expected[i])
  })
})

describe('false discoveries of streams, a third of which are real', () => {
  test('LORD++ keeps their share at or below alpha', () => {
    const random = randomFrom('streams')
    const rounds = 300
    let share = 0
    for (let round = 0; round < rounds; round++) {
      const real = Array.from({ length: 200 }, () => random() < 1 / 3)
      const p = real.map((is) => (is ? random() ** 12 : random()))
      const { rejections } = stream(p, 0.1).state
      share += rejections.filter((test) => !real[test - 1]).length / Math.max(1, rejections.length) / rounds
    }
    expect(share).toBeGreaterThan(0)
    expect(share).toBeLessThan(0.1)
  })
})
