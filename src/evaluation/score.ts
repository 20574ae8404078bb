import type { Task } from '../models/task.ts'
import { type Estimate, pairedDifference } from '../stats/bootstrap.ts'
import { debiasedEce } from '../stats/calibration-error.ts'
import { inflation } from '../stats/clusters.ts'
import { wilson } from '../stats/interval.ts'
import { mcnemar } from '../stats/mcnemar.ts'
import { randomFrom } from '../stats/random.ts'
import { tango } from '../stats/tango.ts'

/** What one model said about one gold item. */
export interface Judgement {
  readonly itemId: string
  readonly truth: string
  readonly label: string
  /** Calibrated probability of that label. */
  readonly confidence: number
  /** Items of one conversation are not independent; null = one of its own. */
  readonly cluster: string | null
  readonly protected: boolean
}

export type Judgements = Partial<Readonly<Record<Task, readonly Judgement[]>>>

export interface Score {
  readonly items: number
  readonly right: number
  readonly accuracy: number
  readonly low: number
  readonly high: number
  readonly recall: readonly { readonly label: string; readonly items: number; readonly right: number }[]
  /** Debiased expected calibration error (15 equal-width bins) and its one-sided 95 % upper bound. */
  readonly ece: number
  readonly eceHigh: number
}

/** An item that was right and is now wrong. */
export interface NegativeFlip {
  readonly itemId: string
  readonly truth: string
  readonly before: string
  readonly after: string
  readonly protected: boolean
}

/** The same items under two models. */
export interface Comparison {
  readonly before: Score
  readonly after: Score
  /**
   * Accuracy after minus before, 95 %: what a paired bootstrap by conversation and Tango's score interval on the effective
   * number of items both leave open. The bootstrap alone has no width when no item tells the two apart.
   */
  readonly difference: { readonly estimate: number; readonly low: number; readonly high: number }
  /** Items that only one of the two got right, and the mid-p McNemar value. */
  readonly onlyBefore: number
  readonly onlyAfter: number
  readonly p: number
  readonly negativeFlips: readonly NegativeFlip[]
}

const RESAMPLES = 2000

export function score(judgements: readonly Judgement[]): Score {
  const right = judgements.map((each) => each.label === each.truth)
  const count = right.filter(Boolean).length
  const calibration = debiasedEce(
    judgements.map((each) => each.confidence),
    right,
  )
  return {
    items: judgements.length,
    right: count,
    accuracy: count / judgements.length,
    ...wilson(count, judgements.length),
    recall: recallByLabel(judgements),
    ece: calibration.ece,
    eceHigh: calibration.high,
  }
}

/** Throws when the two lists are not about the same items in the same order: such a comparison means nothing. */
export function compare(before: readonly Judgement[], after: readonly Judgement[]): Comparison {
  if (before.length !== after.length || before.some((each, i) => each.itemId !== after[i]?.itemId)) {
    throw new TypeError('before and after must judge the same items in the same order')
  }
  const was = before.map((each) => (each.label === each.truth ? 1 : 0))
  const is = after.map((each) => (each.label === each.truth ? 1 : 0))
  const onlyBefore = was.filter((value, i) => value === 1 && is[i] === 0).length
  const onlyAfter = is.filter((value, i) => value === 1 && was[i] === 0).length
  return {
    before: score(before),
    after: score(after),
    difference: accuracyDifference(
      was,
      is,
      after.map((each) => each.cluster ?? `item:${each.itemId}`),
    ),
    onlyBefore,
    onlyAfter,
    p: mcnemar(onlyBefore, onlyAfter).p,
    negativeFlips: after.flatMap((each, i) =>
      was[i] === 1 && is[i] === 0
        ? [
            {
              itemId: each.itemId,
              truth: each.truth,
              before: before[i]!.label,
              after: each.label,
              protected: each.protected,
            },
          ]
        : [],
    ),
  }
}

function accuracyDifference(was: readonly number[], is: readonly number[], clusters: readonly string[]): Estimate {
  const { estimate, ...drawn } = pairedDifference(was, is, randomFrom('evaluation'), { clusters, resamples: RESAMPLES })
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

function recallByLabel(judgements: readonly Judgement[]): Score['recall'] {
  const groups = Map.groupBy(judgements, (each) => each.truth)
  return [...groups]
    .map(([label, items]) => ({
      label,
      items: items.length,
      right: items.filter((each) => each.label === label).length,
    }))
    .sort((a, b) => b.items - a.items || (a.label < b.label ? -1 : 1))
}
