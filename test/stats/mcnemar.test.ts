import { expect, test } from 'vitest'
import { mcnemar } from '../../src/stats/mcnemar.ts'
import { expectRelative } from './reference-table.ts'
import rates from './references/rates.json' with { type: 'json' }

test('without discordant units nothing is shown', () => expect(mcnemar(0, 0).p).toBe(1))

test.each(rates.mcnemar as [number, number, number][])('%d against %d: mid-p %d', (b, c, expected) => {
  expectRelative(mcnemar(b, c).p, expected)
  expect(mcnemar(c, b).p).toBe(mcnemar(b, c).p)
})
