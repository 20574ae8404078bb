import { DAY_MS, type DayPoint } from '../../parts/day-points.ts'

/** Spans that can be chosen, in days. */
export const RANGES = [7, 14, 28, 90] as const
const USUAL = 28

/** What the address says: how many days, and of which assistant ('' = all together). */
export interface Choice {
  readonly days: number
  readonly assistant: string
}

export function choiceOf(search: URLSearchParams): Choice {
  const days = Number(search.get('days'))
  return {
    days: RANGES.find((range) => range === days) ?? USUAL,
    assistant: search.get('assistant') ?? '',
  }
}

/** The address of a choice; what is usual is left out. */
export function searchOf({ days, assistant }: Choice): URLSearchParams {
  const search = new URLSearchParams()
  if (days !== USUAL) search.set('days', String(days))
  if (assistant !== '') search.set('assistant', assistant)
  return search
}

/** What is known of a span: the settled days in front, and what is still open behind. */
export interface Split {
  /** End of the last day up to which all days are settled; null = not one is. */
  readonly settledUntil: number | null
  readonly open: {
    readonly since: number
    readonly numerator: number
    readonly known: number
    readonly unknown: number
  } | null
}

/** @param points a figure's days in order, gaps included */
export function splitOf(points: readonly DayPoint[]): Split {
  const first = points.findIndex(({ settled }) => !settled)
  if (first < 0) return { settledUntil: lastKnown(points), open: null }
  const rest = points.slice(first)
  const sum = (value: (point: DayPoint) => number): number => rest.reduce((total, point) => total + value(point), 0)
  return {
    settledUntil: lastKnown(points.slice(0, first)),
    open: {
      since: rest[0]!.at,
      ...{ numerator: sum(({ numerator }) => numerator ?? 0), known: sum(({ units }) => units) },
      unknown: sum(({ open }) => open),
    },
  }
}

function lastKnown(points: readonly DayPoint[]): number | null {
  const last = points.findLast(({ units }) => units > 0)
  return last === undefined ? null : last.at + DAY_MS
}

/** Where all figures are settled; null = nowhere. */
export function settledForAll(splits: readonly Split[]): number | null {
  const ends = splits.map(({ settledUntil }) => settledUntil).filter((end) => end !== null)
  return ends.length < splits.length ? null : Math.min(...ends)
}
