import { chiSquareTail, lnGamma } from './gamma.ts'

/** Weights, in units, of the wanted shares in the priors that are mixed: for gross failures, and for small ones. */
const CONCENTRATIONS = [10, 100, 1000, 10_000]

export interface SampleRatio {
  /** Pearson's chi-square test: for one look. Rough while fewer than five are expected in a group. */
  readonly p: number
  /** For any number of looks: at least 1 / alpha with probability at most alpha, ever, when the shares are as wanted. */
  readonly eValue: number
}

/**
 * Do the groups of an experiment have the sizes that the assignment should give? If not, it is broken (or its log is), and
 * its verdict means nothing.
 *
 * The e-value is a mixture of likelihood ratios of Dirichlet-multinomial alternatives around the wanted shares.
 *
 * @param counts units assigned to each group
 * @param expected wanted shares, above 0; need not add up to 1
 * @returns p 1 and e-value 1 without units
 * Source: M. Lindon and A. Malek, Anytime-valid inference for multinomial count data, NeurIPS 2022.
 * @example sampleRatio([5000, 5300], [1, 1]).p // 0.0031
 */
export function sampleRatio(counts: readonly number[], expected: readonly number[]): SampleRatio {
  const n = total(counts)
  if (n === 0) return { p: 1, eValue: 1 }
  const all = total(expected)
  const shares = expected.map((share) => share / all)
  const distance = counts.reduce((sum, count, i) => sum + (count - n * shares[i]!) ** 2 / (n * shares[i]!), 0)
  const logs = CONCENTRATIONS.map((concentration) => logRatio(counts, n, shares, concentration))
  const mean = logs.reduce((sum, log) => sum + Math.exp(log), 0) / logs.length
  return { p: chiSquareTail(distance, counts.length - 1), eValue: mean }
}

/** Logarithm of the likelihood under shares drawn around the wanted ones, over that under the wanted ones. */
function logRatio(counts: readonly number[], n: number, shares: readonly number[], concentration: number): number {
  let log = lnGamma(concentration) - lnGamma(concentration + n)
  counts.forEach((count, i) => {
    const prior = concentration * shares[i]!
    log += lnGamma(prior + count) - lnGamma(prior) - count * Math.log(shares[i]!)
  })
  return log
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0)
