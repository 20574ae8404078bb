import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, canonicalValue } from '../../src/events/canonical.ts'

test.each([
  {
    name: 'keys sorted at every depth',
    value: { b: { d: 1, c: [{ z: 1, a: 2 }] }, a: null },
    text: '{"a":null,"b":{"c":[{"a":2,"z":1}],"d":1}}',
  },
  { name: 'by code point', value: { '😀': 1, '\uffff': 2 }, text: '{"\uffff":2,"😀":1}' },
  { name: 'numbers as ECMAScript writes them', value: [1.0, 1e21, 1e-7, -0, 0.1], text: '[1,1e+21,1e-7,0,0.1]' },
  { name: 'lone surrogates escaped', value: '\ud800"', text: '"\\ud800\\""' },
  { name: 'empty ones', value: [[], {}, ''], text: '[[],{},""]' },
])('$name', ({ value, text }) => {
  expect(canonicalValue(value)).toBe(text)
})

test('received_at is left out at the top only', () => {
  expect(canonicalJson({ received_at: 1, b: { received_at: 2 } })).toBe('{"b":{"received_at":2}}')
})

test('it is the same value, whatever the order of keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalValue(value))).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalValue(reversed(value))).toBe(canonicalValue(value))
    }),
  )
})

test('no depth overflows', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`)
  expect(canonicalValue(deep)).toHaveLength(200_000 * 6 + 1)
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, one]) => [key, reversed(one)]),
  )
}
