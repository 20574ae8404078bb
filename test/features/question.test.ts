import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteReader, ByteWriter } from '../../src/features/bytes.ts'
import { defaultConfig } from '../../src/features/config.ts'
import { lookupsOf } from '../../src/features/lookups.ts'
import { mostShared, questionOf, sameQuestion } from '../../src/features/question.ts'
import { readBigrams, skipBigrams, writeBigrams } from '../../src/features/question-code.ts'

const lookups = lookupsOf(defaultConfig)
const of = (text: string) => questionOf(text, lookups)
const same = (a: string, b: string): boolean => {
  const [left, right] = [of(a), of(b)]
  return left !== null && right !== null && sameQuestion(left, right, defaultConfig.question)
}

test.each([
  { name: 'one Han character', text: '钱', expected: false },
  { name: 'two', text: '价钱', expected: true },
  { name: 'one Han among others', text: 'a钱', expected: true },
  { name: 'three letters', text: 'abc', expected: false },
  { name: 'four', text: 'abcd', expected: true },
  { name: 'letters that punctuation parts', text: 'a, b. c!', expected: false },
  { name: 'three kana', text: 'いくら', expected: false },
  { name: 'four kana', text: 'いくらか', expected: true },
  { name: 'a Han character of a higher plane', text: '𠀀𠀁', expected: true },
  { name: 'the zero 〇 is no Han character', text: '〇〇', expected: false },
  { name: 'an acknowledgement', text: '  谢谢你！！', expected: false },
  { name: 'an acknowledgement in capitals', text: 'Thank-You.', expected: false },
  { name: 'an acknowledgement, full-width', text: 'ＯＫＡＹ', expected: false },
  { name: 'more than an acknowledgement', text: '谢谢你们', expected: true },
  { name: 'emoji only', text: '👍👍👍👍👍', expected: false },
  { name: 'nothing', text: '', expected: false },
  { name: 'combining marks are no letters', text: 'ab\u0301\u0302c', expected: false },
])('substantive: $name', ({ text, expected }) => {
  expect(of(text) !== null).toBe(expected)
})

test.each([
  { name: '6 of 10 bigrams', a: 'abcdefghi', b: 'abcdefgxy', expected: true },
  { name: '5 of 10', a: 'abcdefgh', b: 'abcdefxyz', expected: false },
  { name: 'punctuation and spaces do not count', a: 'how much is it?', b: 'How much -- is it', expected: true },
  { name: 'full-width letters', a: 'ｐｒｉｃｅ？', b: 'price', expected: true },
  { name: 'decomposed letters', a: 'où sont les élèves', b: 'ou\u0300 sont les e\u0301le\u0300ves', expected: true },
  { name: 'ligatures and squares', a: 'ﬁnal ㎏ price', b: 'final kg price', expected: true },
  { name: 'sharp s stays one letter in lower case', a: 'STRAẞE nach', b: 'straße nach', expected: true },
  { name: 'dotted capital I becomes two code points', a: 'İstanbul', b: 'i\u0307stanbul', expected: true },
  { name: 'final sigma', a: 'ΟΔΟΣ ΟΔΟΣ', b: 'οδος οδος', expected: true },
  { name: 'Hangul composed and not', a: '얼마예요', b: '얼마예요'.normalize('NFD'), expected: true },
  { name: 'other numbers', a: 'iPhone 14 多少钱', b: 'iPhone 15 多少钱', expected: false },
  { name: 'the same numbers in another order', a: '要 2 个 15 寸的屏幕', b: '15 寸的屏幕要 2 个', expected: true },
  { name: 'a number twice', a: '买 2 个红色的手机 2', b: '买 2 个红色的手机', expected: false },
  { name: 'parted digits are two numbers', a: '型号 1 5 有货吗', b: '型号 15 有货吗', expected: false },
  { name: 'leading zeros', a: '型号 015 有货吗', b: '型号 15 有货吗', expected: false },
  { name: 'superscripts are digits after NFKC', a: '面积 10² 够吗', b: '面积 102 够吗', expected: true },
  { name: 'Arabic digits are ordinary characters', a: '型号甲乙丙丁戊 ١٥', b: '型号甲乙丙丁戊', expected: true },
  {
    name: 'a code point of Unicode 15 is dropped before composition',
    a: 'cafe\u{1E4D0}\u0301 noir',
    b: 'café noir',
    expected: true,
  },
  { name: 'and joins digits', a: '型号 1\u{1E4D0}5 有货吗', b: '型号 15 有货吗', expected: true },
  { name: 'a private character parts them', a: '型号 1\uE0005 有货吗', b: '型号 15 有货吗', expected: false },
])('same question: $name', ({ a, b, expected }) => {
  expect(same(a, b)).toBe(expected)
})

