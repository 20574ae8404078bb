import { expect, test } from 'vitest'
import { verdictOf } from '../../src/client/verdict.ts'

test.each([
  { status: 202, body: { rejected: [] }, kind: 'delivered' },
  { status: 202, body: 'nonsense', kind: 'delivered' },
  { status: 200, body: { rejected: [] }, kind: 'retry' },
  { status: 204, body: null, kind: 'retry' },
  { status: 400, body: { code: 'LOOP_X', message: 'm' }, kind: 'refused' },
  { status: 413, body: null, kind: 'refused' },
  { status: 401, body: null, kind: 'retry' },
  { status: 403, body: null, kind: 'retry' },
  { status: 404, body: null, kind: 'retry' },
  { status: 429, body: null, kind: 'retry' },
  { status: 500, body: null, kind: 'retry' },
  { status: 503, body: null, kind: 'retry' },
])('status $status: $kind', ({ status, body, kind }) => {
  expect(verdictOf(status, body, null, 0).kind).toBe(kind)
})

test('rejections keep index, code and message; what is no rejection is ignored', () => {
  const body = { accepted: 1, rejected: [{ index: 3, code: 'no_time', message: 'why' }, 7, { index: 'x' }] }
  expect(verdictOf(202, body, null, 0)).toEqual({
    kind: 'delivered',
    rejected: [
      { index: 3, code: 'no_time', message: 'why' },
      { index: -1, code: 'unknown', message: '' },
    ],
  })
})

test('a retry carries what the server asked for', () => {
  expect(verdictOf(503, null, '4', 0)).toEqual({ kind: 'retry', retryAfterMs: 4000, why: 'http_503' })
})
