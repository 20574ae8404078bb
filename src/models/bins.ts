/** Numbers cut into bins by quantiles: bin 0 = not known, bin b = above b - 1 cuts. */
export interface Binned {
  /** codes[column * count + example] */
  readonly codes: Uint8Array
  readonly count: number
  /** Of each column, ascending; a value on a cut lies below it. */
  readonly cuts: readonly Float64Array[]
}

const MOST_CUTS = 63

/** Cuts between neighbouring distinct values, at most 63 a column, at quantiles where there are more. */
export function cutsOf(values: ArrayLike<number>): Float64Array {
  const known = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort()
  const distinct = known.filter((value, i) => i === 0 || value !== known[i - 1])
  if (distinct.length <= MOST_CUTS + 1)
    return Float64Array.from({ length: Math.max(0, distinct.length - 1) }, (_, i) =>
      middle(distinct[i]!, distinct[i + 1]!),
    )
  const cuts: number[] = []
  for (let c = 1; c <= MOST_CUTS; c++) {
    const at = Math.floor((c * known.length) / (MOST_CUTS + 1))
    if (known[at]! === known[at - 1]!) {
      // A run of equal values ends at a cut only where the run ends, so that a value is never torn apart.
      if (cuts.at(-1) !== undefined && known[at]! < cuts.at(-1)!) continue
      const next = distinct[upperBound(distinct, known[at]!)]
      if (next !== undefined) push(cuts, middle(known[at]!, next))
    } else push(cuts, middle(known[at - 1]!, known[at]!))
  }
  return Float64Array.from(cuts)
}

/** @param columns one array of values per column, all of one length; NaN = not known */
export function binned(columns: readonly ArrayLike<number>[], cuts: readonly Float64Array[]): Binned {
  const count = columns[0]?.length ?? 0
  const codes = new Uint8Array(columns.length * count)
  columns.forEach((values, column) => {
    for (let i = 0; i < count; i++) codes[column * count + i] = codeOf(cuts[column]!, values[i]!)
  })
  return { codes, count, cuts }
}

export function codeOf(cuts: Float64Array, value: number): number {
  if (Number.isNaN(value)) return 0
  let low = 0
  let high = cuts.length
  while (low < high) {
    const at = (low + high) >> 1
    if (value > cuts[at]!) low = at + 1
    else high = at
  }
  return low + 1
}

function middle(a: number, b: number): number {
  const between = a + (b - a) / 2
  return between < b ? between : a
}

function push(cuts: number[], cut: number): void {
  const last = cuts.at(-1)
  if (last === undefined || cut > last) cuts.push(cut)
}

function upperBound(ascending: Float64Array, value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const at = (low + high) >> 1
    if (ascending[at]! <= value) low = at + 1
    else high = at
  }
  return low
}
