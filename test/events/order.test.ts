import { expect, test } from 'vitest'
import { compareCodePoints } from '../../src/events/order.ts'

test.each([
  { name: 'equal', a: 'a😀', b: 'a😀', sign: 0 },
  { name: 'a prefix comes first', a: 'a', b: 'a😀', sign: -1 },
  { name: 'a pair comes after U+FFFF', a: '\uffff', b: '😀', sign: -1 },
  { name: 'a pair comes after U+E000', a: '\ue000', b: '𐀀', sign: -1 },
  { name: 'pairs that differ in the second half', a: '😀', b: '😁', sign: -1 },
  { name: 'a lone surrogate is a code point below U+E000', a: '\ud83d', b: '\ue000', sign: -1 },
  { name: 'a lone high surrogate comes before its pair', a: '\ud83d￮', b: '😀', sign: -1 },
  { name: 'lone high before lone low', a: '\ud83d\ud83d', b: '\ud83d', sign: 1 },
])('code point order: $name', ({ a, b, sign }) => {
  expect(Math.sign(compareCodePoints(a, b))).toBe(sign)
  expect(Math.sign(compareCodePoints(b, a))).toBe(-sign + 0)
})
