import type { Unit } from './unit.ts'

/** Reads conversations as units of the rates, in batches, so that their number does not matter. */
export interface UnitReader {
  /** Conversations that began in [from, to), epoch milliseconds; null = without a limit. */
  units(from: number | null, to: number | null): AsyncIterable<readonly Unit[]>
  /** Those of them that are named, whenever they began. */
  named(conversationIds: readonly string[]): Promise<Unit[]>
}
