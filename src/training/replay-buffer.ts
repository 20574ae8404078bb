import { hashUnit } from '../stats/random.ts'

/** How a buffer is filled: every label alike, or every row alike. */
export const REPLAY_PICKS = ['balanced', 'reservoir'] as const
export type ReplayPick = (typeof REPLAY_PICKS)[number]

/** What a buffer may hold: a row with its name, its label, and how many rows it stands for (default 1). */
export interface BufferRow {
  readonly id: string
  readonly label: string
  readonly weight?: number
}

/**
 * A part of past rows that stands for all of them.
 *
 * `balanced`: every label the same number, or all it has, so that rare ones are not lost. `reservoir`: every row the same
 * chance (that of its weight). Which rows of a label is decided by a hash of their names, the lowest ones: that is a
 * random choice, the same in every run, and a buffer that is made of an earlier one and what came since holds what it
 * would have held if it had seen all at once (as long as no label's part grows).
 *
 * @param size most rows to keep
 * @returns in the order given; the weights of a label's rows add up to what they were before
 * Source: J. Vitter, Random Sampling with a Reservoir, ACM TOMS 11 (1985); by keys as in Efraimidis and Spirakis (2006).
 */
export function replayBuffer<R extends BufferRow>(
  rows: readonly R[],
  size: number,
  pick: ReplayPick,
): (R & { weight: number })[] {
  const groups = Map.groupBy(rows, (row) => row.label)
  const kept = pick === 'balanced' ? balanced(groups, size) : new Set(lowest(rows, size))
  const factors = new Map(
    [...groups].map(([label, group]) => {
      const inside = total(group.filter((row) => kept.has(row)))
      return [label, inside === 0 ? 0 : total(group) / inside]
    }),
  )
  return rows.flatMap((row) => (kept.has(row) ? [{ ...row, weight: weightOf(row) * factors.get(row.label)! }] : []))
}

/** Smallest labels first, so that what they leave free is shared by the others. */
function balanced<R extends BufferRow>(groups: ReadonlyMap<string, readonly R[]>, size: number): Set<R> {
  const bySize = [...groups.values()].sort((a, b) => a.length - b.length || (a[0]!.label < b[0]!.label ? -1 : 1))
  const kept = new Set<R>()
  let free = size
  bySize.forEach((group, i) => {
    const quota = Math.min(group.length, Math.max(1, Math.floor(free / (bySize.length - i))))
    free -= quota
    for (const row of lowest(group, quota)) kept.add(row)
  })
  return kept
}

/** Rows with the lowest keys; a row that stands for many has as many chances. */
function lowest<R extends BufferRow>(rows: readonly R[], count: number): R[] {
  return rows
    .map((row) => ({ row, at: -Math.log(1 - hashUnit('replay', row.id)) / weightOf(row) }))
    .sort((a, b) => a.at - b.at || (a.row.id < b.row.id ? -1 : 1))
    .slice(0, count)
    .map(({ row }) => row)
}

const weightOf = (row: BufferRow): number => row.weight ?? 1
const total = (rows: readonly BufferRow[]): number => rows.reduce((sum, row) => sum + weightOf(row), 0)
