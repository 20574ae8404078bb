import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordingDiff } from '../../../web/pages/annotate/wording-diff.ts'
import { segments } from '../../../web/parts/segments.ts'

const FAMILY = '👨‍👩‍👧'
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .array(fc.constantFrom('现货', '多少钱', ' ', 'price', '99', FAMILY, '🇨🇳', 'é', '，', '。'), { maxLength: 20 })
    .map((parts) => parts.join('')),
)
const without = (kind: 'added' | 'removed', before: string, after: string) =>
  wordingDiff(before, after)
    .filter((piece) => piece.kind !== kind)
    .map((piece) => piece.text)
    .join('')

test('what is not added makes up the old text, what is not removed the new one', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      expect(without('added', before, after)).toBe(before)
      expect(without('removed', before, after)).toBe(after)
    }),
  )
})

test('the same text has no changes', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(wordingDiff(text, text).every(({ kind }) => kind === 'same')).toBe(true)
    }),
  )
})

test('no piece cuts a character in two', () => {
  const graphemes = (text: string) =>
    [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)].map((each) => each.segment)
  fc.assert(
    fc.property(texts, (text) => {
      expect(segments(text).flatMap(graphemes)).toEqual(graphemes(text))
    }),
  )
})

test('Chinese by character, English by word', () => {
  expect(wordingDiff('现在有货', '现在没货')).toEqual([
    { kind: 'same', text: '现在' },
    { kind: 'removed', text: '有' },
    { kind: 'added', text: '没' },
    { kind: 'same', text: '货' },
  ])
  expect(wordingDiff('It costs 99 today', 'It costs 89 today')).toEqual([
    { kind: 'same', text: 'It costs ' },
    { kind: 'removed', text: '99' },
    { kind: 'added', text: '89' },
    { kind: 'same', text: ' today' },
  ])
})

test('texts too different to compare are shown as replaced', () => {
  const long = (word: string) => Array.from({ length: 3000 }, (_, i) => `${word}${i}`).join('-')
  expect(wordingDiff(long('a'), long('b')).map(({ kind }) => kind)).toEqual(['removed', 'added'])
})
