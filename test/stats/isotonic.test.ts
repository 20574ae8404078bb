import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { isotonicBlocks } from '../../src/stats/isotonic.ts'

const blocks = (marks: readonly (readonly [x: number, right: number])[]) =>
  isotonicBlocks(marks.map(([x, right]) => ({ x, right }))).map(({ from, to, successes, points }) => [
    from,
    to,
    successes,
    points,
  ])

test.each([
  { name: 'nothing', marks: [], expected: [] },
  {
    name: 'rising',
    marks: [
      [1, 0],
      [2, 1],
    ],
    expected: [
      [1, 1, 0, 1],
      [2, 2, 1, 1],
    ],
  },
  {
    name: 'falling is pooled',
    marks: [
      [2, 0],
      [1, 1],
    ],
    expected: [[1, 2, 1, 2]],
  },
  {
    name: 'one place is one block',
    marks: [
      [1, 1],
      [1, 0],
      [1, 1],
    ],
    expected: [[1, 1, 2, 3]],
  },
  {
    name: 'equal rates are joined',
    marks: [
      [1, 1],
      [2, 1],
    ],
    expected: [[1, 2, 2, 2]],
  },
  {
    name: 'several steps',
    marks: [
      [1, 0],
      [2, 1],
      [3, 0],
      [4, 1],
      [5, 1],
      [6, 0],
    ],
    expected: [
      [1, 1, 0, 1],
      [2, 3, 1, 2],
      [4, 6, 2, 3],
    ],
  },
] as { name: string; marks: [number, number][]; expected: number[][] }[])('$name', ({ marks, expected }) => {
  expect(blocks(marks)).toEqual(expected)
})

property.prop([
  fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1 })), { minLength: 1, maxLength: 60 }),
])('rates rise, places do not overlap, nothing is lost', (marks) => {
  const found = isotonicBlocks(marks.map(([x, right]) => ({ x, right })))
  expect(found.reduce((sum, { points }) => sum + points, 0)).toBe(marks.length)
  expect(found.reduce((sum, { successes }) => sum + successes, 0)).toBe(
    marks.reduce((sum, [, right]) => sum + right, 0),
  )
  for (const [i, block] of found.slice(1).entries()) {
    expect(block.from).toBeGreaterThan(found[i]!.to)
    expect(block.successes / block.points).toBeGreaterThan(found[i]!.successes / found[i]!.points)
  }
})
