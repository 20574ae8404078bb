import { chiSquareTail } from './gamma.ts'

/** Added to every bin that either side has seen. */
const SMOOTHING = 0.5

/**
 * Population stability index of two histograms over the same bins: sum of (a - e) ln(a / e), a and e being the shares.
 *
 * A bin that only one side has seen would make it infinite; so each count gets `smoothing` units more before shares are
 * taken. Bins that neither side has seen are left out.
 *
 * @param expected counts of the reference, one per bin
 * @param actual counts of what is compared with it, in the order of `expected`
 * @returns at least 0; 0 when all is alike; NaN when a side has no units, or the two have different numbers of bins
 * Sources: N. Siddiqi, Credit Risk Scorecards (2006), chapter 8; half a unit per cell as J. B. S. Haldane, Annals of Human
 * Genetics 20 (1956), 309-311.
 * @example psi([50, 50], [80, 20]) // 0.4063
 */
export function psi(expected: readonly number[], actual: readonly number[], smoothing = SMOOTHING): number {
  const bins = seenBins(expected, actual)
  const [ofExpected, ofActual] = [total(expected), total(actual)]
  if (expected.length !== actual.length || !(ofExpected > 0) || !(ofActual > 0)) return Number.NaN
  const added = smoothing * bins.length
  let sum = 0
  for (const bin of bins) {
    const e = (expected[bin]! + smoothing) / (ofExpected + added)
    const a = (actual[bin]! + smoothing) / (ofActual + added)
    if (a !== e) sum += (a - e) * Math.log(a / e)
  }
  return sum
}

/**
 * The usual limits of the index (0.1, 0.25) say nothing of noise; this does. When nothing changed, it is about (1/n + 1/m)
 * times a chi-square variable with one degree less than bins. Rough below five units in a bin.
 *
 * @param value what `psi` gave for the same counts
 * @returns probability of at least this value when both come from the same distribution; 1 with a single bin
 * Source: B. Yurdakul, Statistical Properties of Population Stability Index (dissertation, Western Michigan, 2018), 2.2.
 */
export function psiTail(value: number, expected: readonly number[], actual: readonly number[]): number {
  const degrees = seenBins(expected, actual).length - 1
  if (Number.isNaN(value)) return Number.NaN
  return degrees < 1 ? 1 : chiSquareTail(value / (1 / total(expected) + 1 / total(actual)), degrees)
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)

const seenBins = (expected: readonly number[], actual: readonly number[]): number[] =>
  expected.flatMap((count, bin) => (count > 0 || (actual[bin] ?? 0) > 0 ? [bin] : []))
