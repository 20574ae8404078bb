import { binomialCdf, binomialPmf } from './beta.ts'

/**
 * Exact mid-p McNemar test of two classifiers on the same units.
 *
 * @param b units that only the first got right
 * @param c units that only the second got right
 * @returns two-sided p that both err equally often; 1 without discordant units
 * Source: M. W. Fagerland, S. Lydersen, P. Laake, BMC Medical Research Methodology 13 (2013), 91: the exact conditional
 * p less the point probability of what was seen; less conservative than the exact test, and close to its level.
 * @example mcnemar(1, 8).p // 0.0215
 */
export function mcnemar(b: number, c: number): { p: number } {
  const n = b + c
  if (n === 0) return { p: 1 }
  const fewer = Math.min(b, c)
  const point = binomialPmf(fewer, n, 0.5)
  if (b === c) return { p: 1 - point / 2 }
  return { p: Math.min(1, 2 * binomialCdf(fewer, n, 0.5) - point) }
}
