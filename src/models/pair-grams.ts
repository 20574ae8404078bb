/** Grams of one kind of two texts: in both, in the first alone, in the second alone. */
export interface SharedGrams {
  readonly both: readonly number[]
  readonly first: readonly number[]
  readonly second: readonly number[]
}

/** @param a @param b distinct, ascending */
export function compareGrams(a: Uint32Array, b: Uint32Array): SharedGrams {
  const both: number[] = []
  const first: number[] = []
  const second: number[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const [x, y] = [a[i]!, b[j]!]
    if (x === y) {
      both.push(x)
      i++
      j++
    } else if (x < y) {
      first.push(x)
      i++
    } else {
      second.push(y)
      j++
    }
  }
  while (i < a.length) first.push(a[i++]!)
  while (j < b.length) second.push(b[j++]!)
  return { both, first, second }
}
