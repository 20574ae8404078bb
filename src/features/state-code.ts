import { LoopError } from '../errors/loop-error.ts'
import { readActs, writeActs } from './acts-code.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import { readCursor, writeCursor } from './cursor-code.ts'
import { CursorPen, CursorReader } from './cursor-pen.ts'
import { readId, writeId } from './id-code.ts'
import type { Log } from './log.ts'
import { modelOf, nothingPacked, type PackedRecords, writeRecord } from './packed-record.ts'
import type { ConversationState } from './state.ts'
import { readTexts, writeTexts } from './texts.ts'

/** First byte of a stored state. Another form needs another number, and a reader for the old ones. */
const VERSION = 1

/*
 * A stored state: the version, a head, then the packed records as they are. Reading and writing it costs as much as
 * the head: the records are copied, and read only when events come out of order.
 */

// Written again by every call; a stored state is copied out of them.
const head = new ByteWriter()
const body = new ByteWriter()
const added = new ByteWriter()

/** The state as bytes. */
export function encode(state: ConversationState): Uint8Array {
  const { packed } = state.log
  const { baseAt, freshOffsets } = packFresh(state.log)
  const last = state.log.fresh.at(-1)
  body.length = 0
  writeCursor(new CursorPen(body, baseAt, packed.texts, freshOffsets), state.cursor)
  writeActs(body, state.acts, packed.texts)
  head.length = 0
  head.byte(VERSION)
  writeId(head, state.conversationId, '')
  head.varint(packed.count + freshOffsets.length)
  head.varint(baseAt)
  head.varint((last?.t ?? packed.lastAt) - baseAt)
  head.byte(last?.rank ?? packed.lastRank)
  head.varint(freshOffsets.at(-1) ?? packed.lastOffset)
  writeTexts(head, packed.texts)
  head.varint(packed.contexts.length)
  for (const text of packed.contexts) head.varint(text)
  return assembled(packed)
}

/** Writes the records that are not packed yet to `added`. */
function packFresh({ packed, fresh }: Log): { baseAt: number; freshOffsets: number[] } {
  added.length = 0
  const packedLength = packed.end - packed.start
  const first = packed.count === 0 ? fresh[0] : undefined
  const baseAt = first?.t ?? packed.baseAt
  const model = first?.id ?? (fresh.length > 0 ? modelOf(packed) : '')
  const freshOffsets: number[] = []
  for (const record of fresh) {
    freshOffsets.push(packedLength + added.length)
    writeRecord(added, record, baseAt, record === first ? '' : model, packed)
  }
  return { baseAt, freshOffsets }
}

function assembled({ bytes: before, start, end }: PackedRecords): Uint8Array {
  const bytes = new Uint8Array(head.length + body.length + (end - start) + added.length)
  bytes.set(head.bytes.subarray(0, head.length))
  bytes.set(body.bytes.subarray(0, body.length), head.length)
  bytes.set(before.subarray(start, end), head.length + body.length)
  bytes.set(added.bytes.subarray(0, added.length), head.length + body.length + (end - start))
  return bytes
}

/**
 * A state from its bytes.
 *
 * @throws LoopError LOOP_STATE_UNREADABLE when the bytes are of another version, or cut off
 */
export function decode(bytes: Uint8Array): ConversationState {
  const input = new ByteReader(bytes)
  const version = input.byte()
  if (version !== VERSION) throw unreadable(`its version is ${version}, this program reads ${VERSION}`)
  const conversationId = readId(input, '')
  const count = input.varint()
  const baseAt = input.varint()
  const layout = { count, baseAt, lastAt: baseAt + input.varint(), lastRank: input.byte(), lastOffset: input.varint() }
  const texts = readTexts(input)
  const contexts: number[] = []
  for (let left = input.varint(); left > 0 && !input.overrun; left--) contexts.push(input.varint())
  const packed = { ...nothingPacked(), ...layout, bytes, texts, contexts, end: bytes.length }
  const cursor = readCursor(new CursorReader(input, baseAt, texts), packed)
  const acts = readActs(input, texts)
  if (input.overrun) throw unreadable('it is cut off')
  packed.start = input.at
  return { conversationId, cursor, acts, log: { packed, fresh: [] } }
}

const unreadable = (why: string) =>
  new LoopError(
    'LOOP_STATE_UNREADABLE',
    `The stored state of a conversation cannot be read: ${why}. Fold it again from its events.`,
  )
