import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { FeatureHashes } from '../../src/models/tokens.ts'

const read = (text: string): number[] => {
  const reader = new FeatureHashes()
  reader.read(text)
  return [...reader.hashes.subarray(0, reader.count)]
}
const shared = (a: string, b: string): number => {
  const known = new Set(read(a))
  return [...new Set(read(b))].filter((hash) => known.has(hash)).length
}

test.each([
  { name: 'nothing', text: '', count: 0 },
  { name: 'blanks', text: '  \t\n', count: 0 },
  // The word, and 2-grams to 4-grams of " ab ".
  { name: 'one word', text: 'ab', count: 1 + 3 + 2 + 1 },
  // Both words and the pair; per word 2-grams and 3-grams of " a ".
  { name: 'two words', text: 'a b', count: 2 + 1 + 2 * 3 },
  // 1-grams to 3-grams over the whole string.
  { name: 'three Chinese characters', text: '多少钱', count: 3 + 2 + 1 },
  // As three characters; and the word inside it as a word.
  { name: 'a word inside Chinese', text: '买a', count: 2 + 1 + (1 + 3) },
])('$name: $count features', ({ text, count }) => expect(read(text)).toHaveLength(count))

describe('folds what people do not mean', () => {
  test.each([
    ['case', 'Where IS my Card', 'where is my card'],
    ['width', 'iPhone15', 'iPhone15'],
    ['runs of blanks', 'a   b', 'a b'],
    ['runs of blanks in Chinese', '多少  钱', '多少 钱'],
    ['composition', 'cafe\u0301', 'caf\u00e9'],
  ])('%s', (_, a, b) => expect(read(a)).toEqual(read(b)))
})

describe('keeps what people do mean', () => {
  test.each([
    ['word order', 'card lost', 'lost card'],
    ['punctuation', 'really', 'really?'],
    ['order of characters', '发票', '票发'],
  ])('%s', (_, a, b) => expect(read(a)).not.toEqual(read(b)))
})

test('an English word is the same feature in English and in Chinese text', () =>
  expect(shared('the iphone is broken', '我的iphone坏了')).toBeGreaterThan(10))

test('a long text costs no more than its first 4,000 characters', () =>
  expect(read('多少钱'.repeat(100_000))).toHaveLength(read('多少钱'.repeat(100_000).slice(0, 4000)).length))

property.prop([fc.string({ unit: 'binary', maxLength: 300 })])(
  'any text gives non-zero 32-bit hashes, and the same again',
  (text) => {
    const hashes = read(text)
    expect(hashes.every((hash) => Number.isInteger(hash) && hash > 0 && hash < 2 ** 32)).toBe(true)
    expect(read(text)).toEqual(hashes)
  },
)
