import { expect, test } from 'vitest'
import { mcnemar } from '../../src/stats/mcnemar.ts'
import reference from './reference.json' with { type: 'json' }

test('without discordant units nothing is shown', () => expect(mcnemar(0, 0).p).toBe(1))

test.each(reference.mcnemar as [number, number, number][])('%d against %d: mid-p %d', (b, c, expected) => {
  expect(mcnemar(b, c).p / expected).toBeCloseTo(1, 8)
  expect(mcnemar(c, b).p).toBe(mcnemar(b, c).p)
})
