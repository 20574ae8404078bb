import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { chiSquareTail } from '../../src/stats/gamma.ts'
import { murmur128 } from '../../src/stats/murmur.ts'
import { hashUnit, randomFrom, shuffle } from '../../src/stats/random.ts'
import reference from './references/special.json' with { type: 'json' }

const hex = (words: Uint32Array) => Buffer.from(words.buffer).toString('hex')

/** Chi-square tail of the counts of numbers in [0, 1) in 64 cells. */
function uniformity(numbers: number[]): number {
  const cells = new Float64Array(64)
  for (const number of numbers) cells[Math.floor(number * cells.length)]!++
  const expected = numbers.length / cells.length
  const statistic = cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  return chiSquareTail(statistic, cells.length - 1)
}

describe('murmur128 agrees with the reference implementation', () => {
  test.each(reference.murmur128 as [string, string][])('%j', (text, digest) =>
    expect(hex(murmur128(text))).toBe(digest),
  )
})

describe('hashUnit', () => {
  // These values must never change: recorded inclusion probabilities and assignments rest on them.
  test.each([
    ['', '', 0.07502342502979342],
    ['a', 'b', 0.7294017565314016],
    ['window-7', '会话-1', 0.45930892985641103],
  ])('of %j and %j is stable', (seed, key, expected) => expect(hashUnit(seed, key)).toBe(expected))

  test('tells seed from key', () => expect(hashUnit('ab', 'c')).not.toBe(hashUnit('a', 'bc')))

  test.each([
    ['counting keys', (i: number) => hashUnit('s', `conversation-${i}`)],
    ['counting seeds', (i: number) => hashUnit(`window-${i}`, 'c')],
    ['low bits', (i: number) => (hashUnit('s', String(i)) * 2 ** 40) % 1],
    ['difference of two seeds', (i: number) => (1 + hashUnit('a', String(i)) - hashUnit('b', String(i))) % 1],
  ])('is uniform over %s', (_, draw) => {
    const p = uniformity(Array.from({ length: 64_000 }, (_, i) => draw(i)))
    expect(p).toBeGreaterThan(1e-4)
    expect(p).toBeLessThan(1 - 1e-4)
  })

  property.prop([fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })])('stays in [0, 1)', (seed, key) => {
    expect(hashUnit(seed, key)).toBeGreaterThanOrEqual(0)
    expect(hashUnit(seed, key)).toBeLessThan(1)
  })
})

describe('randomFrom', () => {
  test('the same seed, the same stream; another seed, another', () => {
    const [a, b, c] = [randomFrom(7), randomFrom('7'), randomFrom(8)].map((random) => [random(), random(), random()])
    expect(a).toEqual(b)
    expect(a).not.toEqual(c)
  })

  test('is uniform, and neighbours are independent', () => {
    const random = randomFrom('uniform')
    const drawn = Array.from({ length: 64_000 }, random)
    expect(uniformity(drawn)).toBeGreaterThan(1e-4)
    const pairs = drawn.map((number, i) => Math.floor(number * 8) / 8 + (drawn[i + 1] ?? 0) / 8)
    expect(uniformity(pairs)).toBeGreaterThan(1e-4)
  })
})

test('shuffle keeps every item and reaches every order', () => {
  const random = randomFrom('orders')
  const orders = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const order = shuffle(['a', 'b', 'c'], random).join('')
    orders.set(order, (orders.get(order) ?? 0) + 1)
  }
  expect([...orders.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
  for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
})
