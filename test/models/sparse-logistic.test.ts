import { describe, expect, test } from 'vitest'
import { logCountRatios } from '../../src/models/log-count-ratios.ts'
import { fitSparseLogistic } from '../../src/models/sparse-logistic.ts'
import type { Vectors } from '../../src/models/vocabulary.ts'
import references from '../stats/references/models.json' with { type: 'json' }

/** A dense table as sparse rows. */
export function sparse(table: readonly (readonly number[])[]): Vectors {
  const starts = [0]
  const [rows, values]: [number[], number[]] = [[], []]
  for (const row of table) {
    row.forEach((value, column) => {
      if (value === 0) return
      rows.push(column)
      values.push(value)
    })
    starts.push(rows.length)
  }
  return { starts: Int32Array.from(starts), rows: Int32Array.from(rows), values: Float32Array.from(values) }
}

const allOf = (list: readonly unknown[]) => Int32Array.from(list.keys())

describe('ridge logistic regression on sparse columns', () => {
  test.each(references.ridge)('is that of scikit-learn at a penalty of $l2', ({ x, y, w, l2, weights, intercept }) => {
    const problem = { vectors: sparse(x), columns: weights.length, outcomes: y, weights: w }
    const model = fitSparseLogistic(problem, allOf(y), l2, 1e-9)
    expect(model.intercept).toBeCloseTo(intercept, 5)
    for (const [k, weight] of weights.entries()) expect(model.weights[k]).toBeCloseTo(weight, 5)
  })

  test.each([0, 1])('stays finite where only outcome %i came', (outcome) => {
    const y = [outcome, outcome, outcome]
    const problem = { vectors: sparse([[1], [0], [2]]), columns: 1, outcomes: y, weights: [1, 1, 1] }
    const { intercept, weights } = fitSparseLogistic(problem, allOf(y), 1)
    expect(Number.isFinite(intercept) && Number.isFinite(weights[0])).toBe(true)
    expect(Math.sign(intercept)).toBe(outcome === 1 ? 1 : -1)
  })

  test('vectors that were not chosen play no part', () => {
    const problem = { vectors: sparse([[1], [-1], [9]]), columns: 1, outcomes: [1, 0, 0], weights: [1, 1, 1] }
    const { weights } = fitSparseLogistic(problem, Int32Array.of(0, 1), 1)
    expect(weights[0]).toBeGreaterThan(0)
  })
})

test.each(references.shares)('log-count ratios are those of a Bernoulli naive Bayes', ({ x, y, w, ratios }) => {
  const found = logCountRatios({ vectors: sparse(x), columns: ratios.length, outcomes: y, weights: w }, 0, allOf(y), 1)
  for (const [k, ratio] of ratios.entries()) expect(found[k]).toBeCloseTo(ratio, 9)
})

test('columns of numbers keep the factor 1', () => {
  const problem = {
    vectors: sparse([
      [1, 1],
      [2, 0],
    ]),
    columns: 2,
    outcomes: [1, 0],
    weights: [1, 1],
  }
  const factors = logCountRatios(problem, 1, Int32Array.of(0, 1), 0.5)
  expect(factors[0]).toBe(1)
  expect(factors[1]).toBeCloseTo(Math.sqrt(Math.log(2)), 9)
})
