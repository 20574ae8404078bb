import { expect, test } from 'vitest'
import { errorRateOf } from '../../src/labels/label-source.ts'
import { wilson } from '../../src/stats/interval.ts'

const count = {
  voter: 'rule:price',
  votes: 100,
  conversations: 90,
  proposed: 80,
  accepted: 0,
  lastVoteAt: 1,
  lastAuditAt: 1,
}

test('audits drawn at one rate: the plain share, with Wilson’s interval', () => {
  const rate = errorRateOf({ ...count, audits: 20, wrong: 5, weight: 80, squares: 320, wrongWeight: 20 })
  expect(rate).toMatchObject({ rate: 0.25, audits: 20 })
  const { low, high } = wilson(5, 20)
  expect([rate.low, rate.high]).toEqual([expect.closeTo(low, 12), expect.closeTo(high, 12)])
})

test('an audit of a seldom audited cell stands for more votes, and the interval widens', () => {
  // 10 audits at 1/4, none wrong; 10 at 1/20, 5 wrong: 5 * 20 / (10 * 4 + 10 * 20)
  const rate = errorRateOf({ ...count, audits: 20, wrong: 5, weight: 240, squares: 4160, wrongWeight: 100 })
  expect(rate.rate).toBeCloseTo(100 / 240, 12)
  const plain = wilson(5, 20)
  expect(rate.high - rate.low).toBeGreaterThan(plain.high - plain.low)
})

test('without an audit nothing is known', () => {
  expect(errorRateOf({ ...count, audits: 0, wrong: 0, weight: 0, squares: 0, wrongWeight: 0 })).toEqual({
    rate: null,
    audits: 0,
    low: 0,
    high: 1,
  })
})
