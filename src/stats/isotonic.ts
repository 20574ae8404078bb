/** One step of a rising step function. */
export interface IsotonicBlock {
  /** Least and greatest place of its points. */
  readonly from: number
  readonly to: number
  readonly successes: number
  readonly points: number
}

/**
 * The rising step function that is nearest to outcomes in the sense of least squares: pool adjacent violators.
 *
 * @param points in any order
 * @returns blocks in order of place, with rising rates; points of one place lie in one block
 * Source: M. Ayer et al., Ann. Math. Statist. 26 (1955), 641-647; for calibration B. Zadrozny, C. Elkan, KDD 2002.
 */
export function isotonicBlocks(points: readonly { readonly x: number; readonly right: number }[]): IsotonicBlock[] {
  const blocks: { from: number; to: number; successes: number; points: number }[] = []
  for (const { x, right } of [...points].sort((a, b) => a.x - b.x)) {
    blocks.push({ from: x, to: x, successes: right, points: 1 })
    for (;;) {
      const [before, last] = [blocks.at(-2), blocks.at(-1)!]
      if (before === undefined) break
      const rises = before.successes * last.points < last.successes * before.points
      if (rises && before.to < last.from) break
      before.to = last.to
      before.successes += last.successes
      before.points += last.points
      blocks.pop()
    }
  }
  return blocks
}
