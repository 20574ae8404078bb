import { expect, test } from 'vitest'
import { meanInterval } from '../../src/metrics/mean-interval.ts'
import { randomFrom } from '../../src/stats/random.ts'

const WORLDS = 300

/** Ratings from 1 to 5, all as likely: their mean is 3. */
function coverage(users: number): number {
  const random = randomFrom(`worlds of ${users}`)
  let covered = 0
  for (let world = 0; world < WORLDS; world++) {
    const sums = Array.from({ length: users }, () => ({ sum: 1 + Math.floor(random() * 5), size: 1 }))
    const { low, high } = meanInterval(sums, randomFrom(`draws of ${world}`))
    if (low <= 3 && high >= 3) covered++
  }
  return covered / WORLDS
}

// The plain percentile interval held the truth in 0.81, 0.88 and 0.93 of them.
test.each([
  { users: 3, least: 0.88 },
  { users: 5, least: 0.92 },
  { users: 10, least: 0.93 },
])('of $users users it holds the truth in at least $least of the worlds', ({ users, least }) =>
  expect(coverage(users)).toBeGreaterThanOrEqual(least),
)

test('of one user it says nothing; of many it is the bootstrap’s', () => {
  expect(meanInterval([{ sum: 5, size: 1 }], randomFrom('one'))).toEqual({ low: -Infinity, high: Infinity })
  const many = Array.from({ length: 2000 }, (_, i) => ({ sum: i % 2, size: 1 }))
  const { low, high } = meanInterval(many, randomFrom('many'))
  expect(low).toBeCloseTo(0.5 - 1.96 * Math.sqrt(0.25 / 2000), 2)
  expect(high).toBeCloseTo(0.5 + 1.96 * Math.sqrt(0.25 / 2000), 2)
})
