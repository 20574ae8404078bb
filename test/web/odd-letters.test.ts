import fc from 'fast-check'
import { expect, test } from 'vitest'
import { piecesOf } from '../../web/parts/odd-letters.ts'

const odd = (text: string): string[] => piecesOf(text).flatMap(({ odd: code }) => code ?? [])

test.each([
  ['a direction override', 'a\u202Eb\u202C', ['U+202E', 'U+202C']],
  ['isolates', '\u2066x\u2069', ['U+2066', 'U+2069']],
  ['blanks without width', 'pa\u200By\u2060pal\uFEFF', ['U+200B', 'U+2060', 'U+FEFF']],
  ['a soft hyphen', 'sp\u00ADam', ['U+00AD']],
  ['control characters, but not the end of a line', 'a\u0000b\u0007\n\tc\u009b', ['U+0000', 'U+0007', 'U+009B']],
  ['a joiner between Latin letters', 'a\u200Db\u200Cc', ['U+200D', 'U+200C']],
  ['half a surrogate pair', 'a\ud800b', ['U+D800']],
  ['tags', 'x\u{E0041}', ['U+E0041']],
  ['an emoji of several parts is left alone', '👩‍👩‍👧‍👦 ❤️‍🔥', []],
  ['Persian is left alone', 'می‌خواهم', []],
  ['Chinese, blanks and marks are left alone', '你好，世界　再见！ é', []],
])('%s', (_name, text, codes) => {
  expect(odd(text)).toEqual(codes)
})

test('the pieces are the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(
        piecesOf(text)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text)
    }),
  )
})
