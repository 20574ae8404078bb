import type { Interval } from './interval.ts'
import { normalQuantile } from './normal.ts'

export interface Kappa extends Interval {
  /** 1 = always agree, 0 = as by chance; NaN when both gave one and the same label throughout, or share no unit. */
  readonly kappa: number
  /** Units that both answered. */
  readonly units: number
  /** Share of these on which they agree. */
  readonly agreement: number
}

/**
 * Cohen's kappa of two annotators: agreement beyond what their own habits would give by chance, with the large-sample
 * interval. When they always agree, that would call it certain; then the lower bound takes the largest share of
 * disagreement that still gives none in so many units with probability (1 - level) / 2.
 *
 * @param a labels of the first by unit; null = not answered
 * @param b labels of the second, in the same order
 * @returns bounds -1..1 when nothing can be said
 * Sources: J. Cohen, Educational and Psychological Measurement 20 (1960), 37-46; J. L. Fleiss, J. Cohen, B. S. Everitt,
 * Psychological Bulletin 72 (1969), 323-327, for the variance.
 * @example cohenKappa(['a', 'a', 'b', 'b'], ['a', 'b', 'b', 'b']).kappa // 0.5
 */
export function cohenKappa(a: readonly (string | null)[], b: readonly (string | null)[], level = 0.95): Kappa {
  const { cells, first, second, units } = crossTable(a, b)
  let [agreeing, chance] = [0, 0]
  for (const [label, count] of first) {
    agreeing += cells.get(label)?.get(label) ?? 0
    chance += (count * (second.get(label) ?? 0)) / units ** 2
  }
  const agreement = agreeing / units
  const kappa = chance < 1 ? (agreement - chance) / (1 - chance) : Number.NaN
  const said = { kappa, units, agreement }
  if (Number.isNaN(kappa)) return { ...said, low: -1, high: 1 }
  if (agreeing === units) {
    const most = 1 - ((1 - level) / 2) ** (1 / units)
    return { ...said, low: Math.max(-1, 1 - most / (1 - chance)), high: 1 }
  }
  let variance = -((kappa - chance * (1 - kappa)) ** 2)
  for (const [one, row] of cells) {
    for (const [other, count] of row) {
      const habits = ((second.get(one) ?? 0) + (first.get(other) ?? 0)) / units
      const part = one === other ? 1 - habits * (1 - kappa) : habits * (1 - kappa)
      variance += (count / units) * part * part
    }
  }
  const error = Math.sqrt(Math.max(0, variance) / units) / (1 - chance)
  const half = normalQuantile((1 + level) / 2) * error
  return { ...said, low: Math.max(-1, kappa - half), high: Math.min(1, kappa + half) }
}

interface CrossTable {
  /** First's label -> second's label -> units. */
  readonly cells: Map<string, Map<string, number>>
  readonly first: Map<string, number>
  readonly second: Map<string, number>
  readonly units: number
}

function crossTable(a: readonly (string | null)[], b: readonly (string | null)[]): CrossTable {
  const table = { cells: new Map<string, Map<string, number>>(), first: new Map(), second: new Map(), units: 0 }
  a.forEach((one, i) => {
    const other = b[i] ?? null
    if (one === null || other === null) return
    const row = table.cells.get(one) ?? new Map<string, number>()
    table.cells.set(one, row)
    count(row, other)
    count(table.first, one)
    count(table.second, other)
    table.units++
  })
  return table
}

const count = (counts: Map<string, number>, label: string) => counts.set(label, (counts.get(label) ?? 0) + 1)
