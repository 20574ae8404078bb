import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { jensenShannon } from '../../src/stats/jensen-shannon.ts'
import { expectRelative } from './reference-table.ts'
import drift from './references/drift.json' with { type: 'json' }

test.each(drift.jensenShannon as [number[], number[], number][])('distance of %j and %j', (p, q, expected) =>
  expectRelative(jensenShannon(p, q).distance, expected),
)

test.each([
  { name: 'a side without weight', p: [0, 0], q: [1, 1] },
  { name: 'different lengths', p: [1], q: [1, 1] },
  { name: 'no categories', p: [], q: [] },
])('unknown: $name', ({ p, q }) => expect(jensenShannon(p, q).divergence).toBeNaN())

const counts = fc.array(fc.nat(50), { minLength: 3, maxLength: 3 }).filter((some) => some.some((each) => each > 0))

property.prop([counts, counts, counts])('a metric: symmetric, at most 1, no detour is shorter', (p, q, r) => {
  const between = (a: number[], b: number[]) => jensenShannon(a, b).distance
  expect(between(p, q)).toBe(between(q, p))
  expect(between(p, q)).toBeLessThanOrEqual(1)
  expect(between(p, r)).toBeLessThanOrEqual(between(p, q) + between(q, r) + 1e-12)
})
