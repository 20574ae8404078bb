import type { Grouping } from './grouping.ts'
import type { Unit } from './unit.ts'
import type { UnitColumns } from './unit-columns.ts'

/** Which segments a reader is to fill; those not asked for stay null. */
export type SegmentNeeds = readonly Grouping[]

/** Reads conversations as units of the rates, in batches, so that their number does not matter. */
export interface UnitReader {
  /** Conversations that began in [from, to), epoch milliseconds; null = without a limit. */
  units(from: number | null, to: number | null, needs?: SegmentNeeds): AsyncIterable<readonly Unit[]>
}

/** The same conversations as columns, hour by hour of their starts. */
export interface ColumnReader {
  /** Whole hours, so that units before `from` and from `to` on may be among them. */
  columns(from: number | null, to: number | null, needs?: SegmentNeeds): AsyncIterable<UnitColumns>
}
