import type { Task } from '../models/task.ts'
import { pairedDifference } from '../stats/bootstrap.ts'
import { debiasedEce } from '../stats/calibration-error.ts'
import { wilson } from '../stats/interval.ts'
import { mcnemar } from '../stats/mcnemar.ts'
import { randomFrom } from '../stats/random.ts'

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
  /** Accuracy after minus before, paired bootstrap by conversation, 95 %. */
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
    difference: pairedDifference(was, is, randomFrom('evaluation'), {
      clusters: after.map((each) => each.cluster ?? `item:${each.itemId}`),
      resamples: RESAMPLES,
    }),
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
