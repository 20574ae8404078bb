import { LoopError } from '../errors/loop-error.ts'
import { readActs, writeActs } from './acts-code.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import { readCursor, writeCursor } from './cursor-code.ts'
import { NO_MODEL, readId, writeId } from './id-code.ts'
import { freshRecord, freshRecordId, type Log } from './log.ts'
import { modelOf, type PackedRecords, writeRecord } from './packed-record.ts'
import type { ConversationState } from './state.ts'
import { Texts } from './texts.ts'

/*
 * A stored state:
 *
 *   1 byte    version: 1, or 2 where questions are letters (a learned measure) and not sets of bigrams
 *   4 bytes   where the rest begins
 *   records   packed, in the order of events
 *   rest      conversation id, layout of the records, texts, cursor, acts
 *
 * Reading and writing it costs as much as the rest: the records are copied, and read only when events come out of order.
 */

/** Another form needs another number, and a reader for the old ones. */
const VERSION = 1
const LETTERED = 2
const RECORDS_AT = 5

// Written again by every call; a stored state is copied out of it.
const out = new ByteWriter()

/** The state as bytes: a view of a larger buffer, good for ever. */
export function encode(state: ConversationState): Uint8Array {
  const { log, cursor, acts } = state
  const { packed } = log
  out.length = 0
  out.byte(packed.lettered || log.lookups?.config.question.measure !== undefined ? LETTERED : VERSION)
  out.word(0)
  out.copy(packed.bytes, packed.start, packed.end)
  const contexts = log.fresh.length > 0 ? [...packed.contexts] : packed.contexts
  const { baseAt, offsets } = packFresh(log, cursor.texts, contexts)
  patchWord(1, out.length)
  writeId(out, state.conversationId, NO_MODEL)
  out.varint(packed.count + offsets.length)
  out.varint(baseAt)
  out.varint(Math.max(log.lastAt - baseAt, 0))
  out.byte(log.lastRank)
  out.varint(offsets.at(-1) ?? packed.lastOffset)
  Texts.write(out, cursor.texts)
  out.varint(contexts.length)
  for (const text of contexts) out.varint(text)
  writeCursor(out, cursor, baseAt, offsets)
  writeActs(out, acts)
  return cutOut()
}

/** Appends the records that are not packed yet; their offsets count from the first record. */
function packFresh(log: Log, texts: Texts, contexts: number[]): { baseAt: number; offsets: number[] } {
  const { packed, fresh } = log
  const offsets: number[] = []
  if (fresh.length === 0) return { baseAt: packed.baseAt, offsets }
  const isFirst = packed.count === 0
  const baseAt = isFirst ? freshRecord(log, 0).t : packed.baseAt
  const model = isFirst ? () => freshRecordId(log, 0) : modelOf(packed)
  for (let place = 0; place < fresh.length; place++) {
    offsets.push(out.length - RECORDS_AT)
    const record = freshRecord(log, place)
    writeRecord(out, record, baseAt, isFirst && place === 0 ? NO_MODEL : model, texts, contexts)
  }
  return { baseAt, offsets }
}

function patchWord(at: number, value: number): void {
  const { length } = out
  out.length = at
  out.word(value)
  out.length = length
}

const SLAB = 65_536
let slab = new Uint8Array(SLAB)
let slabUsed = 0

/** A copy of what was written. Cut from a slab: an array of its own would cost more than all of the writing. */
function cutOut(): Uint8Array {
  if (out.length > SLAB / 8) return out.bytes.slice(0, out.length)
  if (slabUsed + out.length > SLAB) {
    slab = new Uint8Array(SLAB)
    slabUsed = 0
  }
  const cut = slab.subarray(slabUsed, slabUsed + out.length)
  cut.set(out.bytes.subarray(0, out.length))
  slabUsed += out.length
  return cut
}

/**
 * A state from its bytes, which must not be changed as long as the state is used.
 *
 * @throws LoopError LOOP_STATE_UNREADABLE when the bytes are of another version, or cut off
 */
export function decode(bytes: Uint8Array): ConversationState {
  const input = new ByteReader(bytes, 0)
  const version = input.byte()
  if (version !== VERSION && version !== LETTERED)
    throw unreadable(`its version is ${version}, this program reads ${VERSION} and ${LETTERED}`)
  const end = input.word()
  if (end < RECORDS_AT || end >= bytes.length) throw unreadable('it is cut off')
  input.at = end
  const conversationId = readId(input, NO_MODEL)
  const count = input.varint()
  const baseAt = input.varint()
  const lastAt = count === 0 ? -1 : baseAt + input.varint()
  if (count === 0) input.varint()
  const lastRank = input.byte()
  const lastOffset = input.varint()
  const texts = Texts.read(input)
  const contexts: number[] = new Array(Math.min(input.varint(), bytes.length))
  for (let i = 0; i < contexts.length; i++) contexts[i] = input.varint()
  const lettered = version === LETTERED
  const packed: PackedRecords = { bytes, start: RECORDS_AT, end, count, baseAt, lastOffset, contexts, lettered }
  const cursor = readCursor(input, texts, packed)
  const acts = readActs(input)
  if (input.at !== bytes.length) throw unreadable('it is cut off, or too long')
  const log: Log = {
    packed,
    fresh: [],
    lookups: null,
    lastAt,
    lastRank,
  }
  return { conversationId, cursor, log, acts }
}

const unreadable = (why: string) =>
  new LoopError(
    'LOOP_STATE_UNREADABLE',
    `The stored state of a conversation cannot be read: ${why}. Fold it again from its events.`,
  )
