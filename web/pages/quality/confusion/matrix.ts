export interface Cell {
  readonly label: string
  readonly other: string
  readonly pairs: number
}

/** A confusion as a table: rows and columns in one order. */
export interface Matrix {
  readonly labels: readonly string[]
  readonly rows: readonly { readonly label: string; readonly cells: readonly Cell[]; readonly total: number }[]
  /** The largest count off the diagonal: the heat is measured by it, or the diagonal would outshine every mistake. */
  readonly worst: number
}

/** @param most labels are shown, those that come first; a label without a row of its own is left out of the columns as well */
export function matrixOf(labels: readonly string[], cells: readonly Cell[], most: number): Matrix {
  const shown = labels.slice(0, most)
  const counts = new Map(cells.map((cell) => [JSON.stringify([cell.label, cell.other]), cell.pairs]))
  const rows = shown.map((label) => {
    const own = shown.map((other) => ({ label, other, pairs: counts.get(JSON.stringify([label, other])) ?? 0 }))
    return { label, cells: own, total: own.reduce((sum, cell) => sum + cell.pairs, 0) }
  })
  const off = rows.flatMap((row) => row.cells).filter(({ label, other }) => label !== other)
  return { labels: shown, rows, worst: Math.max(0, ...off.map(({ pairs }) => pairs)) }
}

/** Strength of a cell's colour in percent: mistakes by the worst mistake, agreement faint. 0 = none. */
export function heatOf({ label, other, pairs }: Cell, worst: number): number {
  if (pairs === 0) return 0
  if (label === other) return 12
  return 12 + Math.round((33 * pairs) / Math.max(1, worst))
}
