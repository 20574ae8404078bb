/** A piece of a text: as it is, or one letter that cannot be seen or turns the text around. */
export interface TextPiece {
  readonly text: string
  /** `U+202E`; null = an ordinary piece. */
  readonly odd: string | null
}

/**
 * Marks of direction, letters without width, control characters, tags, halves of surrogate pairs. What joins the parts of an
 * emoji, or letters of a script that is written with joiners, is left alone.
 */
const ODD =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Malayalam}\p{Script=Sinhala}\p{M}])[\u200C\u200D]|(?![\t\n\r])\p{Cc}|[\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]|\p{Cs}/gu

/** Cuts a text at the letters that a reader could not see. */
export function piecesOf(text: string): TextPiece[] {
  const pieces: TextPiece[] = []
  let at = 0
  for (const found of text.matchAll(ODD)) {
    if (found.index > at) pieces.push({ text: text.slice(at, found.index), odd: null })
    const code = found[0].codePointAt(0) ?? 0
    pieces.push({ text: found[0], odd: `U+${code.toString(16).toUpperCase().padStart(4, '0')}` })
    at = found.index + found[0].length
  }
  if (at < text.length) pieces.push({ text: text.slice(at), odd: null })
  return pieces
}
