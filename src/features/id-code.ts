import type { ByteReader, ByteWriter } from './bytes.ts'
import { isWide, readUnits, writeUnits } from './unit-code.ts'

/*
 * Ids, packed: a beginning shared with an earlier id is a length, hexadecimal digits are half a byte each.
 *
 *   head     varint: code units of the rest * 16 + 8 if there is a prefix + 4 if the rest is wide + kind
 *   prefix   varint, only if there is one: how many code units of `model` come first
 *   digits   UUID: 16 bytes; HEX: varint count of bytes, then the bytes
 *   rest     see unit-code.ts
 */
const NONE = 0
const UUID = 1
const HEX = 2
const WIDE = 4
const PREFIXED = 8

/** Shorter runs of hexadecimal digits stay text. */
const LEAST_HEX = 12
const MOST_HEX = 128
/** A shorter shared beginning is not worth its length. */
const LEAST_PREFIX = 3
const UUID_LENGTH = 36
const DASH = 0x2d

/** Code units of the hexadecimal digits, lower case. */
const DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))
/** Value of a digit; NO_DIGIT for any other code unit below 256. */
const VALUES = new Uint8Array(256).fill(255)
const NO_DIGIT = 255
DIGITS.forEach((unit, value) => {
  VALUES[unit] = value
})
function valueAt(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  return unit < 256 ? VALUES[unit]! : NO_DIGIT
}

/** An earlier id that others may begin like. Asked for only when it is needed; writer and reader must give the same. */
export type Model = () => string

export const NO_MODEL: Model = () => ''

/** Writes any text. */
export function writeId(out: ByteWriter, id: string, model: Model): void {
  if (id.length === UUID_LENGTH && writeUuid(out, id)) return
  let prefix = sharedPrefix(id, model())
  let kind = NONE
  let end = prefix
  const uuidAt = id.indexOf('-') - 8
  if (uuidAt >= 0 && uuidAt <= prefix && isUuidAt(id, uuidAt)) {
    kind = UUID
    prefix = uuidAt
    end = uuidAt + UUID_LENGTH
  } else {
    const run = hexRun(id, prefix)
    if (run >= LEAST_HEX) {
      kind = HEX
      end = prefix + run
    }
  }
  const wide = isWide(id, end)
  out.varint((id.length - end) * 16 + (prefix > 0 ? PREFIXED : 0) + (wide ? WIDE : 0) + kind)
  if (prefix > 0) out.varint(prefix)
  if (kind === HEX) out.varint((end - prefix) / 2)
  if (kind !== NONE) writeDigits(out, id, prefix, end)
  writeUnits(out, id, end, wide)
}

/** Where the 16 bytes of a UUID stand in its text. */
const UUID_BYTES = Uint8Array.from([0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34])

/** Writes an id that is a UUID and nothing else; false, and nothing is written, when it is none. */
function writeUuid(out: ByteWriter, id: string): boolean {
  if (id.charCodeAt(8) !== DASH || id.charCodeAt(13) !== DASH) return false
  if (id.charCodeAt(18) !== DASH || id.charCodeAt(23) !== DASH) return false
  out.reserve(17)
  const { bytes, length } = out
  for (let i = 0; i < 16; i++) {
    const at = UUID_BYTES[i]!
    const high = valueAt(id, at)
    const low = valueAt(id, at + 1)
    if ((high | low) > 15) return false
    bytes[length + 1 + i] = high * 16 + low
  }
  bytes[length] = UUID
  out.length += 17
  return true
}

export function readId(input: ByteReader, model: Model): string {
  const head = input.varint()
  if (head === UUID) return readUuid(input)
  const rest = Math.floor(head / 16)
  const prefix = (head & PREFIXED) === 0 ? 0 : input.varint()
  const kind = head & 3
  const begin = prefix === 0 ? '' : model().slice(0, prefix)
  const digits = kind === UUID ? readUuid(input) : kind === HEX ? readHex(input) : ''
  return begin + digits + (rest === 0 ? '' : readUnits(input, rest, (head & WIDE) !== 0))
}

/** Goes past an id without reading it. */
export function skipId(input: ByteReader): void {
  const head = input.varint()
  if ((head & PREFIXED) !== 0) input.varint()
  const kind = head & 3
  const digits = kind === HEX ? input.varint() : kind === UUID ? 16 : 0
  input.at += digits + Math.floor(head / 16) * ((head & WIDE) === 0 ? 1 : 2)
}

function sharedPrefix(id: string, model: string): number {
  const most = Math.min(id.length, model.length)
  let length = 0
  while (length < most && id.charCodeAt(length) === model.charCodeAt(length)) length++
  return length < LEAST_PREFIX ? 0 : length
}

function isUuidAt(id: string, at: number): boolean {
  if (id.length < at + UUID_LENGTH) return false
  for (let i = 0; i < UUID_LENGTH; i++) {
    const dash = i === 8 || i === 13 || i === 18 || i === 23
    if (dash ? id.charCodeAt(at + i) !== DASH : valueAt(id, at + i) === NO_DIGIT) return false
  }
  return true
}

/** Length of the run of hexadecimal digits from `at`, made even and at most MOST_HEX. */
function hexRun(id: string, at: number): number {
  const most = Math.min(id.length, at + MOST_HEX)
  let end = at
  while (end < most && valueAt(id, end) !== NO_DIGIT) end++
  return (end - at) & ~1
}

/** Two digits a byte; dashes, which stand between whole bytes, are skipped. */
function writeDigits(out: ByteWriter, id: string, from: number, to: number): void {
  for (let i = from; i < to; i += 2) {
    if (id.charCodeAt(i) === DASH) i++
    out.byte(valueAt(id, i) * 16 + valueAt(id, i + 1))
  }
}

// Written again by every call. An array, not a typed one: fromCharCode takes its arguments from it much faster.
const uuidUnits: number[] = Array.from({ length: UUID_LENGTH }, () => DASH)

function readUuid(input: ByteReader): string {
  for (let i = 0; i < UUID_LENGTH; i += 2) {
    if (i === 8 || i === 13 || i === 18 || i === 23) i++
    const byte = input.byte()
    uuidUnits[i] = DIGITS[byte >>> 4]!
    uuidUnits[i + 1] = DIGITS[byte & 15]!
  }
  return String.fromCharCode.apply(null, uuidUnits)
}

function readHex(input: ByteReader): string {
  const units: number[] = []
  for (let left = Math.min(input.varint(), MOST_HEX / 2); left > 0; left--) {
    const byte = input.byte()
    units.push(DIGITS[byte >>> 4]!, DIGITS[byte & 15]!)
  }
  return String.fromCharCode.apply(null, units)
}
