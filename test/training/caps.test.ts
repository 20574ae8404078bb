import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cappedWeights, defaultCaps } from '../../src/training/caps.ts'
import { candidate } from './labelled.ts'

const caps = { lowQualityShare: 0.3, lowQualityShareOfUser: 0.1 }
const low = (user: string, weight = 1) => candidate({ quality: 'low', userId: user, weight })
const normal = (weight = 1) => candidate({ weight })
const share = (weights: readonly number[], of: readonly boolean[]) =>
  weights.reduce((sum, weight, i) => sum + (of[i] ? weight : 0), 0) / weights.reduce((sum, weight) => sum + weight, 0)

describe('cappedWeights', () => {
  test.each([
    { name: 'nothing', of: [], expected: [] },
    { name: 'below both caps nothing changes', of: [normal(20), low('anna')], expected: [20, 1] },
    {
      name: 'exactly at the common cap',
      of: [normal(70), ...'abcdefghij'.split('').map((u) => low(u, 3))],
      expected: [70, ...Array(10).fill(3)],
    },
    {
      name: 'twice the common cap halves every low weight',
      of: [normal(70), ...'abcdefghij'.split('').map((u) => low(u, 6))],
      expected: [70, ...Array(10).fill(3)],
    },
    {
      name: 'one user is cut to his own share',
      of: [normal(90), low('anna', 10), low('anna', 10)],
      expected: [90, 5, 5],
    },
    {
      name: 'without anything else low-quality samples count nothing',
      of: [low('anna'), low('bert')],
      expected: [0, 0],
    },
  ])('$name', ({ of, expected }) => {
    expect(cappedWeights(of, caps).map((weight) => Math.round(weight * 1e9) / 1e9)).toEqual(expected)
  })

  test('neither share is ever exceeded, and nothing is raised', () => {
    const item = fc.record({
      quality: fc.constantFrom('low' as const, 'normal' as const),
      userId: fc.constantFrom('anna', 'bert', null),
      weight: fc.double({ min: 0.01, max: 50, noNaN: true }),
      textId: fc.string(),
    })
    fc.assert(
      fc.property(fc.array(item, { maxLength: 40 }), (items) => {
        const candidates = items.map(candidate)
        const weights = cappedWeights(candidates, caps)
        const isLow = candidates.map((each) => each.quality === 'low')
        weights.forEach((weight, i) => {
          expect(weight).toBeLessThanOrEqual(candidates[i]!.weight + 1e-9)
          if (!isLow[i]) expect(weight).toBe(candidates[i]!.weight)
        })
        if (!weights.some((weight) => weight > 0)) return
        expect(share(weights, isLow)).toBeLessThanOrEqual(caps.lowQualityShare + 1e-9)
        for (const user of ['anna', 'bert']) {
          const his = candidates.map((each) => each.quality === 'low' && each.userId === user)
          expect(share(weights, his)).toBeLessThanOrEqual(caps.lowQualityShareOfUser + 1e-9)
        }
      }),
    )
  })

  test('the default share is 30 %', () => expect(defaultCaps.lowQualityShare).toBe(0.3))
})
