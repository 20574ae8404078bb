/** `none`: every example alike. `balanced`: every label alike. `effective_number`: in between. */
export const CLASS_WEIGHTINGS = ['none', 'balanced', 'effective_number'] as const
export type ClassWeighting = (typeof CLASS_WEIGHTINGS)[number]

/** Of the effective number: from about 1 / (1 - BETA) examples on, more of the same add little. */
const BETA = 0.999

/**
 * Factors on the examples of each label, so scaled that the whole weight stays what it was.
 *
 * @param weights sum of the example weights of each label, above 0
 * @returns null for `none`
 * Source: Y. Cui, M. Jia, T. Lin, Y. Song, S. Belongie, Class-Balanced Loss Based on Effective Number of Samples, CVPR
 * 2019: factor (1 - b) / (1 - b^n); with b towards 1 it becomes 1 / n (balanced), with b = 0 it is 1 (none).
 * @example classWeights('balanced', new Map([['price', 30], ['refund', 10]])) // { price: 0.67, refund: 2 }
 */
export function classWeights(
  weighting: ClassWeighting,
  weights: ReadonlyMap<string, number>,
): Record<string, number> | null {
  if (weighting === 'none') return null
  const factorOf = (n: number): number =>
    weighting === 'balanced' ? 1 / n : (1 - BETA) / -Math.expm1(n * Math.log(BETA))
  const raw = [...weights].map(([label, n]) => ({ label, n, factor: factorOf(n) }))
  const total = raw.reduce((sum, { n }) => sum + n, 0)
  const weighted = raw.reduce((sum, { n, factor }) => sum + n * factor, 0)
  return Object.fromEntries(raw.map(({ label, factor }) => [label, (factor * total) / weighted]))
}
