import type { Stratum } from '../pool/sample.ts'

/**
 * How many conversations each drawn one stands for: 1 over its inclusion probability, made to add up to the true size of its
 * stratum. Samples that nobody has judged are stood for by those of their stratum that somebody has (post-stratification).
 *
 * @param sizes stratum -> its conversations, drawn or not; a stratum that is empty or not named keeps its weights
 */
export function stratumWeights(
  units: readonly { readonly stratum: Stratum; readonly inclusionProbability: number }[],
  sizes: ReadonlyMap<Stratum, number>,
): Float64Array {
  const drawn = new Map<Stratum, number>()
  for (const { stratum, inclusionProbability } of units)
    drawn.set(stratum, (drawn.get(stratum) ?? 0) + 1 / inclusionProbability)
  return Float64Array.from(units, ({ stratum, inclusionProbability }) => {
    const size = sizes.get(stratum) ?? 0
    return (size > 0 ? size / drawn.get(stratum)! : 1) / inclusionProbability
  })
}
