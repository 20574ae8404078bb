import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { averageLinkage } from '../../src/stats/average-linkage.ts'

/** The definition, step by step: joins the two most alike clusters until none are alike enough. */
function slowly(similarity: Float32Array, n: number, cut: number): number[][] {
  let clusters = Array.from({ length: n }, (_, i) => [i])
  const mean = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, i) => sum + b.reduce((inner, k) => inner + similarity[i * n + k]!, 0), 0) / (a.length * b.length)
  for (;;) {
    let [best, most] = [[-1, -1], cut - 1e-9]
    for (let i = 0; i < clusters.length; i++) {
      for (let k = 0; k < i; k++) {
        const likeness = mean(clusters[i]!, clusters[k]!)
        if (likeness > most) [best, most] = [[i, k], likeness]
      }
    }
    const [i, k] = best as [number, number]
    if (i < 0) return clusters.map((each) => each.sort((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!)
    const joined = [...clusters[i]!, ...clusters[k]!]
    clusters = [...clusters.filter((_, at) => at !== i && at !== k), joined]
  }
}

test.each([
  { n: 0, cut: 0.5, clusters: [] },
  { n: 1, cut: 0.5, clusters: [[0]] },
])('$n rows', ({ n, cut, clusters }) => {
  expect(averageLinkage(new Float32Array(n * n).fill(1), n, cut)).toEqual(clusters)
})

property.prop([
  fc.integer({ min: 2, max: 9 }),
  fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 45, maxLength: 45 }),
  fc.double({ min: 0.2, max: 0.8, noNaN: true }),
])('joins what the definition joins', (n, drawn, cut) => {
  const similarity = new Float32Array(n * n)
  let at = 0
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const value = (drawn[at]! + at / 100) / 10_001 // no two alike
      at++
      similarity[i * n + k] = value
      similarity[k * n + i] = value
    }
  }
  expect(averageLinkage(similarity.slice(), n, cut)).toEqual(slowly(similarity, n, cut))
})
