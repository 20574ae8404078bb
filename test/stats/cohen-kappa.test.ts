import { expect, test } from 'vitest'
import { cohenKappa } from '../../src/stats/cohen-kappa.ts'
import { expectRelative } from './reference-table.ts'
import agreement from './references/agreement.json' with { type: 'json' }

type Row = [string[], string[], number, number, number]

test.each((agreement.cohenKappa as Row[]).map((row) => ({ units: row[0].length, kappa: row[2], row })))(
  'kappa of $units units is $kappa, with its interval',
  ({ row: [a, b, kappa, low, high] }) => {
    const found = cohenKappa(a, b)
    expectRelative(found.kappa, kappa)
    expectRelative(found.low, low)
    expectRelative(found.high, high)
  },
)

test.each([
  { name: 'no unit', a: [], b: [] },
  { name: 'none in common', a: ['a', null], b: [null, 'a'] },
  { name: 'one label throughout', a: ['a', 'a'], b: ['a', 'a'] },
])('unknown: $name', ({ a, b }) => expect(cohenKappa(a, b)).toMatchObject({ kappa: Number.NaN, low: -1, high: 1 }))

test('units that one left out do not count', () =>
  expect(cohenKappa(['a', 'b', null, 'a'], ['a', 'b', 'a', null])).toMatchObject({ units: 2, agreement: 1, kappa: 1 }))

test('always agreeing is not certain', () => {
  const labels = Array.from({ length: 20 }, (_, i) => (i % 2 ? 'a' : 'b'))
  expect(cohenKappa(labels, labels)).toMatchObject({
    kappa: 1,
    high: 1,
    low: expect.closeTo(1 - (1 - 0.025 ** 0.05) / 0.5),
  })
})

test('one who always gives the same label agrees by chance alone', () =>
  expect(cohenKappa(['a', 'a', 'a', 'a'], ['a', 'b', 'a', 'b']).kappa).toBe(0))
