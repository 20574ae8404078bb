import { betaI } from './beta.ts'
import { lnGamma } from './gamma.ts'

/**
 * Evidence that a rate lies above `nullRate`: an e-value. While the rate of each draw, given those before, is at most
 * `nullRate`, its expectation is at most 1 at whatever moment one stops to look, so that it reaches 1 / alpha in at most
 * the share alpha of all histories, however often one looks (Ville's inequality). The likelihood ratio against `nullRate`,
 * averaged over a uniform prior on the rates above it.
 *
 * @param successes k of `trials` draws
 * @param nullRate in (0, 1)
 * @returns its natural logarithm, which does not overflow; 0 without draws; -Infinity when `nullRate` is 1
 * Sources: H. Robbins, Annals of Mathematical Statistics 41 (1970), 1397-1409 (mixture); A. Ramdas, P. Grünwald, V. Vovk,
 * G. Shafer, Statistical Science 38 (2023), 576-601.
 * @example lnRateEvidence(8, 10, 0.1) // 13.4: nobody errs eight times in ten who errs once in ten
 */
export function lnRateEvidence(successes: number, trials: number, nullRate: number): number {
  if (trials === 0) return 0
  if (!(nullRate < 1)) return Number.NEGATIVE_INFINITY
  const [a, b] = [successes + 1, trials - successes + 1]
  const lnBeta = lnGamma(a) + lnGamma(b) - lnGamma(a + b)
  // P(rate > nullRate) of a beta variable, by the other tail, so that it keeps its relative accuracy when it is small.
  const above = betaI(1 - nullRate, b, a)
  if (above < LEAST_TAIL) return Math.log((nullRate / b) * tailSeries(a, b, 1 - nullRate))
  return (
    lnBeta + Math.log(above) - Math.log1p(-nullRate) - successes * Math.log(nullRate) - (b - 1) * Math.log1p(-nullRate)
  )
}

/** Below it a tail has lost its digits. */
const LEAST_TAIL = 1e-290

/** I_x(b, a) b B(a, b) / (x^b (1 - x)^a), where x lies far below the mean b / (a + b): DLMF 8.17.8. */
function tailSeries(a: number, b: number, x: number): number {
  let [term, sum] = [1, 1]
  for (let i = 0; term > Number.EPSILON * sum; i++) {
    term *= ((a + b + i) / (b + 1 + i)) * x
    sum += term
  }
  return sum
}

/**
 * The mean of e-values is one, whatever ties them together: evidence against "all of these hold".
 * @param logs natural logarithms; none = 0
 * Source: V. Vovk and R. Wang, Annals of Statistics 49 (2021), 1736-1754.
 */
export function lnMeanEvidence(logs: readonly number[]): number {
  if (logs.length === 0) return 0
  const most = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  if (most === Number.NEGATIVE_INFINITY) return most
  return most + Math.log(logs.reduce((sum, each) => sum + Math.exp(each - most), 0) / logs.length)
}
