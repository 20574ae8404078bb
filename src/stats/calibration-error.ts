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
 * @returns ece NaN without units
 * Sources: A. Kumar, P. Liang, T. Ma, Verified Uncertainty Calibration, NeurIPS 2019 (section 4 and their code for the
 * L1 error); R. Roelofs et al., Mitigating Bias in Calibration Error Estimation, AISTATS 2022.
 */
export function debiasedEce(
  probabilities: readonly number[],
  correct: readonly boolean[],
  bins = 15,
  resamples = 1000,
): CalibrationError {
  const n = probabilities.length
  if (n === 0) return { ece: Number.NaN, high: 1, plugin: Number.NaN }
  const all = emptyBins(bins)
  for (let i = 0; i < n; i++) add(all, probabilities[i]!, correct[i]!)
  const plugin = pluginError(all, n)
  const ece = Math.max(0, plugin - bias(all, n))
  const random = randomFrom('debiased-ece')
  const excess = new Float64Array(resamples)
  for (let r = 0; r < resamples; r++) {
    const drawn = emptyBins(bins)
    for (let i = 0; i < n; i++) {
      const unit = Math.floor(random() * n)
      add(drawn, probabilities[unit]!, correct[unit]!)
    }
    excess[r] = pluginError(drawn, n) - plugin
  }
  excess.sort()
  return { ece, high: Math.min(1, ece + Math.max(0, quantile(excess, 0.95))), plugin }
}

function emptyBins(bins: number): Bins {
  return { count: new Float64Array(bins), confidence: new Float64Array(bins), correct: new Float64Array(bins) }
}

function add(bins: Bins, probability: number, correct: boolean): void {
  const bin = Math.min(bins.count.length - 1, Math.max(0, Math.floor(probability * bins.count.length)))
  bins.count[bin]!++
  bins.confidence[bin]! += probability
  if (correct) bins.correct[bin]!++
}

function pluginError(bins: Bins, n: number): number {
  let sum = 0
  for (let b = 0; b < bins.count.length; b++) sum += Math.abs(bins.correct[b]! - bins.confidence[b]!)
  return sum / n
}

function bias(bins: Bins, n: number): number {
  let sum = 0
  for (let b = 0; b < bins.count.length; b++) {
    const count = bins.count[b]!
    if (count === 0) continue
    const gap = Math.abs(bins.correct[b]! - bins.confidence[b]!) / count
    const rate = (bins.correct[b]! + (2 * bins.confidence[b]!) / count) / (count + 2)
    const error = Math.sqrt((rate * (1 - rate)) / count)
    sum += (count / n) * (foldedNormalMean(gap, error) - gap)
  }
  return sum
}

function foldedNormalMean(mean: number, deviation: number): number {
  if (!(deviation > 0)) return Math.abs(mean)
  const z = mean / deviation
  return deviation * Math.sqrt(2 / Math.PI) * Math.exp((-z * z) / 2) + mean * (1 - 2 * normalCdf(-z))
}