test('only the first 4096 code points are read, and 512 of the normal form', () => {
  const head = '手机多少钱'.repeat(2)
  expect(same(`${head + ' '.repeat(4086)}红色有货吗`, head)).toBe(true)
  expect(same(head + ' '.repeat(4085) + '红色有货吗'.repeat(9), `${head + ' '.repeat(4085)}红`)).toBe(true)
  const long = Array.from({ length: 512 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('')
  expect(same(`${long}甲乙`, `${long}丙丁`)).toBe(true)
  expect(of(`${long}甲乙`)?.size).toBe(511)
  expect(same(`${long} 7`, `${long} 8`)).toBe(false)
})

/** Texts over small alphabets, so that bigrams meet; some need the long way of normalisation. */
const text = fc
  .array(fc.constantFrom(...'ab1 2手机多少钱ＡÉe\u0301か\u3099𠀀𠀁ﬁ½'), { maxLength: 150 })
  .map((characters) => characters.join(''))

describe('a question', () => {
  test('is the literal definition of section 5', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(same(a, b)).toBe(literallySame(a, b))
      }),
      { numRuns: 1000 },
    )
  })

  test('bounds the intersection from above', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [left, right] = [of(a), of(b)]
        fc.pre(left !== null && right !== null)
        const both = left!.bigrams.filter((bigram) => right!.bigrams.includes(bigram))
        expect(mostShared(left!, right!)).toBeGreaterThanOrEqual(both.length)
      }),
    )
  })

  test('comes back from its bytes', () => {
    fc.assert(
      fc.property(text, (one) => {
        const question = of(one)
        fc.pre(question !== null)
        const out = new ByteWriter()
        writeBigrams(out, question!.bigrams)
        const input = new ByteReader(out.bytes.slice(0, out.length), 0)
        const back = readBigrams(input)
        expect(input.at).toBe(out.length)
        const passing = new ByteReader(input.bytes, 0)
        skipBigrams(passing)
        expect(passing.at).toBe(out.length)
        expect(new Set(back)).toEqual(new Set(question!.bigrams))
        expect(back).toHaveLength(question!.size)
      }),
    )
  })
})

/** For characters that Unicode 13 and this engine know alike. */
function literallySame(a: string, b: string): boolean {
  const [left, right] = [normal(a), normal(b)]
  if (!left.substantive || !right.substantive || left.numbers !== right.numbers) return false
  const both = [...left.bigrams].filter((bigram) => right.bigrams.has(bigram)).length
  return 5 * both >= 3 * (left.bigrams.size + right.bigrams.size - both)
}

function normal(raw: string) {
  const composed = [...raw].slice(0, 4096).join('').normalize('NFKC')
  const points = [...composed.toLowerCase()].filter((point) => /[\p{L}\p{N}]/u.test(point)).slice(0, 512)
  const least = points.some((point) => /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u.test(point))
    ? 2
    : 4
  return {
    substantive: points.length >= least && !defaultConfig.question.acknowledgements.includes(points.join('')),
    numbers: [...composed.matchAll(/[0-9]+/g)].map(String).sort().join(' '),
    bigrams: new Set(points.slice(1).map((point, i) => `${points[i]}${point}`)),
  }
}
