import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commandOf, KEYS, type KeyPress, type Mode } from '../../../web/pages/annotate/keys.ts'

const press = (key: string, over: Partial<KeyPress> = {}): KeyPress => ({
  ...{ key, ctrl: false, meta: false, alt: false, repeat: false, composing: false, place: 'page' as const },
  ...over,
})
const MODES: readonly Mode[] = ['form', 'texts', 'conflict', 'help', 'wait']
const anyKey = fc.oneof(fc.constantFrom(...KEYS.flatMap(({ keys }) => keys)), fc.string({ minLength: 1, maxLength: 2 }))
const anyPress: fc.Arbitrary<KeyPress> = fc.record({
  key: anyKey,
  ctrl: fc.boolean(),
  meta: fc.boolean(),
  alt: fc.boolean(),
  repeat: fc.boolean(),
  composing: fc.boolean(),
  place: fc.constantFrom('text' as const, 'control' as const, 'page' as const),
})

describe('keys', () => {
  test('while an input method composes no key means anything', () => {
    fc.assert(
      fc.property(anyPress, fc.constantFrom(...MODES), (each, mode) => {
        expect(commandOf({ ...each, composing: true }, mode)).toBeNull()
      }),
    )
  })

  test('in a text field only Ctrl or Cmd with Enter does', () => {
    fc.assert(
      fc.property(anyPress, fc.constantFrom(...MODES), (each, mode) => {
        const command = commandOf({ ...each, place: 'text' }, mode)
        if (command !== null) expect([command.do, each.key, each.ctrl || each.meta]).toEqual(['submit', 'Enter', true])
      }),
    )
    expect(commandOf(press('Enter', { meta: true, place: 'text' }), 'form')).toEqual({ do: 'submit' })
    expect(commandOf(press('z', { ctrl: true, place: 'text' }), 'form')).toBeNull()
  })

  test('no two rows of the table want the same key', () => {
    for (const mode of MODES) {
      const taken = KEYS.filter(({ modes }) => modes.includes(mode)).flatMap(({ keys }) => keys)
      expect(taken.filter((key, i) => taken.indexOf(key) !== i)).toEqual([])
    }
  })

  test('what the browser owns stays with it: Ctrl with a letter, menus and their arrows, a held Enter', () => {
    expect(commandOf(press('s', { ctrl: true }), 'form')).toBeNull()
    expect(commandOf(press('r', { meta: true }), 'form')).toBeNull()
    expect(commandOf(press('ArrowDown', { place: 'control' }), 'form')).toBeNull()
    expect(commandOf(press('ArrowDown'), 'form')).toEqual({ do: 'field', step: 1 })
    expect(commandOf(press('Enter', { ctrl: true, repeat: true }), 'form')).toBeNull()
    expect(commandOf(press('Enter'), 'form')).toBeNull()
    expect(commandOf(press('1', { repeat: true }), 'form')).toBeNull()
  })

  test('undo with and without Ctrl, also when nothing is open', () => {
    for (const mode of ['form', 'wait'] as const) {
      expect(commandOf(press('z'), mode)).toEqual({ do: 'undo' })
      expect(commandOf(press('z', { meta: true }), mode)).toEqual({ do: 'undo' })
    }
    expect(commandOf(press('z'), 'conflict')).toBeNull()
  })
})
