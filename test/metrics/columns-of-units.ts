import type { Unit } from '../../src/metrics/unit.ts'
import { columnsOf, hourNumber } from '../../src/metrics/unit-columns.ts'
import type { ColumnReader } from '../../src/metrics/unit-reader.ts'

/** Units as a store would give them in columns: hour by hour of their starts. */
export function columnReaderOf(units: readonly Unit[]): ColumnReader {
  const hours = Map.groupBy(units, ({ startedAt }) => (startedAt === null ? null : hourNumber(startedAt)))
  return {
    async *columns() {
      for (const [hour, some] of hours)
        yield columnsOf(
          hour,
          some.map((unit) => ({ ...unit, gapMs: null, sampled: true })),
        )
    },
  }
}
