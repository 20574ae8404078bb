import { expect, test } from 'vitest'
import { homogeneity } from '../../src/stats/homogeneity.ts'
import { normalCdf } from '../../src/stats/normal.ts'

/** Two categories: one degree of freedom, whose tail is twice the normal's. */
function byHand(a: readonly [number, number], b: readonly [number, number]): number {
  const [n, m] = [a[0] + a[1], b[0] + b[1]]
  const cells = [0, 1].flatMap((i) => [
    [a[i]!, ((a[i]! + b[i]!) * n) / (n + m)],
    [b[i]!, ((a[i]! + b[i]!) * m) / (n + m)],
  ])
  const statistic =
    (9 / 5) * cells.reduce((sum, [seen, expected]) => sum + seen! * ((seen! / expected!) ** (2 / 3) - 1), 0)
  return 2 * normalCdf(-Math.sqrt(statistic))
}

test.each([
  { a: [30, 70], b: [50, 50], p: byHand([30, 70], [50, 50]) },
  { a: [10, 10], b: [10, 10], p: 1 },
  { a: [5, 0], b: [7, 0], p: 1 },
  { a: [0, 0], b: [1, 2], p: 1 },
])('$a against $b: p $p', ({ a, b, p }) => expect(homogeneity(a, b)).toBeCloseTo(p, 10))
