import type { Place } from './grouping.ts'

/** What is said of one figure, wherever it belongs. */
export interface Measured {
  readonly figure: string
  /** Units that count for it; for means the sum. */
  readonly numerator: number
  /** Mature units. */
  readonly denominator: number
  /** Units whose value can still change, shown beside the rate; null where it is not known. */
  readonly immature: number | null
  /**
   * No unit's value can change any more, and no further conversation can begin in the group's day. Until then a rate whose
   * good outcome is known at once and whose bad one only later (conversion) is too high.
   */
  readonly settled: boolean
  /** null = no unit yet. */
  readonly estimate: number | null
  /** 95 % interval; null = nothing can be said. */
  readonly low: number | null
  readonly high: number | null
  /** Units behind the estimate after clustering and weights. */
  readonly effective_size: number
  readonly users: number
  /** Of means: a currency, `hours`, `labels`. */
  readonly unit?: string
}

/** One line of GET /v1/metrics. */
export type Figure = Measured & Place
