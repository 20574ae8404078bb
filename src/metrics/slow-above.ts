import { DAY_MS } from './grouping.ts'
import { SLOW_QUANTILE, SLOW_WINDOW_DAYS } from './segments.ts'

/** When a conversation began, and its gap; epoch milliseconds, milliseconds. */
export interface StartedGap {
  readonly startedAt: number
  readonly gapMs: number
}

/**
 * For each day of UTC the gap above which a decider is slow: the quantile, interpolated, of the days before it. A day
 * before which nothing was measured has none.
 *
 * @param days starts of days, epoch milliseconds
 */
export function slowAbove(gaps: readonly StartedGap[], days: Iterable<number>): Map<number, number> {
  const sorted = gaps.toSorted((a, b) => a.gapMs - b.gapMs)
  const found = new Map<number, number>()
  for (const day of days) {
    const from = day - SLOW_WINDOW_DAYS * DAY_MS
    const inWindow = sorted.filter(({ startedAt }) => startedAt >= from && startedAt < day)
    if (inWindow.length === 0) continue
    const place = SLOW_QUANTILE * (inWindow.length - 1)
    const below = inWindow[Math.floor(place)]!.gapMs
    found.set(day, below + (place - Math.floor(place)) * (inWindow[Math.ceil(place)]!.gapMs - below))
  }
  return found
}
