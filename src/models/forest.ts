/** Trees for scoring alone, one after another in typed arrays; a leaf has column -1 and its value, others their children. */
export interface Forest {
  readonly base: number
  /** First node of each tree. */
  readonly roots: Uint32Array
  readonly columns: Int16Array
  /** Values up to this go left. */
  readonly cuts: Float64Array
  readonly left: Uint32Array
  readonly right: Uint32Array
  readonly values: Float64Array
}

/** Log odds: base + the value of each tree's leaf. Every input must be known. */
export function forestLogit(
  { base, roots, columns, cuts, left, right, values }: Forest,
  inputs: readonly number[],
): number {
  let sum = base
  for (let tree = 0; tree < roots.length; tree++) {
    let node = roots[tree]!
    for (let column = columns[node]!; column >= 0; column = columns[node]!)
      node = inputs[column]! <= cuts[node]! ? left[node]! : right[node]!
    sum += values[node]!
  }
  return sum
}
