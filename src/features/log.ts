import type { LoopEvent } from '../events/event.ts'
import { compareCodePoints } from '../events/order.ts'
import type { Lookups } from './lookups.ts'
import { nothingPacked, type PackedRecords, unpackAll, unpackId } from './packed-record.ts'
import type { Question } from './question.ts'
import { newRecord, readRecord, type TurnRecord } from './record.ts'
import type { Reference } from './reference.ts'
import type { Texts } from './texts.ts'

/** The records of a conversation in the order of events: packed ones as they were stored, then fresh ones. */
export interface Log {
  packed: PackedRecords
  /** Events folded since then; records after a rebuild. */
  readonly fresh: (LoopEvent | TurnRecord)[]
  /** Question of the fresh event at the same place. */
  readonly questions: (Question | null)[]
  /** With what the fresh events are read; null while there are none. */
  lookups: Lookups | null
  /** Place of the last record in the order of events. */
  lastAt: number
  lastRank: number
}

export const newLog = (): Log => ({
  packed: nothingPacked(),
  fresh: [],
  questions: [],
  lookups: null,
  lastAt: -1,
  lastRank: 0,
})

/** Is the record after all others, so that the cursor can simply go on? */
export function isNext(log: Log, record: TurnRecord): boolean {
  if (record.t !== log.lastAt) return record.t > log.lastAt
  if (record.rank !== log.lastRank) return record.rank > log.lastRank
  const lastId = log.fresh.at(-1)?.id ?? unpackId(log.packed, log.packed.lastOffset)
  return compareCodePoints(record.id, lastId) > 0
}

/**
 * Appends a record that `isNext` and returns the reference to it.
 *
 * @param kept what is kept of it: the record itself, or the event that it was read from when it will be used again
 */
export function append(log: Log, record: TurnRecord, kept: LoopEvent | TurnRecord = record): Reference {
  log.lastAt = record.t
  log.lastRank = record.rank
  log.questions.push(record.question)
  return -log.fresh.push(kept)
}

// Written again by every fresh event that is read.
const scratch = newRecord()

/** The fresh record at a place; good until the next one is read. */
export function freshRecord({ fresh, questions, lookups }: Log, place: number): TurnRecord {
  const item = fresh[place]!
  if (!('wire' in item)) return item
  readRecord(scratch, item, questions[place]!, true, lookups!)
  return scratch
}

/** All records, in order, each an object of its own. */
export const recordsOf = (log: Log, texts: Texts): TurnRecord[] => [
  ...unpackAll(log.packed, texts),
  ...log.fresh.map((_, place) => ({ ...freshRecord(log, place) })),
]

/** Event id of a record in the log. */
export function idAt({ packed, fresh }: Log, at: Reference): string {
  return at < 0 ? fresh[-1 - at]!.id : unpackId(packed, at)
}
