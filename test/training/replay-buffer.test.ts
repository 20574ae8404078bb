import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { replayBuffer } from '../../src/training/replay-buffer.ts'

const rows = (label: string, count: number) => Array.from({ length: count }, (_, i) => ({ id: `${label}${i}`, label }))
const countOf = (kept: readonly { label: string }[], label: string) => kept.filter((row) => row.label === label).length

describe('a balanced buffer', () => {
  test.each([
    { size: 30, expected: [10, 10, 10] },
    { size: 60, expected: [28, 28, 4], sizes: [100, 50, 4] },
    { size: 2, expected: [1, 1, 1] },
    { size: 300, expected: [100, 100, 100] },
  ])('of $size holds $expected of each label', ({ size, expected, sizes = [100, 100, 100] }) => {
    const all = sizes.flatMap((count, i) => rows('abc'[i]!, count))
    const kept = replayBuffer(all, size, 'balanced')
    expect([...'abc'].map((label) => countOf(kept, label))).toEqual(expected)
  })

  test('made of an earlier buffer and what came since, it is the one made of everything', () => {
    const [first, second] = [rows('a', 100), rows('b', 100)]
    const early = replayBuffer(first, 10, 'balanced')
    const step = replayBuffer([...early, ...second.map((row) => ({ ...row, weight: 1 }))], 20, 'balanced')
    const once = replayBuffer([...first, ...second], 20, 'balanced')
    expect(step.map((row) => row.id)).toEqual(once.map((row) => row.id))
    expect(step.map((row) => row.weight)).toEqual(once.map((row) => row.weight))
  })
})

test('a reservoir gives every row the same chance', () => {
  const all = [...rows('common', 900), ...rows('rare', 100)]
  const kept = replayBuffer(all, 200, 'reservoir')
  expect(kept).toHaveLength(200)
  expect(countOf(kept, 'rare')).toBeGreaterThan(8)
  expect(countOf(kept, 'rare')).toBeLessThan(35)
})

property.prop([
  fc.array(fc.record({ id: fc.uuid(), label: fc.constantFrom('a', 'b', 'c') }), { minLength: 1, maxLength: 60 }),
  fc.integer({ min: 1, max: 60 }),
  fc.constantFrom('balanced' as const, 'reservoir' as const),
])('kept rows stand for all rows of their label; the order of rows changes nothing', (all, size, pick) => {
  const kept = replayBuffer(all, size, pick)
  for (const label of new Set(kept.map((row) => row.label))) {
    const weight = kept.filter((row) => row.label === label).reduce((sum, row) => sum + row.weight, 0)
    expect(weight).toBeCloseTo(countOf(all, label), 9)
  }
  const reversed = replayBuffer([...all].reverse(), size, pick)
  expect(new Set(reversed.map((row) => row.id))).toEqual(new Set(kept.map((row) => row.id)))
})
