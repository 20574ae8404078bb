import { quantile } from './bootstrap.ts'
import { normalCdf } from './normal.ts'
import { randomFrom } from './random.ts'

export interface CalibrationError {
  /** Debiased expected calibration error, in [0, 1]. */
  ece: number
  /** Upper end of the one-sided 95 % bootstrap bound. */
  high: number
  /** The plain binned estimate, which is too high by the noise of each bin. */
  plugin: number
}

interface Bins {
  count: Float64Array
  /** Sums of squared weights: a bin of unequal weights knows less than its weight says. */
  squares: Float64Array
  confidence: Float64Array
  correct: Float64Array
}

/**
 * Expected calibration error of top-label confidences, in equal-width bins, less its bias.
 *
 * The plain estimate sums |accuracy - confidence| over bins by share. Noise of a bin's accuracy makes it too high: a bin
 * with true gap d and standard error s shows on average the mean of |N(d, s)|. As in Kumar et al., the bias is estimated
 * at the gap seen and taken off, but in closed form (folded normal) where they sample. The variance of a bin's accuracy
 * is shrunk towards its confidence (two pseudo-units), so that a bin of one unit does not pass for certain. The upper
 * bound adds the 95th percentile of (resampled plain estimate - plain estimate) over `resamples` resamples of the
 * units with a fixed seed.
 *
 * @param probabilities confidence of the predicted label, in [0, 1]
 * @param correct was that label right
 * @param weights how much each unit counts (one over its inclusion probability); absent = 1 each
 * @returns ece NaN without units
 * Sources: A. Kumar, P. Liang, T. Ma, Verified Uncertainty Calibration, NeurIPS 2019 (section 4 and their code for the
 * L1 error); R. Roelofs et al., Mitigating Bias in Calibration Error Estimation, AISTATS 2022.
 */
export function debiasedEce(
  probabilities: readonly number[],
  correct: readonly boolean[],
  bins = 15,
  resamples = 1000,
  weights?: ArrayLike<number>,
): CalibrationError {
  const n = probabilities.length
  if (n === 0) return { ece: Number.NaN, high: 1, plugin: Number.NaN }
  const all = emptyBins(bins)
  for (let i = 0; i < n; i++) add(all, probabilities[i]!, correct[i]!, weights?.[i] ?? 1)
  const plugin = pluginError(all)
  const ece = Math.max(0, plugin - bias(all))
  const random = randomFrom('debiased-ece')
  const excess = new Float64Array(resamples)
  for (let r = 0; r < resamples; r++) {
    const drawn = emptyBins(bins)
    for (let i = 0; i < n; i++) {
      const unit = Math.floor(random() * n)
      add(drawn, probabilities[unit]!, correct[unit]!, weights?.[unit] ?? 1)
    }
    excess[r] = pluginError(drawn) - plugin
  }
  excess.sort()
  return { ece, high: Math.min(1, ece + Math.max(0, quantile(excess, 0.95))), plugin }
}

function emptyBins(bins: number): Bins {
  const zeros = () => new Float64Array(bins)
  return { count: zeros(), squares: zeros(), confidence: zeros(), correct: zeros() }
}

function add(bins: Bins, probability: number, correct: boolean, weight: number): void {
  const bin = Math.min(bins.count.length - 1, Math.max(0, Math.floor(probability * bins.count.length)))
  bins.count[bin]! += weight
  bins.squares[bin]! += weight * weight
  bins.confidence[bin]! += weight * probability
  if (correct) bins.correct[bin]! += weight
}

const total = (bins: Bins): number => bins.count.reduce((sum, count) => sum + count, 0)

function pluginError(bins: Bins): number {
  let sum = 0
  for (let b = 0; b < bins.count.length; b++) sum += Math.abs(bins.correct[b]! - bins.confidence[b]!)
  return sum / total(bins)
}

function bias(bins: Bins): number {
  const all = total(bins)
  let sum = 0
  for (let b = 0; b < bins.count.length; b++) {
    const count = bins.count[b]!
    if (count === 0) continue
    const gap = Math.abs(bins.correct[b]! - bins.confidence[b]!) / count
    const confidence = bins.confidence[b]! / count
    // Kish's effective number of units; the number itself when weights are equal.
    const units = (count * count) / bins.squares[b]!
    const rate = ((bins.correct[b]! / count) * units + 2 * confidence) / (units + 2)
    const error = Math.sqrt((rate * (1 - rate)) / units)
    sum += (count / all) * (foldedNormalMean(gap, error) - gap)
  }
  return sum
}

/** Mean of |N(mean, deviation)|. */
export function foldedNormalMean(mean: number, deviation: number): number {
  if (!(deviation > 0)) return Math.abs(mean)
  const z = mean / deviation
  return deviation * Math.sqrt(2 / Math.PI) * Math.exp((-z * z) / 2) + mean * (1 - 2 * normalCdf(-z))
}
