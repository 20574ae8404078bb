import { describe, expect, test } from 'vitest'
import { type AnnotatorAnswer, dawidSkene } from '../../src/stats/dawid-skene.ts'
import { randomFrom, shuffle } from '../../src/stats/random.ts'
import { expectRelative } from './reference-table.ts'
import agreement from './references/agreement.json' with { type: 'json' }

type Row = [string[][], number, number, number, number[][], number[][][], number[]]
const answersOf = (rows: string[][]): AnnotatorAnswer[] =>
  rows.map(([item, annotator, label]) => ({ item: item!, annotator: annotator!, label: label! }))

test.each(agreement.dawidSkene as Row[])(
  'by the book, %#',
  (rows, trust, smoothing, iterations, posterior, confusion, priors) => {
    const found = dawidSkene(answersOf(rows), { trust, smoothing, iterations, tolerance: 0 })
    const pairs: [readonly (readonly number[])[], number[][]][] = [
      [[...found.posterior.values()], posterior],
      [[...found.confusion.values()].flat(), confusion.flat()],
      [[found.priors], [priors]],
    ]
    for (const [computed, expected] of pairs) {
      expect(computed).toHaveLength(expected.length)
      computed.forEach((row, i) => {
        row.forEach((value, k) => {
          expectRelative(value, expected[i]![k])
        })
      })
    }
  },
)

test('no answers, no items', () =>
  expect(dawidSkene([])).toMatchObject({ labels: [], priors: [], posterior: new Map() }))

test('one answer decides, but not for certain', () => {
  const { labels, posterior } = dawidSkene([
    { item: '1', annotator: 'x', label: 'a' },
    { item: '2', annotator: 'x', label: 'b' },
  ])
  expect(labels).toEqual(['a', 'b'])
  expect(posterior.get('1')![0]).toBeGreaterThan(0.6)
  expect(posterior.get('1')![0]).toBeLessThan(0.95)
})

test('a single label is certain', () =>
  expect(dawidSkene([{ item: '1', annotator: 'x', label: 'a' }]).posterior.get('1')).toEqual([1]))

describe('a good annotator among bad ones', () => {
  const random = randomFrom('crowd')
  const items = Array.from({ length: 400 }, (_, i) => ({ item: `i${i}`, truth: random() < 0.5 ? 'a' : 'b' }))
  const errors = { good: 0.03, fair: 0.2, bad: 0.4, worse: 0.45, worst: 0.49 }
  const answers = items.flatMap(({ item, truth }) =>
    Object.entries(errors).map(([annotator, error]) => ({
      item,
      annotator,
      label: random() < error ? (truth === 'a' ? 'b' : 'a') : truth,
    })),
  )
  const { labels, posterior, accuracy, converged } = dawidSkene(answers, { iterations: 500 })

  test('the three bad ones are outvoted', () => {
    const right = items.filter(({ item, truth }) => posterior.get(item)![labels.indexOf(truth)]! > 0.5)
    expect(right.length / items.length).toBeGreaterThan(0.93)
    expect(converged).toBe(true)
  })

  test('everybody is known for what he is', () => {
    for (const [annotator, error] of Object.entries(errors))
      expect(Math.abs(accuracy.get(annotator)! - (1 - error))).toBeLessThan(0.08)
  })

  test('the order of the answers does not matter, to the last bit', () =>
    expect(dawidSkene(shuffle([...answers], random), { iterations: 500 }).posterior).toEqual(posterior))
})
