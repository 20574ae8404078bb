import type { Task } from '../models/task.ts'
import type { Bounded } from '../stats/independent-difference.ts'
import type { ReliabilityBin } from './calibration.ts'

export const SERIES = ['rates', 'confidence', 'accuracy'] as const
export type SeriesName = (typeof SERIES)[number]
export const SERIES_STEPS = ['hour', 'day'] as const
export type SeriesStep = (typeof SERIES_STEPS)[number]

/** A rate as it stood: numerator, denominator, immature units, estimate, low, high. */
export type RatePoint = readonly [number, number, number, number | null, number | null, number | null]
export type RatesPoint = Readonly<Record<string, RatePoint>>

/** Per task: counts in 20 equal bins of confidence, and their mean. */
export type ConfidencePoint = Partial<Record<Task, { readonly histogram: readonly number[]; readonly mean: number }>>

/** Per task: accuracy and calibration by the reviewed random turns, and accuracy without labels. */
export type AccuracyPoint = Partial<
  Record<
    Task,
    {
      readonly weighted: (Bounded & { readonly turns: number }) | null
      readonly mean_confidence: Bounded | null
      readonly thresholded: Bounded | null
      readonly disagrees: boolean
      readonly ece: { readonly estimate: number; readonly low: number; readonly high: number } | null
      readonly bins: readonly ReliabilityBin[]
    }
  >
>

/** A series' value over one bucket of the conversations' starts. */
export interface SeriesPoint {
  readonly series: SeriesName
  readonly step: SeriesStep
  /** Start of the hour or day in UTC, epoch milliseconds. */
  readonly startAt: number
  /** '' = all. */
  readonly assistant: string
  readonly bundle: string
  readonly point: RatesPoint | ConfidencePoint | AccuracyPoint
}

export interface SeriesFilter {
  readonly series: SeriesName
  readonly step: SeriesStep
  readonly from: number
  readonly to: number
  /** '' = the series of all; null = each of them. */
  readonly assistant: string | null
  readonly bundle: string | null
  readonly limit: number
}

export interface SeriesStore {
  /** Puts points in the place of earlier ones of the same bucket. */
  save(points: readonly SeriesPoint[], now: number): Promise<void>
  /** In order of time. */
  list(filter: SeriesFilter): Promise<SeriesPoint[]>
  /** Removes points of a step that began before. */
  prune(step: SeriesStep, before: number): Promise<void>
  mark(name: string): Promise<number | null>
  setMark(name: string, at: number): Promise<void>
  /** When the first conversation began; null = there is none. */
  firstStart(): Promise<number | null>
}
