import { expect, test } from 'vitest'
import { confusedUnits, confusionOf } from '../../src/labels/confusion.ts'
import { given, sample, turn } from './reviewed-samples.ts'

const says = (annotator: string, intent: string) => given(annotator, { turns: [turn('r', { intent })] })
const samples = [
  sample('s1', says('ann', 'price'), says('bo', 'stock')),
  sample('s2', says('ann', 'price'), says('bo', 'price')),
  sample('s3', says('bo', 'price'), says('cy', 'stock')),
  sample('s4', says('ann', 'price')),
  sample('s5', says('ann', 'price'), given('bo', { purpose: 'gold', turns: [turn('r', { intent: 'stock' })] })),
]
const everybody = { task: 'intent', annotator: null, beside: null } as const

test('everybody with everybody: each pair in both directions, what one person judged is left out, checks too', () => {
  const { labels, cells, units, pairs } = confusionOf(samples, everybody)
  expect(labels).toEqual(['price', 'stock'])
  expect([units, pairs]).toEqual([3, 6])
  expect(cells).toEqual([
    { label: 'price', other: 'stock', pairs: 2 },
    { label: 'stock', other: 'price', pairs: 2 },
    { label: 'price', other: 'price', pairs: 2 },
  ])
})

test('one person beside another: rows are the first’s, columns the second’s', () => {
  const query = { ...everybody, annotator: 'bo', beside: 'ann' }
  expect(confusionOf(samples, query).cells).toEqual([
    { label: 'stock', other: 'price', pairs: 1 },
    { label: 'price', other: 'price', pairs: 1 },
  ])
})

test('a cell leads to the items behind it, with all that was said', () => {
  const query = { ...everybody, annotator: 'bo' }
  const found = confusedUnits(samples, query, { label: 'price', other: 'stock' })
  expect(found.map(({ sampleId, turnId }) => [sampleId, turnId])).toEqual([['s3', 'r']])
  expect(found[0]!.choices.map(({ annotator, choice }) => [annotator, choice])).toEqual([
    ['bo', 'price'],
    ['cy', 'stock'],
  ])
  expect(confusedUnits(samples, query, { label: 'stock', other: 'stock' })).toEqual([])
})

test('a verdict is about the conversation, and names no turn', () => {
  const verdicts = [sample('s', given('ann', { atFault: true }), given('bo'))]
  const query = { task: 'at_fault', annotator: null, beside: null } as const
  expect(confusedUnits(verdicts, query, { label: 'true', other: 'false' })).toMatchObject([{ turnId: null }])
})
