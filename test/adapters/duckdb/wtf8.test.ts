import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, textFrom } from '../../../src/adapters/duckdb/wtf8.ts'
import { compareCodePoints } from '../../../src/events/order.ts'

const anyText = fc.string({
  unit: fc.constantFrom('a', 'é', '价', '\ufffd', '\ud7ff', '\ue000', '😀', '\ud83d', '\ude00'),
})

test.each(['', 'abc', '价格', '😀', '\ud83d', '\ude00\ud83d', 'a\ud83db', '\ufffd\ud83d', '\u0000'])(
  '%j comes back',
  (text) => {
    const bytes = Buffer.from(bytesOf(text))
    expect(textFrom(bytes, 0, bytes.length)).toBe(text)
  },
)

test('any text comes back, in the order of code points', () => {
  fc.assert(
    fc.property(anyText, anyText, (a, b) => {
      const [x, y] = [Buffer.from(bytesOf(a)), Buffer.from(bytesOf(b))]
      expect(textFrom(x, 0, x.length)).toBe(a)
      expect(Math.sign(Buffer.compare(x, y))).toBe(Math.sign(compareCodePoints(a, b)))
    }),
  )
})
