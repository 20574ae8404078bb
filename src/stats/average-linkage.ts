/**
 * Hierarchical clustering by average linkage, stopped where the mean similarity between any two clusters is below `cut`.
 *
 * @param similarity symmetric n x n matrix, row by row; it is used up
 * @returns clusters as lists of row numbers, each in rising order, in order of their first row
 * Method: nearest-neighbour chain, O(n^2) time. Sources: R. Sokal, C. Michener 1958 (UPGMA); F. Murtagh, Computer Journal
 * 26 (1983), 354-359.
 */
export function averageLinkage(similarity: Float32Array, n: number, cut: number): number[][] {
  const members: number[][] = Array.from({ length: n }, (_, i) => [i])
  const alive = new Uint8Array(n).fill(1)
  const chain: number[] = []
  const done: number[][] = []
  for (let left = n; left > 0; ) {
    if (chain.length === 0) chain.push(alive.indexOf(1))
    const last = chain.at(-1)!
    const before = chain.at(-2)
    const next = nearest(similarity, n, alive, last, before)
    if (next < 0 || similarity[last * n + next]! < cut) {
      done.push(members[last]!)
      alive[last] = 0
      left--
      chain.pop()
    } else if (next === before) {
      chain.length -= 2
      join(similarity, n, alive, members, before, last)
      left--
    } else chain.push(next)
  }
  return done.map((each) => each.sort((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!)
}

/** The most similar living cluster; of equals the one that the chain came from, so that it ends. */
function nearest(
  similarity: Float32Array,
  n: number,
  alive: Uint8Array,
  from: number,
  before: number | undefined,
): number {
  let best = before ?? -1
  let most = before === undefined ? Number.NEGATIVE_INFINITY : similarity[from * n + before]!
  for (let i = 0; i < n; i++) {
    if (alive[i] === 0 || i === from || similarity[from * n + i]! <= most) continue
    most = similarity[from * n + i]!
    best = i
  }
  return best
}

/** `second` becomes part of `first`. */
function join(
  similarity: Float32Array,
  n: number,
  alive: Uint8Array,
  members: number[][],
  first: number,
  second: number,
): void {
  const [a, b] = [members[first]!.length, members[second]!.length]
  for (let i = 0; i < n; i++) {
    if (alive[i] === 0 || i === first || i === second) continue
    const mean = (similarity[first * n + i]! * a + similarity[second * n + i]! * b) / (a + b)
    similarity[first * n + i] = mean
    similarity[i * n + first] = mean
  }
  members[first]!.push(...members[second]!)
  alive[second] = 0
}
