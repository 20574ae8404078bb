import { quantile } from '../stats/bootstrap.ts'
import { hajek, type SampledUnit } from '../stats/hajek.ts'
import type { Bounded } from '../stats/independent-difference.ts'
import { normalCdf } from '../stats/normal.ts'
import { randomFrom } from '../stats/random.ts'

/** A prediction whose truth is known, as it was sampled: for us a random turn with its consensus label. */
export interface JudgedPrediction {
  readonly confidence: number
  readonly correct: boolean
  /** Inclusion probability of its conversation. */
  readonly probability: number
  /** Further weight: predicted turns of the conversation. */
  readonly weight: number
  readonly user: string
}

/** One bar of the reliability diagram. */
export interface ReliabilityBin extends Bounded {
  readonly from: number
  readonly to: number
  readonly units: number
  /** Weighted share of all. */
  readonly share: number
  /** Weighted mean confidence; `estimate` is the weighted accuracy. */
  readonly confidence: number
}

export interface Calibration {
  readonly units: number
  /** Kish's effective number behind the weights. */
  readonly effectiveSize: number
  /** Debiased expected calibration error with its bootstrap interval by user; null without units. */
  readonly ece: number | null
  readonly low: number | null
  readonly high: number | null
  readonly bins: readonly ReliabilityBin[]
}

const BINS = 10
const RESAMPLES = 300

/**
 * Calibration of predictions sampled with unequal probabilities: reliability bins with Hajek intervals, and the expected
 * calibration error less its bias (folded normal, as src/stats/calibration-error.ts does for equal weights).
 *
 * Sources: A. Kumar, P. Liang, T. Ma, Verified Uncertainty Calibration, NeurIPS 2019; weights as in hajek.
 */
export function calibrationOf(judged: readonly JudgedPrediction[]): Calibration {
  const { effectiveSize } = hajek(judged.map(sampled), 0.95)
  const bins = reliabilityBins(judged)
  if (judged.length === 0) return { units: 0, effectiveSize: 0, ece: null, low: null, high: null, bins }
  const users = [...Map.groupBy(judged, (each) => each.user).values()].map(binSumsOf)
  const ece = debiased(users)
  const random = randomFrom('calibration')
  const resampled = new Float64Array(RESAMPLES)
  for (let r = 0; r < RESAMPLES; r++)
    resampled[r] = debiased(users.map(() => users[Math.floor(random() * users.length)]!))
  resampled.sort()
  const [low, high] = users.length < 2 ? [0, 1] : [quantile(resampled, 0.025), quantile(resampled, 0.975)]
  return { units: judged.length, effectiveSize, ece, low: Math.min(low, ece), high: Math.max(high, ece), bins }
}

const sampled = ({ correct, probability, weight, user }: JudgedPrediction): SampledUnit => ({
  value: Number(correct),
  probability,
  weight,
  cluster: user,
})

function reliabilityBins(judged: readonly JudgedPrediction[]): ReliabilityBin[] {
  const groups = Map.groupBy(judged, (each) => binOf(each.confidence))
  const total = judged.reduce((sum, each) => sum + weightOf(each), 0)
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([bin, some]) => {
      const weight = some.reduce((sum, each) => sum + weightOf(each), 0)
      const confidence = some.reduce((sum, each) => sum + weightOf(each) * each.confidence, 0) / weight
      const { estimate, low, high } = hajek(some.map(sampled))
      return {
        from: bin / BINS,
        to: (bin + 1) / BINS,
        units: some.length,
        share: weight / total,
        confidence,
        estimate,
        low,
        high,
      }
    })
}

const binOf = (confidence: number): number => Math.min(BINS - 1, Math.max(0, Math.floor(confidence * BINS)))
const weightOf = ({ weight, probability }: JudgedPrediction): number => weight / probability

/** Of one user in one bin: weight, its squares, weighted confidence and correctness. */
interface BinSum {
  readonly bin: number
  weight: number
  squares: number
  confidence: number
  correct: number
}

function binSumsOf(judged: readonly JudgedPrediction[]): readonly BinSum[] {
  const sums = new Map<number, BinSum>()
  for (const each of judged) {
    const [bin, weight] = [binOf(each.confidence), weightOf(each)]
    const sum = sums.get(bin) ?? { bin, weight: 0, squares: 0, confidence: 0, correct: 0 }
    sums.set(bin, sum)
    sum.weight += weight
    sum.squares += weight * weight
    sum.confidence += weight * each.confidence
    if (each.correct) sum.correct += weight
  }
  return [...sums.values()]
}

function debiased(users: readonly (readonly BinSum[])[]): number {
  const sums = Array.from(
    { length: BINS },
    (_, bin): BinSum => ({ bin, weight: 0, squares: 0, confidence: 0, correct: 0 }),
  )
  let total = 0
  for (const user of users)
    for (const { bin, weight, squares, confidence, correct } of user) {
      const sum = sums[bin]!
      sum.weight += weight
      sum.squares += squares
      sum.confidence += confidence
      sum.correct += correct
      total += weight
    }
  let error = 0
  for (const { weight, squares, confidence, correct } of sums) {
    if (weight === 0) continue
    const gap = Math.abs(correct - confidence) / weight
    const size = (weight * weight) / squares
    // Two pseudo-units of the mean confidence: a bin of one unit must not pass for certain.
    const rate = ((correct / weight) * size + (2 * confidence) / weight) / (size + 2)
    const noise = Math.sqrt((rate * (1 - rate)) / size)
    error += (weight / total) * (2 * gap - foldedNormalMean(gap, noise))
  }
  return Math.max(0, error)
}

function foldedNormalMean(mean: number, deviation: number): number {
  if (!(deviation > 0)) return Math.abs(mean)
  const z = mean / deviation
  return deviation * Math.sqrt(2 / Math.PI) * Math.exp((-z * z) / 2) + mean * (1 - 2 * normalCdf(-z))
}
