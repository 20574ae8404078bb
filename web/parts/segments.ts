const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
const words = new Intl.Segmenter('en', { granularity: 'word' })
/** Scripts that write without blanks between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

/** A text in pieces as a reader compares them: words and blanks, in Chinese single characters. No character is ever cut. */
export function segments(text: string): string[] {
  return [...words.segment(text)].flatMap(({ segment }) =>
    UNSPACED.test(segment) ? [...graphemes.segment(segment)].map((each) => each.segment) : [segment],
  )
}
