export interface Discoveries {
  /** For each hypothesis, in the order given: is it rejected? */
  readonly rejected: boolean[]
  /** The smallest q at which it would be, in [0, 1]; for e-values 1 when none is. */
  readonly adjusted: number[]
}

/**
 * Tests many hypotheses at once so that, on average, at most the share `q` of the rejected ones is true.
 *
 * @param pValues one per hypothesis, in [0, 1]
 * @param q wanted false discovery rate, e.g. 0.05
 * @param dependence 'positive': independent tests, or ones that tend to err together (Benjamini and Hochberg);
 * 'any': whatever ties them together, at the price of a factor of about ln(tests) (Benjamini and Yekutieli)
 * Sources: Y. Benjamini and Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995), 289-300; Y. Benjamini and
 * D. Yekutieli, Annals of Statistics 29 (2001), 1165-1188.
 * @example benjaminiHochberg([0.01, 0.02, 0.5], 0.05).rejected // [true, true, false]
 */
export function benjaminiHochberg(
  pValues: readonly number[],
  q: number,
  dependence: 'positive' | 'any' = 'positive',
): Discoveries {
  const tests = pValues.length
  let price = 1
  if (dependence === 'any') for (let k = 2; k <= tests; k++) price += 1 / k
  const byRank = [...pValues.keys()].sort((a, b) => pValues[a]! - pValues[b]!)
  const adjusted = new Array<number>(tests)
  let least = 1
  for (let rank = tests; rank >= 1; rank--) {
    const test = byRank[rank - 1]!
    least = Math.min(least, (price * pValues[test]! * tests) / rank)
    adjusted[test] = least
  }
  return { rejected: adjusted.map((each) => each <= q), adjusted }
}

/**
 * The same from e-values (an e-value is at least x with probability at most 1/x when its hypothesis is true), valid under
 * any dependence without a price.
 *
 * Source: R. Wang and A. Ramdas, Journal of the Royal Statistical Society B 84 (2022), 822-852.
 */
export function eBenjaminiHochberg(eValues: readonly number[], q: number): Discoveries {
  return benjaminiHochberg(
    eValues.map((e) => (e > 1 ? 1 / e : 1)),
    q,
  )
}
