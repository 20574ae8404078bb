import { lnRateEvidence } from './rate-evidence.ts'

/**
 * Lower bound of a rate after k successes in n draws that holds at every n at once: however often one looks, and whenever
 * one stops, it lies above the true rate with probability at most 1 - level. (A bound for one fixed n, looked at after
 * every draw, would fail far more often.)
 *
 * The smallest p that the mixture martingale has not rejected. It bets on rates spread evenly over (p, 1):
 * M = integral over q in (p, 1) of q^k (1 - q)^(n - k) dq / ((1 - p) p^k (1 - p)^(n - k)), which is a supermartingale for
 * every true rate up to p, so that P(ever M >= 1 / (1 - level)) <= 1 - level (Ville 1939).
 * Source: H. Robbins, Ann. Math. Statist. 41 (1970), 1397-1409.
 *
 * @example anytimeLow(100, 100) // 0.9560...
 */
export function anytimeLow(k: number, n: number, level = 0.95): number {
  let [low, high] = [0, n === 0 ? 0 : k / n]
  for (let i = 0; i < 60 && high - low > 1e-12; i++) {
    const middle = (low + high) / 2
    if (exceeds(k, n, middle, level)) low = middle
    else high = middle
  }
  return low
}

/** Has the bound passed a rate? The same as anytimeLow(k, n, level) >= rate, at a sixtieth of the cost. */
export function exceeds(k: number, n: number, rate: number, level = 0.95): boolean {
  if (n === 0 || k / n <= rate) return false
  if (rate <= 0) return k > 0
  return lnRateEvidence(k, n, rate) >= -Math.log(1 - level)
}
