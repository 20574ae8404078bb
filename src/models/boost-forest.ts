import type { Boost } from './boost.ts'
import type { Forest } from './forest.ts'

/** The trees as a forest for scoring; inputs that are not known have no way in it. */
export function forestOf({ base, trees }: Boost): Forest {
  const roots: number[] = []
  const [columns, cuts, values]: number[][] = [[], [], []]
  const [left, right]: number[][] = [[], []]
  for (const tree of trees) {
    const root = columns!.length
    roots.push(root)
    for (const [node, column] of tree.column.entries()) {
      columns!.push(column)
      cuts!.push(tree.cut[node]!)
      values!.push(tree.value[node]!)
      left!.push(column < 0 ? 0 : root + tree.left[node]!)
      right!.push(column < 0 ? 0 : root + tree.right[node]!)
    }
  }
  return {
    base,
    roots: Uint32Array.from(roots),
    columns: Int16Array.from(columns!),
    cuts: Float64Array.from(cuts!),
    left: Uint32Array.from(left!),
    right: Uint32Array.from(right!),
    values: Float64Array.from(values!),
  }
}
