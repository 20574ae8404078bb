import type { AdmissionRow } from './rules.ts'

/** Takes finished rows, sorted by conversation id. */
export interface RowSink {
  write(row: AdmissionRow): void
  /** Called between batches: waits until what was written has gone out. */
  drain(): Promise<void>
  /** All rows have been written: the file appears under its name. */
  end(): Promise<void>
}
