import { expect, test } from 'vitest'
import { spanOf } from '../../../src/app/http/back-test-span.ts'

const DAY = 86_400_000
const NOW = 20_000 * DAY

test('a span ends now at the latest, and lasts 30 days unless it says when it begins', () => {
  expect(spanOf({}, NOW)).toEqual({ from: NOW + 1 - 30 * DAY, until: NOW + 1 })
  expect(spanOf({ from: 5, until: Number.MAX_SAFE_INTEGER }, NOW)).toEqual({ from: 5, until: NOW + 1 })
  expect(spanOf({ until: 40 * DAY }, NOW)).toEqual({ from: 10 * DAY, until: 40 * DAY })
})

test('one that begins in days to come is refused', () => {
  expect(() => spanOf({ from: NOW + DAY }, NOW)).toThrow('must begin before it ends')
})
