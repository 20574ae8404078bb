import type { Random } from '../stats/random.ts'
import type { Binned } from './bins.ts'

/** A regression tree; node 0 is the root, children of node n are left[n] and right[n], a leaf has column -1. Plain data. */
export interface Tree {
  readonly column: readonly number[]
  /** Values up to this go left. */
  readonly cut: readonly number[]
  readonly unknownLeft: readonly boolean[]
  readonly left: readonly number[]
  readonly right: readonly number[]
  /** What the tree would say if it ended here. */
  readonly value: readonly number[]
}

export interface TreeSettings {
  readonly depth: number
  /** Least sum of curvatures (weight times p(1 - p)) on each side of a split. */
  readonly leastCurvature: number
  /** Ridge penalty on leaf values. */
  readonly l2: number
  /** Share of the columns that each tree may look at. */
  readonly columnShare: number
}

interface Split {
  gain: number
  column: number
  code: number
  unknownLeft: boolean
}

interface Grown {
  column: number[]
  cut: number[]
  unknownLeft: boolean[]
  left: number[]
  right: number[]
  value: number[]
}

const LEAST_GAIN = 1e-6

/**
 * Grows one tree on gradients and curvatures by histograms, depth first.
 *
 * @param chosen examples to look at; reordered in place
 * Source: T. Chen, C. Guestrin, XGBoost, KDD 2016 (sections 2.2 and 3.4: gain, leaf value, learned default direction);
 * histograms and the subtraction of the sibling's as in G. Ke et al., LightGBM, NIPS 2017.
 */
export function growTree(
  data: Binned,
  gradients: Float64Array,
  curvatures: Float64Array,
  chosen: Int32Array,
  settings: TreeSettings,
  random: Random,
): Tree {
  return new Grower(data, gradients, curvatures, chosen, settings, random).run()
}

/** What the tree says of an example's values. */
export function treeValue(tree: Tree, values: ArrayLike<number>): number {
  let node = 0
  while (tree.column[node]! >= 0) node = childOf(tree, node, values[tree.column[node]!]!)
  return tree.value[node]!
}

export const childOf = (tree: Tree, node: number, value: number): number =>
  (Number.isNaN(value) ? tree.unknownLeft[node]! : value <= tree.cut[node]!) ? tree.left[node]! : tree.right[node]!

const BINS = 65

class Grower {
  readonly #data: Binned
  readonly #gradients: Float64Array
  readonly #curvatures: Float64Array
  readonly #chosen: Int32Array
  readonly #settings: TreeSettings
  readonly #columns: number[]
  readonly #spare: Int32Array
  readonly #tree: Grown = { column: [], cut: [], unknownLeft: [], left: [], right: [], value: [] }

  constructor(
    data: Binned,
    gradients: Float64Array,
    curvatures: Float64Array,
    chosen: Int32Array,
    settings: TreeSettings,
    random: Random,
  ) {
    this.#data = data
    this.#gradients = gradients
    this.#curvatures = curvatures
    this.#chosen = chosen
    this.#settings = settings
    this.#spare = new Int32Array(chosen.length)
    const open = data.cuts.flatMap((cuts, column) => (cuts.length > 0 || hasUnknown(data, column) ? [column] : []))
    const drawn = open.map((column) => ({ column, key: random() })).sort((a, b) => a.key - b.key)
    const count = Math.max(1, Math.ceil(settings.columnShare * open.length))
    this.#columns = drawn
      .slice(0, count)
      .map(({ column }) => column)
      .sort((a, b) => a - b)
  }

  run(): Tree {
    this.#grow(0, this.#chosen.length, 0, this.#histogram(0, this.#chosen.length))
    return this.#tree
  }

