import { DAY_MS, type DayPoint, withGaps } from '../../parts/day-points.ts'

interface Bounded {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/** What the series `accuracy` and `confidence` say of one task on one day. */
interface DaySaid {
  readonly weighted?: (Bounded & { readonly turns: number }) | null
  readonly mean_confidence?: Bounded | null
  readonly thresholded?: Bounded | null
  readonly ece?: Bounded | null
}

/** By the reviewed turns; by the confidences of all turns; the same, corrected by earlier labels; the calibration error. */
export const LINES = ['weighted', 'mean_confidence', 'thresholded', 'ece'] as const
export type Line = (typeof LINES)[number]

interface SeriesDay {
  readonly start_at: number
  readonly point: Readonly<Record<string, unknown>>
}

/**
 * One line of accuracy over time; days without a review or a prediction are gaps.
 *
 * @param now the data's clock: the day that goes on can still change
 */
export function accuracyDays(
  days: readonly SeriesDay[],
  task: string,
  line: Line,
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
): DayPoint[] {
  const points = days.flatMap(({ start_at: at, point }): DayPoint[] => {
    const said = (point[task] ?? {}) as DaySaid
    const found = said[line]
    if (!found) return []
    const units = line === 'weighted' || line === 'ece' ? (said.weighted?.turns ?? 0) : 1
    const { estimate, low, high } = found
    return [{ at, estimate, low, high, numerator: null, units, open: 0, settled: at + DAY_MS <= now }]
  })
  return withGaps(points, from, to)
}
