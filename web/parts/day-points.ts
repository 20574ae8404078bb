export const DAY_MS = 86_400_000

/** What one day of UTC showed. `estimate` null = nothing can be said: a gap, never a zero. */
export interface DayPoint {
  /** Start of the day in UTC, epoch milliseconds. */
  readonly at: number
  readonly estimate: number | null
  readonly low: number | null
  readonly high: number | null
  readonly numerator: number | null
  /** Units behind the estimate. */
  readonly units: number
  /** Units whose value can still change. */
  readonly open: number
  /** Nothing can change any more. */
  readonly settled: boolean
}

export const dayOf = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS

/**
 * One point for each day of [from, to), in order; days of which there is nothing are gaps.
 *
 * @param points by the start of their day, in any order
 */
export function withGaps(points: readonly DayPoint[], from: number, to: number): DayPoint[] {
  const known = new Map(points.map((point) => [point.at, point]))
  const days: DayPoint[] = []
  for (let at = dayOf(from); at < to; at += DAY_MS) days.push(known.get(at) ?? gap(at))
  return days
}

const gap = (at: number): DayPoint => ({
  ...{ at, estimate: null, low: null, high: null, numerator: null },
  ...{ units: 0, open: 0, settled: true },
})

/** A rate as the series keep it: numerator, denominator, immature, estimate, low, high. */
export type RateTuple = readonly [number, number, number, number | null, number | null, number | null]

/**
 * While units are open, the day has no estimate: who converted is known before who did not, and the known ones alone would say
 * 100 %. What holds is a bound on either side; the lower one stands for the day.
 *
 * @param now the data's clock: a day that is not over is not settled, even if nothing in it is open
 */
export function ratePoint(at: number, rate: RateTuple | undefined, now: number): DayPoint {
  if (rate === undefined) return gap(at)
  const [numerator, units, open, estimate, low, high] = rate
  if (units > 0 && open > 0) {
    const [least, most] = [numerator / (units + open), (numerator + open) / (units + open)]
    return { at, numerator, units, open, estimate: least, low: least, high: most, settled: false }
  }
  const known = units > 0 && estimate !== null
  return {
    ...{ at, numerator, units, open },
    ...{ estimate: known ? estimate : null, low: known ? low : null, high: known ? high : null },
    settled: open === 0 && at + DAY_MS <= now,
  }
}
