import { expect, test } from 'vitest'
import { DisjointSets } from '../../src/stats/disjoint-sets.ts'

test('what is joined, directly or through others, has one root; what is not has its own', () => {
  const sets = new DisjointSets<string>()
  for (const [a, b] of ['ab', 'cd', 'bc', 'xy', 'ad', 'zz']) sets.join(a!, b!)
  expect(new Set([...'abcd'].map((each) => sets.root(each))).size).toBe(1)
  expect(sets.root('x')).toBe(sets.root('y'))
  expect(sets.root('x')).not.toBe(sets.root('a'))
  expect(sets.root('z')).toBe('z')
  expect(sets.root('unseen')).toBe('unseen')
})

test('the second one stands for both', () => {
  const sets = new DisjointSets<number>()
  for (const each of [5, 3, 9, 7]) sets.join(each, 1)
  expect([1, 3, 5, 7, 9].map((each) => sets.root(each))).toEqual([1, 1, 1, 1, 1])
})
