import type { Task } from '../models/task.ts'
import { debiasedEce } from '../stats/calibration-error.ts'
import { designEffect } from '../stats/clusters.ts'
import { type Interval, wilson } from '../stats/interval.ts'
import type { Segments } from './segments.ts'

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
  readonly segments: Segments
}

export type Judgements = Partial<Readonly<Record<Task, readonly Judgement[]>>>

/** A share with its 95 % Wilson interval, n over the design effect of conversations; null where there is nothing to share. */
export interface Rate extends Interval {
  readonly estimate: number | null
  readonly hits: number
  readonly items: number
}

/** One label: of its items, how many were found; of what was called so, how many are. */
export interface LabelScore {
  readonly label: string
  readonly recall: Rate
  readonly precision: Rate
}

/** So many items of label `truth` were called `label`. Pairs that never occur are left out. */
export interface Confusion {
  readonly truth: string
  readonly label: string
  readonly items: number
}

export interface Score {
  readonly items: number
  readonly right: number
  readonly accuracy: number
  readonly low: number
  readonly high: number
  /** Every label that is true of an item or was said of one; most items first. */
  readonly labels: readonly LabelScore[]
  readonly confusion: readonly Confusion[]
  /** Debiased expected calibration error (15 equal-width bins) and its one-sided 95 % upper bound. */
  readonly ece: number
  readonly eceHigh: number
}

export const isRight = ({ label, truth }: Judgement): boolean => label === truth
export const clusterOf = ({ cluster, itemId }: Judgement): string => cluster ?? `item:${itemId}`

export function score(judgements: readonly Judgement[]): Score {
  const right = judgements.map(isRight)
  const calibration = debiasedEce(
    judgements.map((each) => each.confidence),
    right,
  )
  const { hits, low, high } = rateOf(judgements, isRight)
  return {
    items: judgements.length,
    right: hits,
    accuracy: hits / judgements.length,
    low,
    high,
    labels: labelScores(judgements),
    confusion: confusionOf(judgements),
    ece: calibration.ece,
    eceHigh: calibration.high,
  }
}

/** Share of the judgements that hit, with an interval that counts conversations. */
export function rateOf(judgements: readonly Judgement[], isHit: (each: Judgement) => boolean): Rate {
  const clusters = new Map<string, { successes: number; size: number }>()
  let hits = 0
  for (const each of judgements) {
    const hit = Number(isHit(each))
    hits += hit
    const name = clusterOf(each)
    const { successes, size } = clusters.get(name) ?? { successes: 0, size: 0 }
    clusters.set(name, { successes: successes + hit, size: size + 1 })
  }
  const items = judgements.length
  return {
    estimate: items === 0 ? null : hits / items,
    hits,
    items,
    ...wilson(hits, items, 0.95, designEffect([...clusters.values()])),
  }
}

function labelScores(judgements: readonly Judgement[]): LabelScore[] {
  const byTruth = Map.groupBy(judgements, (each) => each.truth)
  const bySaid = Map.groupBy(judgements, (each) => each.label)
  return [...new Set([...byTruth.keys(), ...bySaid.keys()])]
    .map((label) => ({
      label,
      recall: rateOf(byTruth.get(label) ?? [], isRight),
      precision: rateOf(bySaid.get(label) ?? [], isRight),
    }))
    .sort((a, b) => b.recall.items - a.recall.items || (a.label < b.label ? -1 : 1))
}

/** Truth and answer in pairs, most frequent first. */
function confusionOf(judgements: readonly Judgement[]): Confusion[] {
  const pairs = Map.groupBy(judgements, ({ truth, label }) => JSON.stringify([truth, label]))
  return [...pairs.values()]
    .map((group) => ({ truth: group[0]!.truth, label: group[0]!.label, items: group.length }))
    .sort((a, b) => b.items - a.items || (a.truth < b.truth ? -1 : a.truth > b.truth ? 1 : a.label < b.label ? -1 : 1))
}