  /** Grows the node of chosen[from .. to) and returns its number. */
  #grow(from: number, to: number, depth: number, histogram: Float64Array): number {
    const tree = this.#tree
    const node = tree.column.length
    let gradient = 0
    let curvature = 0
    for (let c = from; c < to; c++) {
      gradient += this.#gradients[this.#chosen[c]!]!
      curvature += this.#curvatures[this.#chosen[c]!]!
    }
    tree.column.push(-1)
    tree.cut.push(0)
    tree.unknownLeft.push(false)
    tree.left.push(-1)
    tree.right.push(-1)
    tree.value.push(-gradient / (curvature + this.#settings.l2))
    if (depth === this.#settings.depth || curvature < 2 * this.#settings.leastCurvature) return node
    const split = this.#bestSplit(histogram, gradient, curvature)
    if (split === null) return node
    const middle = this.#partition(from, to, split)
    if (middle === from || middle === to) return node
    const cuts = this.#data.cuts[split.column]!
    tree.column[node] = split.column
    tree.cut[node] = split.code > cuts.length ? Number.MAX_VALUE : cuts[split.code - 1]!
    tree.unknownLeft[node] = split.unknownLeft
    if (depth + 1 === this.#settings.depth) {
      tree.left[node] = this.#grow(from, middle, depth + 1, histogram)
      tree.right[node] = this.#grow(middle, to, depth + 1, histogram)
      return node
    }
    const leftSmaller = middle - from <= to - middle
    const small = leftSmaller ? this.#histogram(from, middle) : this.#histogram(middle, to)
    for (let k = 0; k < histogram.length; k++) histogram[k]! -= small[k]!
    tree.left[node] = this.#grow(from, middle, depth + 1, leftSmaller ? small : histogram)
    tree.right[node] = this.#grow(middle, to, depth + 1, leftSmaller ? histogram : small)
    return node
  }

  /** Sums of gradients and curvatures by column and bin, side by side. */
  #histogram(from: number, to: number): Float64Array {
    const sums = new Float64Array(this.#columns.length * BINS * 2)
    const { codes, count } = this.#data
    for (let k = 0; k < this.#columns.length; k++) {
      const offset = this.#columns[k]! * count
      const base = k * BINS
      for (let c = from; c < to; c++) {
        const i = this.#chosen[c]!
        const at = 2 * (base + codes[offset + i]!)
        sums[at]! += this.#gradients[i]!
        sums[at + 1]! += this.#curvatures[i]!
      }
    }
    return sums
  }

  #bestSplit(histogram: Float64Array, gradient: number, curvature: number): Split | null {
    const { l2, leastCurvature } = this.#settings
    const whole = (gradient * gradient) / (curvature + l2)
    let best: Split | null = null
    for (let k = 0; k < this.#columns.length; k++) {
      const base = 2 * k * BINS
      const bins = this.#data.cuts[this.#columns[k]!]!.length + 1
      const unknownG = histogram[base]!
      const unknownH = histogram[base + 1]!
      let g = 0
      let h = 0
      for (let code = 1; code <= bins; code++) {
        g += histogram[base + 2 * code]!
        h += histogram[base + 2 * code + 1]!
        for (let side = 0; side < (unknownH > 0 ? 2 : 1); side++) {
          const leftG = side === 1 ? g + unknownG : g
          const leftH = side === 1 ? h + unknownH : h
          const rightH = curvature - leftH
          if (leftH < leastCurvature || rightH < leastCurvature) continue
          const rightG = gradient - leftG
          const gain = (leftG * leftG) / (leftH + l2) + (rightG * rightG) / (rightH + l2) - whole
          if (gain > (best?.gain ?? LEAST_GAIN))
            best = { gain, column: this.#columns[k]!, code, unknownLeft: side === 1 }
        }
      }
    }
    return best
  }

  /** Puts the left side first, both in their order; returns where the right one begins. */
  #partition(from: number, to: number, { column, code, unknownLeft }: Split): number {
    const { codes, count } = this.#data
    let left = from
    let right = 0
    for (let c = from; c < to; c++) {
      const i = this.#chosen[c]!
      const bin = codes[column * count + i]!
      if (bin === 0 ? unknownLeft : bin <= code) this.#chosen[left++] = i
      else this.#spare[right++] = i
    }
    this.#chosen.set(this.#spare.subarray(0, right), left)
    return left
  }
}

function hasUnknown({ codes, count }: Binned, column: number): boolean {
  for (let i = 0; i < count; i++) if (codes[column * count + i] === 0) return true
  return false
}
