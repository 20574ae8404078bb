import { expect, test } from 'vitest'
import { actOf, type Key } from '../../../web/pages/quality/conflicts/keys.ts'

const key = (name: string, over: Partial<Key> = {}): Key => ({
  ...{ key: name, keyCode: 0, ctrlKey: false, metaKey: false, altKey: false, isComposing: false },
  ...over,
})

test('digits take an answer, j and k move, Ctrl or Cmd with Enter decides', () => {
  expect(actOf(key('1'), false)).toEqual({ kind: 'take', answer: 0 })
  expect(actOf(key('9'), false)).toEqual({ kind: 'take', answer: 8 })
  expect(actOf(key('0'), false)).toBeNull()
  expect(actOf(key('j'), false)).toEqual({ kind: 'move', by: 1 })
  expect(actOf(key('k'), false)).toEqual({ kind: 'move', by: -1 })
  expect(actOf(key('Enter', { ctrlKey: true }), false)).toEqual({ kind: 'decide' })
  expect(actOf(key('Enter', { metaKey: true }), true)).toEqual({ kind: 'decide' })
})

test('while somebody types, digits and letters are text', () => {
  expect(actOf(key('1'), true)).toBeNull()
  expect(actOf(key('j'), true)).toBeNull()
  expect(actOf(key('Enter'), true)).toBeNull()
})

test('no key does anything while an input method composes, nor with other modifiers', () => {
  expect(actOf(key('1', { isComposing: true }), false)).toBeNull()
  expect(actOf(key('Enter', { ctrlKey: true, keyCode: 229 }), true)).toBeNull()
  expect(actOf(key('1', { ctrlKey: true }), false)).toBeNull()
  expect(actOf(key('1', { altKey: true }), false)).toBeNull()
})
