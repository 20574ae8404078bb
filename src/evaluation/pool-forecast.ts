import type { Ternary } from '../events/event.ts'
import { type DayCount, type NextCount, nextCount } from '../stats/next-count.ts'
import type { DayCell, Span } from './rule-history.ts'

/** How many conversations of the next whole day a table will flag, once all of them are decided. */
export interface PoolForecast extends NextCount {
  /** When that day begins, epoch milliseconds (UTC). */
  readonly dayAt: number
}

const DAY_MS = 86_400_000
/** The epoch was a Thursday. */
const WEEKDAY_OF_EPOCH = 4
const WEEK = 7
/** A day is settled when at most this share of what it may flag is undecided. */
const OPEN_SHARE = 0.01
/** Older days tell nothing of tomorrow. */
const MOST_DAYS = 366

/**
 * Foretells the pool of the first whole day after the span, from the whole days of the span in which next to nothing is
 * undecided: younger days show too few. Of a longer span the last 366 days.
 *
 * @param verdictOf does the table flag conversations with these signals? null = it cannot be told yet
 * @returns null with fewer than three such days
 */
export function poolForecast(
  { days: cells, from, until }: Span & { readonly days: readonly DayCell[] },
  verdictOf: (signals: number) => Ternary,
): PoolForecast | null {
  const flagged = new Map<number, number>()
  const open = new Map<number, number>()
  for (const { day, signals, conversations } of cells) {
    const verdict = verdictOf(signals)
    if (verdict === false) continue
    const counts = verdict === true ? flagged : open
    counts.set(day, (counts.get(day) ?? 0) + conversations)
  }
  const days: DayCount[] = []
  const first = Math.max(Math.ceil(from / DAY_MS), Math.floor(until / DAY_MS) - MOST_DAYS)
  for (let day = first; (day + 1) * DAY_MS <= until; day++) {
    const count = flagged.get(day) ?? 0
    if ((open.get(day) ?? 0) <= OPEN_SHARE * count) days.push({ weekday: weekdayOf(day), count })
  }
  const next = Math.ceil(until / DAY_MS)
  const forecast = nextCount(days, weekdayOf(next))
  return forecast && { ...forecast, dayAt: next * DAY_MS }
}

const weekdayOf = (day: number): number => (day + WEEKDAY_OF_EPOCH) % WEEK
