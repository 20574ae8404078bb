import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRfc3339 } from '../../src/events/rfc3339.ts'

test.each<[string, number | null]>([
  ['1970-01-01T00:00:00Z', 0],
  ['1970-01-01T00:00:00.001Z', 1],
  ['1970-01-01T00:00:00.0019999Z', 1],
  ['1970-01-01T01:00:00+01:00', 0],
  ['1969-12-31T19:00:00-05:00', 0],
  ['1969-12-31T23:59:59Z', null],
  ['2026-01-01T08:00:00+08:00', 1767225600000],
  ['2026-01-01t00:00:00z', 1767225600000],
  ['2026-01-01 00:00:00Z', 1767225600000],
  ['2024-02-29T00:00:00Z', 1709164800000],
  ['2023-02-29T00:00:00Z', null],
  ['2000-02-29T00:00:00Z', 951782400000],
  ['2100-02-29T00:00:00Z', null],
  ['2016-12-31T23:59:60Z', 1483228800000], // a leap second
  ['0050-01-01T00:00:00Z', null],
  ['9999-12-31T23:59:59Z', 253402300799000],
  ['2026-00-01T00:00:00Z', null],
  ['2026-13-01T00:00:00Z', null],
  ['2026-04-31T00:00:00Z', null],
  ['2026-01-01T24:00:00Z', null],
  ['2026-01-01T00:60:00Z', null],
  ['2026-01-01T00:00:00+24:00', null],
  ['2026-01-01T00:00:00', null], // no offset: no instant
  ['2026-01-01', null],
  ['2026-01-01T00:00:00.Z', null],
  ['١٩٧٠-01-01T00:00:00Z', null],
  ['', null],
  [' 2026-01-01T00:00:00Z', null],
])('%s', (text, expected) => {
  expect(parseRfc3339(text)).toBe(expected)
})

test('what Date writes is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253402300799999 }), (instant) => {
      expect(parseRfc3339(new Date(instant).toISOString())).toBe(instant)
    }),
  )
})
