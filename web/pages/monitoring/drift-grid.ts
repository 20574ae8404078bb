/** A result of drift as this page needs it. */
export interface DriftFact {
  readonly series: string
  readonly day_at: number
  readonly effect: number
  readonly matters_from: number
  readonly drifted: boolean
}

export interface DriftGrid<T extends DriftFact> {
  /** Days of UTC in order, gaps included: a day that was not compared has no cell. */
  readonly days: readonly number[]
  /** Series that ever drifted first, then by name. */
  readonly series: readonly string[]
  readonly cells: readonly { readonly x: number; readonly y: number; readonly result: T }[]
}

const DAY_MS = 86_400_000

/** Arranges results of one reference by day and series. */
export function gridOf<T extends DriftFact>(results: readonly T[]): DriftGrid<T> {
  if (results.length === 0) return { days: [], series: [], cells: [] }
  const [first, last] = [Math.min, Math.max].map((pick) => pick(...results.map(({ day_at }) => day_at))) as [
    number,
    number,
  ]
  const days = Array.from({ length: (last - first) / DAY_MS + 1 }, (_, i) => first + i * DAY_MS)
  const drifts = new Map<string, number>()
  for (const { series, drifted } of results) drifts.set(series, (drifts.get(series) ?? 0) + Number(drifted))
  const series = [...drifts]
    .sort(([a, n], [b, m]) => Number(m > 0) - Number(n > 0) || a.localeCompare(b))
    .map(([name]) => name)
  const row = new Map(series.map((name, i) => [name, i]))
  const cells = results.map((result) => ({ x: (result.day_at - first) / DAY_MS, y: row.get(result.series)!, result }))
  return { days, series, cells }
}

/** How many times as large as what matters an effect is. */
export const strengthOf = ({ effect, matters_from }: DriftFact): number => effect / matters_from
