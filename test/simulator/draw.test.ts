import { describe, expect, test } from 'vitest'
import { between, logNormal, pickIndex, pickWeighted, poisson } from '../../src/simulator/draw.ts'
import { randomFrom } from '../../src/stats/random.ts'

const many = (draw: () => number, count = 20_000) => Array.from({ length: count }, draw)
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('draws', () => {
  test('weights of zero are never picked, others in proportion', () => {
    const random = randomFrom(1)
    const picks = many(() => pickIndex(random, [0, 3, 1, 0]))
    expect(new Set(picks)).toEqual(new Set([1, 2]))
    expect(picks.filter((at) => at === 1).length / picks.length).toBeCloseTo(0.75, 1)
  })

  test('keys by weight', () => {
    expect(pickWeighted(() => 0.999999, { a: 1, b: 0 })).toBe('a')
    expect(pickWeighted(() => 0.5, { a: 1, b: 3 })).toBe('b')
  })

  test.each([0.3, 4, 60])('poisson of mean %d has that mean and variance', (expected) => {
    const random = randomFrom(2)
    const values = many(() => poisson(random, expected))
    expect(mean(values) / expected).toBeCloseTo(1, 1)
    expect(mean(values.map((value) => (value - expected) ** 2)) / expected).toBeCloseTo(1, 1)
  })

  test('log-normal has its median', () => {
    const random = randomFrom(3)
    const values = many(() => logNormal(random, 20, 0.8)).sort((a, b) => a - b)
    expect(values[10_000]! / 20).toBeCloseTo(1, 1)
  })

  test('between reaches both ends and nothing else', () => {
    const random = randomFrom(4)
    expect(new Set(many(() => between(random, 2, 4), 500))).toEqual(new Set([2, 3, 4]))
  })
})
