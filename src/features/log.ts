import { compareCodePoints } from '../events/order.ts'
import type { PackedRecords } from './packed-record.ts'
import { unpackAll, unpackId } from './packed-record.ts'
import type { TurnRecord } from './record.ts'
import type { Reference } from './reference.ts'

/** The records of a conversation in the order of events: packed ones as they were stored, then new ones. */
export interface Log {
  packed: PackedRecords
  fresh: TurnRecord[]
}

/** Is the record after all others, so that the cursor can simply go on? */
export function isNext(log: Log, record: TurnRecord): boolean {
  const last = log.fresh.at(-1)
  if (last === undefined) {
    const { packed } = log
    if (packed.count === 0) return true
    return (record.t - packed.lastAt || record.rank - packed.lastRank || compareToLastId(packed, record.id)) > 0
  }
  return (record.t - last.t || record.rank - last.rank || compareCodePoints(record.id, last.id)) > 0
}

const compareToLastId = (packed: PackedRecords, id: string): number =>
  compareCodePoints(id, unpackId(packed, packed.lastOffset))

/** Appends a record that `isNext`; returns the reference to it. */
export function append(log: Log, record: TurnRecord): Reference {
  return -log.fresh.push(record)
}

/** All records, in order. */
export const recordsOf = (log: Log): TurnRecord[] => [...unpackAll(log.packed), ...log.fresh]

/** Event id of a record in the log. */
export function idAt({ packed, fresh }: Log, at: Reference): string {
  return at < 0 ? fresh[-1 - at]!.id : unpackId(packed, at)
}
