import type { ByteReader, ByteWriter } from './bytes.ts'

/*
 * Text as bytes, code unit by code unit, so that any string comes back as it was, lone surrogates too: one byte a unit,
 * or two, low byte first, when a unit needs them.
 */

/** Does a code unit from `from` on need two bytes? */
export function isWide(text: string, from: number): boolean {
  for (let i = from; i < text.length; i++) if (text.charCodeAt(i) > 255) return true
  return false
}

export function writeUnits(out: ByteWriter, text: string, from: number, wide: boolean): void {
  for (let i = from; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    out.byte(unit)
    if (wide) out.byte(unit >>> 8)
  }
}

/** The next `count` code units as a string. */
export function readUnits(input: ByteReader, count: number, wide: boolean): string {
  let text = ''
  for (let read = 0; read < count && !input.overrun; read += PIECE) {
    const units: number[] = []
    for (let i = Math.min(count - read, PIECE); i > 0; i--) {
      units.push(wide ? input.byte() | (input.byte() << 8) : input.byte())
    }
    text += String.fromCharCode.apply(null, units)
  }
  return text
}

/** Code units made into a string at once: a call has room for so many arguments. */
const PIECE = 1024

/** Do the bytes from `at` on hold this text? */
export function hasUnits(bytes: Uint8Array, at: number, text: string, wide: boolean): boolean {
  const width = wide ? 2 : 1
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (bytes[at + i * width] !== (unit & 255) || (wide ? bytes[at + i * 2 + 1] : 0) !== unit >>> 8) return false
  }
  return true
}
