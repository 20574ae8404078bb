/**
 * Bytes of a text as UTF-8, where half a surrogate pair (JSON can carry one, UTF-8 cannot) gets the three bytes that its
 * code point would have (WTF-8). So byte order is code point order, and nothing is lost.
 */
export function bytesOf(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text)
  const parts: Uint8Array[] = []
  for (const character of text) {
    const point = character.codePointAt(0)!
    const half = point >= 0xd800 && point <= 0xdfff
    parts.push(half ? Uint8Array.of(0xed, 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f)) : Buffer.from(character))
  }
  return Buffer.concat(parts)
}

/** The text of such bytes from `start` to before `end`. */
export function textFrom(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end)
  return text.includes('\ufffd') ? exactText(bytes.subarray(start, end)) : text
}

/** The slow way, for bytes that may hold a half of a pair: three bytes that start with ED A0 or higher. */
function exactText(bytes: Buffer): string {
  let text = ''
  let from = 0
  for (let at = bytes.indexOf(0xed); at >= 0; at = bytes.indexOf(0xed, at + 1)) {
    const second = bytes[at + 1] ?? 0
    if (second < 0xa0) continue
    text += bytes.toString('utf8', from, at)
    text += String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (bytes[at + 2]! & 0x3f))
    from = at + 3
  }
  return text + bytes.toString('utf8', from)
}
