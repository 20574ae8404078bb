import { expect, test } from 'vitest'
import { addCluster, noClusters, rateMoments, ratioMoments } from '../../src/stats/moments.ts'
import { expectRelative } from './reference-table.ts'
import sequential from './references/sequential.json' with { type: 'json' }

const totalsOf = (sums: readonly number[], sizes: readonly number[]) =>
  sums.reduce((totals, sum, i) => addCluster(totals, sum, sizes[i]!), noClusters)

test.each(
  (sequential.ratioMoments as [number[], number[], number, number][]).map((row) => ({ clusters: row[0].length, row })),
)('ratio of totals of $clusters clusters', ({ row: [sums, sizes, mean, variance] }) => {
  const moments = ratioMoments(totalsOf(sums, sizes))
  expect(moments.n).toBe(sums.length)
  expectRelative(moments.mean, mean)
  expectRelative(moments.variance, variance)
})

test('nothing is known without clusters, and no noise from one', () => {
  expect(ratioMoments(noClusters)).toEqual({ n: 0, mean: Number.NaN, variance: Number.POSITIVE_INFINITY })
  expect(rateMoments(noClusters)).toMatchObject({ n: 0, mean: Number.NaN, effectiveSize: 0 })
  expect(ratioMoments(totalsOf([1], [2]))).toEqual({ n: 1, mean: 0.5, variance: Number.POSITIVE_INFINITY })
})

test('a cluster of size 0 changes nothing', () => expect(addCluster(noClusters, 0, 0)).toBe(noClusters))

test('a rate without a success is not certain: as if there had been one in n + 2', () => {
  const { mean, variance, effectiveSize } = rateMoments(totalsOf([0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1, 1]))
  expect(mean).toBe(0)
  expect(variance).toBeCloseTo(((10 / 9) * 9) / 100, 12)
  expect(effectiveSize).toBe(8)
})

test('with many users the two clusters more do not matter', () => {
  const totals = totalsOf(
    Array.from({ length: 5000 }, (_, i) => Number(i % 10 === 0)),
    new Array(5000).fill(1),
  )
  expect(rateMoments(totals).variance / ratioMoments(totals).variance).toBeCloseTo(1, 2)
})

test('users whose conversations go alike are worth about their number', () =>
  expect(rateMoments(totalsOf([4, 0, 4, 0, 0, 4], [4, 4, 4, 4, 4, 4])).effectiveSize).toBeLessThanOrEqual(7))
