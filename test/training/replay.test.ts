import { expect, test } from 'vitest'
import { withReplay } from '../../src/training/replay.ts'
import { candidate } from './labelled.ts'

const many = (label: string, n: number) =>
  Array.from({ length: n }, (_, i) => candidate({ label, textId: `${label}-${i}` }))
const isOld = ({ textId }: { textId: string }) => !textId.startsWith('new')
const counts = (items: readonly { label: string }[]) =>
  Object.fromEntries([...Map.groupBy(items, (item) => item.label)].map(([label, group]) => [label, group.length]))

test('within the limit everything stays', () => {
  const all = [...many('a', 30), ...many('new', 5)]
  expect(withReplay(all, isOld, 30)).toEqual(all)
})

test('above it old labels shrink in proportion, rare ones keep their floor, new ones stay', () => {
  const kept = withReplay(
    [...many('a', 300), ...many('b', 100), ...many('rare', 5), ...many('new', 50)],
    isOld,
    200,
    20,
  )
  expect(counts(kept)).toEqual({ a: 148, b: 49, rare: 5, new: 50 })
})

test('what is kept stands for what is left out', () => {
  const kept = withReplay(many('a', 300), isOld, 100)
  expect(kept.reduce((sum, each) => sum + each.weight, 0)).toBeCloseTo(300, 9)
})

test('the choice does not depend on the order', () => {
  const all = many('a', 100)
  const names = (items: readonly { textId: string }[]) => items.map((item) => item.textId).sort()
  expect(names(withReplay([...all].reverse(), isOld, 40))).toEqual(names(withReplay(all, isOld, 40)))
})
