import { bootstrapMean } from '../src/stats/bootstrap.ts'
import { debiasedEce } from '../src/stats/calibration-error.ts'
import { randomFrom } from '../src/stats/random.ts'
import type { DataSet } from './data-sets.ts'

/** What the model of one round says of the test part, and what it had cost by then. */
export interface Round {
  /** Labels added to the start. */
  labels: number
  right: boolean[]
  confidence: number[]
}

export interface RoundFigures {
  labels: number
  accuracy: number
  low: number
  high: number
  ece: number
}

/**
 * Mean of one round over the seeds. The interval is a bootstrap over the groups of the test part, of each row's accuracy
 * averaged over the seeds: what another test part of the same kind would show.
 */
export function roundFigures(rounds: readonly Round[], { test }: DataSet): RoundFigures {
  const perRow = test.map((_, i) => mean(rounds.map(({ right }) => Number(right[i]))))
  const groups = test.map(({ group }) => group)
  const { estimate, low, high } = bootstrapMean(perRow, groups, randomFrom('rounds'), 1000)
  return {
    labels: Math.round(mean(rounds.map(({ labels }) => labels))),
    accuracy: round(estimate),
    low: round(low),
    high: round(high),
    ece: round(mean(rounds.map(({ confidence, right }) => debiasedEce(confidence, right, 15, 1).ece))),
  }
}

/** Labels at which a curve first reaches an accuracy, linear between its rounds; null when it does not. */
export function labelsToReach(curve: readonly RoundFigures[], accuracy: number): number | null {
  const at = curve.findIndex((figures) => figures.accuracy >= accuracy)
  if (at < 0) return null
  const after = curve[at]!
  const before = curve[at - 1]
  if (before === undefined) return after.labels
  const share = (accuracy - before.accuracy) / (after.accuracy - before.accuracy)
  return Math.round(before.labels + share * (after.labels - before.labels))
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const round = (value: number): number => Number(value.toFixed(4))
