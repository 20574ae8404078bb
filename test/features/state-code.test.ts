import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LoopError } from '../../src/errors/loop-error.ts'
import { ByteReader, ByteWriter } from '../../src/features/bytes.ts'
import { defaultConfig } from '../../src/features/config.ts'
import { decode, encode, fold, newConversation } from '../../src/features/conversation.ts'
import { readId, skipId, writeId } from '../../src/features/id-code.ts'
import { Texts } from '../../src/features/texts.ts'
import { arbitraryEvents } from './arbitrary-events.ts'
import { replies, says } from './events.ts'
import { stateOf } from './judge.ts'

const codeOf = (work: () => unknown): string | null => {
  try {
    work()
    return null
  } catch (error) {
    return error instanceof LoopError ? error.code : String(error)
  }
}

describe('a stored state', () => {
  test('is the same bytes when it is read and stored again', () => {
    fc.assert(
      fc.property(arbitraryEvents, (events) => {
        const bytes = encode(stateOf(events))
        expect(encode(decode(bytes))).toEqual(bytes)
      }),
    )
  })

  test('holds nothing of a text', () => {
    const text = 'kannitverstan kannitverstan'
    const bytes = encode(fold(newConversation('c'), [says(0, text), replies(1, { response: text })], defaultConfig))
    const readable = String.fromCharCode(...bytes)
    expect(readable).not.toContain('kann')
  })

  test('of another version, or none at all, is unreadable', () => {
    const bytes = encode(newConversation('c'))
    expect(codeOf(() => decode(new Uint8Array(0)))).toBe('LOOP_STATE_UNREADABLE')
    expect(codeOf(() => decode(Uint8Array.from([9, ...bytes.slice(1)])))).toBe('LOOP_STATE_UNREADABLE')
  })

  test('cut off anywhere, or with a byte too many, is unreadable', () => {
    const bytes = encode(stateOf([says(0), replies(1), says(2)]))
    for (let length = 0; length < bytes.length; length++) {
      expect(codeOf(() => decode(bytes.slice(0, length)))).toBe('LOOP_STATE_UNREADABLE')
    }
    expect(codeOf(() => decode(Uint8Array.from([...bytes, 0])))).toBe('LOOP_STATE_UNREADABLE')
  })
})

const ids = fc.oneof(
  fc.uuid(),
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.stringMatching(/^evt_[0-9a-f]{8,60}$/),
  fc.tuple(fc.constantFrom('evt_', 'shop-7:'), fc.uuid(), fc.constantFrom('', ':reply')).map((parts) => parts.join('')),
  fc.constantFrom('x', '\ud800', '😀', '-', '12345678-1234-1234-1234-12345678901g', '0'.repeat(300)),
)

describe('an id', () => {
  test('comes back from its bytes, and can be passed over', () => {
    fc.assert(
      fc.property(ids, fc.oneof(ids, fc.constant('')), (id, model) => {
        const out = new ByteWriter()
        writeId(out, id, () => model)
        const input = new ByteReader(out.bytes.slice(0, out.length), 0)
        expect(readId(input, () => model)).toBe(id)
        expect(input.at).toBe(out.length)
        const passing = new ByteReader(input.bytes, 0)
        skipId(passing)
        expect(passing.at).toBe(out.length)
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    { name: 'a UUID', id: '0192d3a4-5b6c-7d8e-9f00-112233445566', model: '', bytes: 17 },
    {
      name: 'a UUID with what all ids have',
      id: 'evt_0192d3a4-5b6c-7d8e-9f00-112233445566',
      model: 'evt_0192d3a4-5',
      bytes: 18,
    },
    { name: 'a number', id: 'order-000124', model: 'order-000123', bytes: 3 },
  ])('is short: $name', ({ id, model, bytes }) => {
    const out = new ByteWriter()
    writeId(out, id, () => model)
    expect(out.length).toBe(bytes)
  })
})

test('texts keep their numbers when they are stored, whether they were read or not', () => {
  fc.assert(
    fc.property(fc.array(ids, { maxLength: 40 }), fc.array(ids, { maxLength: 40 }), (before, after) => {
      const texts = new Texts()
      const numbers = before.map((text) => texts.numberOf(text))
      const out = new ByteWriter()
      Texts.write(out, texts)
      const back = Texts.read(new ByteReader(out.bytes.slice(0, out.length), 0))
      expect(after.map((text) => back.numberOf(text))).toEqual(after.map((text) => texts.numberOf(text)))
      expect(before.map((text) => back.numberOf(text))).toEqual(numbers)
      expect(numbers.map((number) => back.text(number))).toEqual(before)
    }),
  )
})
