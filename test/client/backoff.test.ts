import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { defaultBackoff, retryAfterMs, retryDelayMs } from '../../src/client/backoff.ts'

const now = Date.UTC(2026, 0, 1)
test.each([
  { header: null, expected: null },
  { header: '', expected: null },
  { header: 'soon', expected: null },
  { header: '-3', expected: null },
  { header: '0', expected: 0 },
  { header: ' 2 ', expected: 2000 },
  { header: 'Thu, 01 Jan 2026 00:00:30 GMT', expected: 30_000 },
  { header: 'Wed, 31 Dec 2025 00:00:00 GMT', expected: 0 },
])('Retry-After $header is $expected ms', ({ header, expected }) => {
  expect(retryAfterMs(header, now)).toBe(expected)
})

test.each([
  { failures: 1, ask: null, unit: 0, expected: 100 },
  { failures: 1, ask: null, unit: 0.5, expected: 150 },
  { failures: 4, ask: null, unit: 0, expected: 800 },
  { failures: 400, ask: null, unit: 0, expected: 15_000 },
  { failures: 1, ask: 7000, unit: 0, expected: 7000 },
  { failures: 1, ask: 10, unit: 0, expected: 100 },
  { failures: 1, ask: 86_400_000, unit: 0, expected: 300_000 },
])('failure $failures, asked $ask, random $unit waits $expected ms', ({ failures, ask, unit, expected }) => {
  expect(retryDelayMs(failures, ask, unit, defaultBackoff)).toBe(expected)
})

property.prop([fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 0.999, noNaN: true })])(
  'a wait of our own never passes the ceiling and never falls under half of the base',
  (failures, unit) => {
    const ms = retryDelayMs(failures, null, unit, defaultBackoff)
    expect(ms).toBeGreaterThanOrEqual(defaultBackoff.baseMs / 2)
    expect(ms).toBeLessThanOrEqual(defaultBackoff.maxMs)
  },
)
