import type { LoopEvent } from '../events/event.ts'
import { compareCodePoints } from '../events/order.ts'
import { ColumnRow, readColumns } from './column-record.ts'
import type { Lookups } from './lookups.ts'
import { nothingPacked, type PackedRecords, unpackAll, unpackId } from './packed-record.ts'
import type { Question } from './question.ts'
import { newRecord, readRecord, type TurnRecord } from './record.ts'
import type { Reference } from './reference.ts'
import type { Texts } from './texts.ts'

/** What is kept of a record that is not packed yet: the event that it is read from once more, or all of it. */
export type Fresh = LoopEvent | AskedEvent | TurnRecord | ColumnRow

/** A user message with its question, which is not made twice. */
export interface AskedEvent {
  readonly event: LoopEvent
  readonly question: Question
}

/** The records of a conversation in the order of events: packed ones as they were stored, then fresh ones. */
export interface Log {
  packed: PackedRecords
  readonly fresh: Fresh[]
  /** With what the fresh events are read; null while there are none. */
  lookups: Lookups | null
  /** Place of the last record in the order of events. */
  lastAt: number
  lastRank: number
}

export const newLog = (): Log => ({
  packed: nothingPacked(),
  fresh: [],
  lookups: null,
  lastAt: -1,
  lastRank: 0,
})

/** Is the record after all others, so that the cursor can simply go on? */
export function isNext(log: Log, record: TurnRecord): boolean {
  if (record.t !== log.lastAt) return record.t > log.lastAt
  if (record.rank !== log.lastRank) return record.rank > log.lastRank
  const last = log.fresh.at(-1)
  const lastId = last === undefined ? unpackId(log.packed, log.packed.lastOffset) : freshId(last)
  return compareCodePoints(record.id, lastId) > 0
}

/**
 * Appends a record that `isNext` and returns the reference to it.
 *
 * @param kept what is kept of it; an event when the record will be used again
 */
export function append(log: Log, record: TurnRecord, kept: Fresh = record): Reference {
  log.lastAt = record.t
  log.lastRank = record.rank
  return -log.fresh.push(kept)
}

// Written again by every fresh event that is read.
const scratch = newRecord()

/** The fresh record at a place; good until the next one is read. */
export function freshRecord({ fresh, lookups }: Log, place: number): TurnRecord {
  const kept = fresh[place]!
  if ('wire' in kept) readRecord(scratch, kept, null, true, lookups!)
  else if (kept instanceof ColumnRow) {
    readColumns(scratch, kept.columns, kept.row, lookups!)
    scratch.id = kept.id
  } else if ('event' in kept) readRecord(scratch, kept.event, kept.question, true, lookups!)
  else return kept
  return scratch
}

/** All records, in order, each an object of its own. */
export const recordsOf = (log: Log, texts: Texts): TurnRecord[] => [
  ...unpackAll(log.packed, texts),
  ...log.fresh.map((_, place) => ({ ...freshRecord(log, place) })),
]

/** Event id of a record in the log. */
export function idAt({ packed, fresh }: Log, at: Reference): string {
  return at < 0 ? freshId(fresh[-1 - at]!) : unpackId(packed, at)
}

/** Event id of the fresh record at a place. */
export const freshRecordId = ({ fresh }: Log, place: number): string => freshId(fresh[place]!)

const freshId = (kept: Fresh): string => ('event' in kept ? kept.event.id : kept.id)
