/**
 * Jensen-Shannon divergence of two distributions over the same categories, in bits.
 *
 * @param p weights or counts, at least 0; they need not add up to 1
 * @param q the same for the other, in the order of `p`
 * @returns `divergence` in [0, 1], 0 when alike, 1 when no category is common; `distance`, its square root, is a metric.
 * NaN when a side has no weight, or the two have different lengths
 * Source: J. Lin, IEEE Transactions on Information Theory 37 (1991), 145-151; D. M. Endres and J. E. Schindelin, the same
 * 49 (2003), 1858-1860.
 * @example jensenShannon([1, 0], [1, 1]) // { divergence: 0.3113, distance: 0.5579 }
 */
export function jensenShannon(p: readonly number[], q: readonly number[]): { divergence: number; distance: number } {
  const [ofP, ofQ] = [total(p), total(q)]
  if (p.length !== q.length || !(ofP > 0) || !(ofQ > 0)) return { divergence: Number.NaN, distance: Number.NaN }
  let sum = 0
  for (let i = 0; i < p.length; i++) sum += gap(p[i]! / ofP, q[i]! / ofQ)
  const divergence = Math.min(1, Math.max(0, sum / (2 * Math.LN2)))
  return { divergence, distance: Math.sqrt(divergence) }
}

const total = (weights: readonly number[]): number => weights.reduce((sum, weight) => sum + weight, 0)

/**
 * One category's part, a ln(a / m) + b ln(b / m) with m the mean: (1 + x) ln(1 + x) + (1 - x) ln(1 - x) in the form that
 * keeps its accuracy when a and b are nearly alike.
 */
function gap(a: number, b: number): number {
  if (a === b) return 0
  const x = (a - b) / (a + b)
  const gain = Math.abs(x) >= 1 ? 2 * Math.LN2 : Math.log1p(-x * x) + 2 * x * Math.atanh(x)
  return ((a + b) / 2) * gain
}
