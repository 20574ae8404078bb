import { expect, test } from 'vitest'
import { clopperPearson } from '../../src/stats/clopper-pearson.ts'
import { expectRelative } from './reference-table.ts'
import rates from './references/rates.json' with { type: 'json' }

test.each(rates.clopperPearson as [number, number, number, number, number][])(
  '%d of %d, tails of %d',
  (k, n, tail, low, high) => {
    const found = clopperPearson(k, n, tail)
    expectRelative(found.low, low)
    expectRelative(found.high, high)
  },
)

test('nothing seen, nothing known', () => expect(clopperPearson(0, 0, 0.025)).toEqual({ low: 0, high: 1 }))

test('example of the docstring', () =>
  expect(clopperPearson(8, 10, 0.025)).toEqual({ low: expect.closeTo(0.4439, 4), high: expect.closeTo(0.9748, 4) }))

test('numbers between whole ones lie between their bounds', () => {
  const at = (k: number) => clopperPearson(k, 20, 0.025).low
  expect(at(3.5)).toBeGreaterThan(at(3))
  expect(at(3.5)).toBeLessThan(at(4))
})
