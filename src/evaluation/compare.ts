import { type Estimate, pairedDifference } from '../stats/bootstrap.ts'
import { inflation } from '../stats/clusters.ts'
import { mcnemar } from '../stats/mcnemar.ts'
import { randomFrom } from '../stats/random.ts'
import { tango } from '../stats/tango.ts'
import { clusterOf, isRight, type Judgement, type Score, score } from './score.ts'
import { SEGMENTS, type SegmentName } from './segments.ts'

/** An item that was right and is now wrong. */
export interface NegativeFlip {
  readonly itemId: string
  readonly truth: string
  readonly before: string
  readonly after: string
  /** How sure the new model is of its mistake. */
  readonly confidence: number
  readonly protected: boolean
}

/** Accuracy after minus before on the same items, and the items that only one of the two got right. */
export interface Difference {
  /**
   * 95 %: what a paired bootstrap by conversation and Tango's score interval on the effective number of items both leave
   * open. The bootstrap alone has no width when no item tells the two apart.
   */
  readonly difference: Estimate
  readonly onlyBefore: number
  readonly onlyAfter: number
  /** Mid-p McNemar. */
  readonly p: number
}

/** The difference within one segment. */
export interface SegmentComparison extends Difference {
  readonly segment: SegmentName
  readonly value: string
  readonly items: number
  /** Accuracies. */
  readonly before: number
  readonly after: number
}

/** The same items under two models. */
export interface Comparison extends Difference {
  readonly before: Score
  readonly after: Score
  /** In the order of the items. */
  readonly negativeFlips: readonly NegativeFlip[]
  /** By kind, most items first. */
  readonly segments: readonly SegmentComparison[]
}

const RESAMPLES = 2000
/** Segments are many and only shown beside the whole, so that they get by with fewer. */
const SEGMENT_RESAMPLES = 500

/** Throws when the two lists are not about the same items in the same order: such a comparison means nothing. */
export function compare(before: readonly Judgement[], after: readonly Judgement[]): Comparison {
  if (before.length !== after.length || before.some((each, i) => each.itemId !== after[i]?.itemId)) {
    throw new TypeError('before and after must judge the same items in the same order')
  }
  const pairs = after.map((is, i) => ({ was: before[i]!, is }))
  return {
    before: score(before),
    after: score(after),
    ...differenceOf(pairs, RESAMPLES),
    negativeFlips: pairs
      .filter(({ was, is }) => isRight(was) && !isRight(is))
      .map(({ was, is }) => ({
        itemId: is.itemId,
        truth: is.truth,
        before: was.label,
        after: is.label,
        confidence: is.confidence,
        protected: is.protected,
      })),
    segments: segmentsIn(pairs),
  }
}

export interface Pair {
  readonly was: Judgement
  readonly is: Judgement
}

/** Accuracy after minus before over pairs of judgements of the same items. */
export function differenceOf(pairs: readonly Pair[], resamples: number): Difference {
  const onlyBefore = pairs.filter(({ was, is }) => isRight(was) && !isRight(is)).length
  const onlyAfter = pairs.filter(({ was, is }) => !isRight(was) && isRight(is)).length
  return {
    difference: accuracyDifference(pairs, resamples),
    onlyBefore,
    onlyAfter,
    p: mcnemar(onlyBefore, onlyAfter).p,
  }
}

function accuracyDifference(pairs: readonly Pair[], resamples: number): Estimate {
  const was = pairs.map((pair) => Number(isRight(pair.was)))
  const is = pairs.map((pair) => Number(isRight(pair.is)))
  const clusters = pairs.map((pair) => clusterOf(pair.is))
  const { estimate, ...drawn } = pairedDifference(was, is, randomFrom('evaluation'), { clusters, resamples })
  const differences = is.map((value, i) => ({ difference: value - was[i]!, cluster: clusters[i]! }))
  const sums = [...Map.groupBy(differences, (each) => each.cluster).values()].map((group) => ({
    successes: group.reduce((sum, each) => sum + each.difference, 0),
    size: group.length,
  }))
  const n = is.length
  const mended = differences.filter((each) => each.difference > 0).length
  const broken = differences.filter((each) => each.difference < 0).length
  const effect = inflation(sums, ((mended + broken) / n - estimate ** 2) / n)
  const scored = tango(mended / effect, broken / effect, n / effect)
  return {
    estimate,
    low: Math.max(-1, Math.min(drawn.low, scored.low)),
    high: Math.min(1, Math.max(drawn.high, scored.high)),
  }
}

/** Kinds in which all items fall together tell nothing that the whole does not, and are left out. */
function segmentsIn(pairs: readonly Pair[]): SegmentComparison[] {
  return SEGMENTS.flatMap((segment) => {
    const groups = Map.groupBy(pairs, ({ is }) => is.segments[segment])
    if (groups.size < 2) return []
    return [...groups]
      .sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
      .map(([value, group]) => ({
        segment,
        value,
        items: group.length,
        before: group.filter(({ was }) => isRight(was)).length / group.length,
        after: group.filter(({ is }) => isRight(is)).length / group.length,
        ...differenceOf(group, SEGMENT_RESAMPLES),
      }))
  })
}
