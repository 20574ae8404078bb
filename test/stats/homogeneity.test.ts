import { expect, test } from 'vitest'
import { homogeneity } from '../../src/stats/homogeneity.ts'

test.each([
  // 2 x 2: 1 degree of freedom; chi-square 8.3333 times 199/200, tail by the normal: erfc(sqrt(x / 2)).
  { a: [30, 70], b: [50, 50], p: 0.003983 },
  { a: [10, 10], b: [10, 10], p: 1 },
  { a: [5, 0], b: [7, 0], p: 1 },
  { a: [0, 0], b: [1, 2], p: 1 },
])('$a against $b: p $p', ({ a, b, p }) => expect(homogeneity(a, b)).toBeCloseTo(p, 4))
