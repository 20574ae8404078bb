import { type Interval, wilson } from './interval.ts'

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  /** Confidences from `from` up to, and not with, `to`; the last bin holds 1, too. */
  readonly from: number
  readonly to: number
  readonly items: number
  readonly meanConfidence: number
  readonly accuracy: number
  /** 95 % Wilson interval of the accuracy. */
  readonly interval: Interval
}

/**
 * Stated confidence against accuracy in bins of equal width: a calibrated model lies on the diagonal. The bins are those of
 * `debiasedEce`; empty ones are left out.
 *
 * @param confidences of the predicted label, in [0, 1]
 * @param correct was that label right
 * @param bins how many cover [0, 1]
 * Source: C. Guo et al., On Calibration of Modern Neural Networks, ICML 2017, section 2.
 */
export function reliability(confidences: readonly number[], correct: readonly boolean[], bins = 15): ReliabilityBin[] {
  const held = Array.from({ length: bins }, () => ({ items: 0, confidence: 0, right: 0 }))
  confidences.forEach((confidence, i) => {
    const bin = held[Math.min(bins - 1, Math.max(0, Math.floor(confidence * bins)))]!
    bin.items++
    bin.confidence += confidence
    if (correct[i]) bin.right++
  })
  return held.flatMap(({ items, confidence, right }, i) =>
    items === 0
      ? []
      : [
          {
            from: i / bins,
            to: (i + 1) / bins,
            items,
            meanConfidence: confidence / items,
            accuracy: right / items,
            interval: wilson(right, items),
          },
        ],
  )
}
