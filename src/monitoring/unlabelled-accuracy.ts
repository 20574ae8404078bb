import { hajek } from '../stats/hajek.ts'
import { type Bounded, independentDifference } from '../stats/independent-difference.ts'
import type { JudgedPrediction } from './calibration.ts'
import type { ToldConfidences } from './told-confidences.ts'

/** Accuracy of a task as its confidences tell it. */
export interface UnlabelledAccuracy {
  readonly turns: number
  /** Mean confidence: right as far as the confidences are calibrated. */
  readonly meanConfidence: Bounded | null
  /**
   * Share of confidences above the threshold that, on earlier labelled turns, as many exceed as were right. It mends a
   * confidence that is off in the same way as then. null = fewer than 50 earlier labelled turns.
   */
  readonly thresholded: (Bounded & { readonly threshold: number; readonly labelled: number }) | null
}

const FEWEST_LABELLED = 50

/**
 * @param turns all predicted turns of a span, each once
 * @param earlier labelled random turns from before it, weighted as they were sampled
 * Source: S. Garg, S. Balakrishnan, Z. Lipton, B. Neyshabur, H. Sedghi, Leveraging Unlabeled Data to Predict
 * Out-of-Distribution Performance, ICLR 2022 (average thresholded confidence). The interval adds the noise of the earlier
 * accuracy to that of the share: a threshold that is off by it moves the share by as much, to first order.
 */
export function unlabelledAccuracy(turns: ToldConfidences, earlier: readonly JudgedPrediction[]): UnlabelledAccuracy {
  if (turns.count === 0) return { turns: 0, meanConfidence: null, thresholded: null }
  const mean = (value: (confidence: number) => number): Bounded => {
    const found = turns.mean(value)
    return { estimate: found.estimate, low: Math.max(0, found.low), high: Math.min(1, found.high) }
  }
  const meanConfidence = mean((confidence) => confidence)
  if (earlier.length < FEWEST_LABELLED) return { turns: turns.count, meanConfidence, thresholded: null }
  const before = hajek(
    earlier.map(({ correct, probability, weight, user }) => ({
      value: Number(correct),
      probability,
      weight,
      cluster: user,
    })),
  )
  const threshold = thresholdFor(before.estimate, earlier)
  const share = mean((confidence) => Number(confidence >= threshold))
  const low = share.estimate - Math.hypot(share.estimate - share.low, before.estimate - before.low)
  const high = share.estimate + Math.hypot(share.high - share.estimate, before.high - before.estimate)
  return {
    turns: turns.count,
    meanConfidence,
    thresholded: {
      estimate: share.estimate,
      low: Math.max(0, low),
      high: Math.min(1, high),
      threshold,
      labelled: earlier.length,
    },
  }
}

/** The confidence that a weighted share of `accuracy` reaches. */
function thresholdFor(accuracy: number, labelled: readonly JudgedPrediction[]): number {
  const falling = labelled.toSorted((a, b) => b.confidence - a.confidence)
  const total = falling.reduce((sum, each) => sum + each.weight / each.probability, 0)
  let weight = 0
  for (const each of falling) {
    weight += each.weight / each.probability
    if (weight >= accuracy * total - 1e-12) return each.confidence
  }
  return 0
}

/**
 * Do the two disagree? The 95 % interval of their difference excludes 0, the two being taken for independent: then the
 * confidences cannot be trusted, or something has changed that the labels do not yet show.
 */
export function disagree(weighted: Bounded | null, told: Bounded | null): boolean {
  if (weighted === null || told === null) return false
  const { low, high } = independentDifference(weighted, told)
  return low > 0 || high < 0
}
