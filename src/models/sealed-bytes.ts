import { createHash } from 'node:crypto'
import { LoopError } from '../errors/loop-error.ts'

/** What one byte string of a model holds: a head of plain JSON data, and blocks of numbers. */
export interface Sealed {
  readonly head: unknown
  readonly blocks: readonly Uint8Array[]
}

const SEAL_BYTES = 32
const FORMAT_UNKNOWN = 'Train it again, or use the version that made it.'

/**
 * One byte string: SHA-256 of the rest; length of the head (u32, little-endian); the head as JSON with kind, format and
 * the blocks' lengths; the blocks.
 */
export function seal(kind: string, format: number, { head, blocks }: Sealed): Uint8Array {
  const json = new TextEncoder().encode(
    JSON.stringify({ kind, format, lengths: blocks.map(({ length }) => length), head }),
  )
  const bytes = new Uint8Array(SEAL_BYTES + 4 + json.length + blocks.reduce((sum, { length }) => sum + length, 0))
  new DataView(bytes.buffer).setUint32(SEAL_BYTES, json.length, true)
  bytes.set(json, SEAL_BYTES + 4)
  let at = SEAL_BYTES + 4 + json.length
  for (const block of blocks) {
    bytes.set(block, at)
    at += block.length
  }
  bytes.set(sealOf(bytes), 0)
  return bytes
}

/**
 * What was sealed; blocks are copies, so that they may be read as numbers of any width.
 *
 * @throws LoopError LOOP_MODEL_DAMAGED when a byte changed, LOOP_MODEL_FORMAT_UNKNOWN for another kind or format
 */
export function unseal(kind: string, format: number, bytes: Uint8Array): Sealed {
  if (bytes.length < SEAL_BYTES + 4) throw damaged(`it has ${bytes.length} bytes, too few to be one`)
  if (!sealOf(bytes).every((byte, i) => byte === bytes[i])) throw damaged('its SHA-256 is not the one it carries')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const from = SEAL_BYTES + 4
  const to = from + view.getUint32(SEAL_BYTES, true)
  const stored = JSON.parse(new TextDecoder().decode(bytes.subarray(from, to)))
  if (stored.kind !== kind || stored.format !== format)
    throw new LoopError(
      'LOOP_MODEL_FORMAT_UNKNOWN',
      `The model is "${stored.kind}" in format ${stored.format}; this version reads "${kind}" in format ${format}. ${FORMAT_UNKNOWN}`,
    )
  let at = to
  const blocks = (stored.lengths as number[]).map((length) => {
    // A Buffer's own slice would be a view on the whole file, at any offset.
    const block = Uint8Array.from(bytes.subarray(at, at + length))
    at += length
    return block
  })
  return { head: stored.head, blocks }
}

/** Bytes of a typed array, for a block. */
export const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

const sealOf = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes.subarray(SEAL_BYTES)).digest()

const damaged = (what: string) =>
  new LoopError('LOOP_MODEL_DAMAGED', `Model refused: ${what}. Fetch or train the model again; the one in use stays.`)
