import { describe, expect, test } from 'vitest'
import { binned, codeOf, cutsOf } from '../../src/models/bins.ts'
import { BOOST_SETTINGS, boostLogit, boostPushes, fitBoost } from '../../src/models/boost.ts'
import { sigmoid } from '../../src/models/logistic.ts'
import { growTree, treeValue } from '../../src/models/tree.ts'
import { areaUnderCurve } from '../../src/stats/auc.ts'
import { randomFrom } from '../../src/stats/random.ts'
import references from '../stats/references/models.json' with { type: 'json' }

const columnsFrom = (rows: readonly (readonly (number | null)[])[]) =>
  rows[0]!.map((_, k) => Float64Array.from(rows, (row) => row[k] ?? Number.NaN))

describe('a tree by histograms', () => {
  test.each(references.boosted)(
    'fifteen of depth $depth are those of scikit-learn',
    ({ x, y, depth, rounds, rate, l2, scores }) => {
      const columns = columnsFrom(x)
      const data = binned(columns, columns.map(cutsOf))
      const all = Int32Array.from(y.keys())
      const share = y.reduce((sum, outcome) => sum + outcome, 0) / y.length
      const odds = new Float64Array(y.length).fill(Math.log(share / (1 - share)))
      for (let round = 0; round < rounds; round++) {
        const p = odds.map(sigmoid)
        const gradients = p.map((value, i) => value - y[i]!)
        const curvatures = p.map((value) => value * (1 - value))
        const settings = { depth, leastCurvature: 1e-3, l2, columnShare: 1 }
        const tree = growTree(data, gradients, curvatures, all.slice(), settings, randomFrom('any'))
        for (const i of all)
          odds[i]! +=
            rate *
            treeValue(
              tree,
              columns.map((column) => column[i]!),
            )
      }
      scores.forEach((score, i) => {
        expect(odds[i]).toBeCloseTo(score, 4)
      })
    },
  )

  test('values that are not known go where they fit', () => {
    const column = Float64Array.from([1, 1, 2, 2, Number.NaN, Number.NaN])
    const data = binned([column], [cutsOf(column)])
    const [gradients, curvatures] = [Float64Array.of(1, 1, -1, -1, 1, 1), new Float64Array(6).fill(1)]
    const settings = { depth: 1, leastCurvature: 0.1, l2: 0, columnShare: 1 }
    const tree = growTree(data, gradients, curvatures, Int32Array.of(0, 1, 2, 3, 4, 5), settings, randomFrom('any'))
    expect([1, 2, Number.NaN, -9, 9].map((value) => treeValue(tree, [value]))).toEqual([-1, 1, -1, -1, 1])
  })
})

describe('bins', () => {
  test('cut between few distinct values', () => expect([...cutsOf([3, 1, 2, 2, Number.NaN])]).toEqual([1.5, 2.5]))
  test('a constant has none', () => expect(cutsOf([5, 5, Number.NaN]).length).toBe(0))
  test('at most 63, and no value is torn apart', () => {
    const random = randomFrom('bins')
    const values = Float64Array.from({ length: 5000 }, () => (random() < 0.5 ? 7 : random() * 100))
    const cuts = cutsOf(values)
    expect(cuts.length).toBeLessThanOrEqual(63)
    expect(cuts.length).toBeGreaterThan(25)
    expect([...cuts]).toEqual([...new Set(cuts)].sort((a, b) => a - b))
    expect(cuts.includes(7)).toBe(false)
  })
  test('not known is code 0', () =>
    expect([Number.NaN, 0, 1, 1.5, 2].map((value) => codeOf(Float64Array.of(1, 1.5), value))).toEqual([0, 1, 1, 2, 3]))
})

describe('boosted trees', () => {
  const random = randomFrom('boost')
  const rows = Array.from({ length: 3000 }, () => [random(), random() < 0.1 ? Number.NaN : random(), random()])
  const chance = ([a, b]: number[]) => (a! > 0.5 === (b ?? 0) > 0.5 ? 0.8 : 0.2)
  const outcomes = rows.map((row) => Number(random() < chance(row)))
  const data = { columns: columnsFrom(rows), outcomes, weights: new Float64Array(3000).fill(1) }
  const inside = Int32Array.from({ length: 2000 }, (_, i) => i)
  const boost = fitBoost(data, inside, BOOST_SETTINGS, 's')

  test('find what no single column shows', () => {
    const scores = rows.slice(2000).map((row) => boostLogit(boost, row))
    const of = (outcome: number) => scores.filter((_, i) => outcomes[2000 + i] === outcome)
    expect(areaUnderCurve(of(1), of(0)).estimate).toBeGreaterThan(0.72)
  })

  test('are the same for the same seed, and others for another', () => {
    expect(fitBoost(data, inside, BOOST_SETTINGS, 's')).toEqual(boost)
    expect(fitBoost(data, inside, BOOST_SETTINGS, 't')).not.toEqual(boost)
  })

  test('pushes add up to the log odds less those of the roots', () => {
    const roots = boost.trees.reduce((sum, tree) => sum + tree.value[0]!, boost.base)
    for (const row of rows.slice(0, 20)) {
      const pushes = boostPushes(boost, row)
      expect(pushes.reduce((sum, push) => sum + push, roots)).toBeCloseTo(boostLogit(boost, row), 9)
    }
  })
})
