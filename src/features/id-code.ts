import type { ByteReader, ByteWriter } from './bytes.ts'

/*
 * Ids and short texts, packed: a beginning shared with an earlier id is a length, hexadecimal digits are half a byte.
 *
 *   head     varint: code units of the rest * 16 + 8 if there is a prefix + 4 if the rest is wide + kind
 *   prefix   varint, only if there is one: how many code units of `model` come first
 *   digits   UUID: 16 bytes; HEX: varint count of bytes, then the bytes
 *   rest     one byte a code unit, or two when wide
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

const units = new Uint16Array(MOST_HEX)
const HEX_DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))
/** Value of a lower-case hexadecimal digit, 255 for any other code unit. */
const digitValue = new Uint8Array(0x10000).fill(255)
HEX_DIGITS.forEach((unit, value) => {
  digitValue[unit] = value
})

/** Writes any text. `model` is an earlier id that may begin in the same way; the reader must be given the same. */
export function writeId(out: ByteWriter, id: string, model: string): void {
  let prefix = sharedPrefix(id, model)
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
  for (let i = end; i < id.length; i++) {
    const unit = id.charCodeAt(i)
    out.byte(unit)
    if (wide) out.byte(unit >>> 8)
  }
}

export function readId(input: ByteReader, model: string): string {
  const head = input.varint()
  const rest = Math.floor(head / 16)
  const prefix = (head & PREFIXED) === 0 ? 0 : input.varint()
  const kind = head & 3
  const begin = prefix === 0 ? '' : model.slice(0, prefix)
  const digits = kind === UUID ? readUuid(input) : kind === HEX ? readHex(input) : ''
  return begin + digits + (rest === 0 ? '' : readRest(input, rest, (head & WIDE) !== 0))
}

/** Goes past an id without reading it. */
export function skipId(input: ByteReader): void {
  const head = input.varint()
  if ((head & PREFIXED) !== 0) input.varint()
  const kind = head & 3
  if (kind !== NONE) input.at += kind === UUID ? 16 : input.varint()
  input.at += Math.floor(head / 16) * ((head & WIDE) === 0 ? 1 : 2)
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
    const unit = id.charCodeAt(at + i)
    if (i === 8 || i === 13 || i === 18 || i === 23 ? unit !== DASH : digitValue[unit] === 255) return false
  }
  return true
}

/** Length of the run of hexadecimal digits from `at`, made even and at most MOST_HEX. */
function hexRun(id: string, at: number): number {
  const most = Math.min(id.length, at + MOST_HEX)
  let end = at
  while (end < most && digitValue[id.charCodeAt(end)] !== 255) end++
  return (end - at) & ~1
}

function isWide(id: string, from: number): boolean {
  for (let i = from; i < id.length; i++) if (id.charCodeAt(i) > 255) return true
  return false
}

/** Two digits a byte; dashes are skipped. */
function writeDigits(out: ByteWriter, id: string, from: number, to: number): void {
  let high = -1
  for (let i = from; i < to; i++) {
    const value = digitValue[id.charCodeAt(i)]!
    if (value === 255) continue
    if (high < 0) high = value
    else {
      out.byte(high * 16 + value)
      high = -1
    }
  }
}

function readUuid(input: ByteReader): string {
  let length = 0
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) units[length++] = DASH
    length = putByte(input.byte(), length)
  }
  return textOfUnits(length)
}

function readHex(input: ByteReader): string {
  const count = Math.min(input.varint(), MOST_HEX / 2)
  let length = 0
  for (let i = 0; i < count; i++) length = putByte(input.byte(), length)
  return textOfUnits(length)
}

function putByte(byte: number, at: number): number {
  units[at] = HEX_DIGITS[byte >>> 4]!
  units[at + 1] = HEX_DIGITS[byte & 15]!
  return at + 2
}

function readRest(input: ByteReader, length: number, wide: boolean): string {
  let text = ''
  for (let read = 0; read < length && !input.overrun; ) {
    const count = Math.min(length - read, MOST_HEX)
    for (let i = 0; i < count; i++) units[i] = wide ? input.byte() | (input.byte() << 8) : input.byte()
    text += textOfUnits(count)
    read += count
  }
  return text
}

const textOfUnits = (length: number): string =>
  String.fromCharCode.apply(null, units.subarray(0, length) as unknown as number[])
