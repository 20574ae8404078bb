import { buildVocabulary, type Vectors, vectorize } from './vocabulary.ts'

/**
 * TF-IDF vectors of some texts over the classifier's features, with frequencies counted over these and others.
 *
 * @param others texts that say how common a feature is
 */
export function vectorsAmong(texts: readonly string[], others: readonly string[]): Vectors {
  const all = [...others, ...texts]
  return vectorize(texts, buildVocabulary(all, all.length >= 200 ? 2 : 1))
}

/** Cosines between all pairs of vectors of length 1: a symmetric n x n matrix, row by row. */
export function cosineMatrix({ starts, rows, values }: Vectors): Float32Array {
  const n = starts.length - 1
  const end = starts[n]!
  const width = rows.subarray(0, end).reduce((most, row) => Math.max(most, row), -1) + 1
  const dense = new Float32Array(width)
  const cosines = new Float32Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = starts[i]!; j < starts[i + 1]!; j++) dense[rows[j]!] = values[j]!
    for (let k = i; k < n; k++) {
      let sum = 0
      for (let j = starts[k]!; j < starts[k + 1]!; j++) sum += values[j]! * dense[rows[j]!]!
      cosines[i * n + k] = sum
      cosines[k * n + i] = sum
    }
    for (let j = starts[i]!; j < starts[i + 1]!; j++) dense[rows[j]!] = 0
  }
  return cosines
}
