import type { JudgedDrift } from './drift.ts'
import type { DriftReference, ReferenceBody } from './drift-reference.ts'

/** What one series showed on one day. */
export interface DriftRow extends JudgedDrift {
  readonly referenceName: string
  readonly version: number
  /** Start of the day in UTC, epoch milliseconds. */
  readonly dayAt: number
  /** '' = all assistants. */
  readonly assistant: string
}

export interface DriftFilter {
  readonly reference: string | null
  readonly assistant: string | null
  readonly series: string | null
  readonly from: number | null
  readonly to: number | null
  readonly drifted: boolean | null
  readonly limit: number
}

export interface DriftStore {
  /** The latest version of each name. */
  references(): Promise<DriftReference[]>
  /** A further version; the same body again changes nothing. */
  putReference(name: string, body: ReferenceBody, now: number, who: string): Promise<DriftReference>
  /** Puts the results of a day in the place of earlier ones of the same. */
  save(rows: readonly DriftRow[], now: number): Promise<void>
  /** Newest day first. */
  list(filter: DriftFilter): Promise<DriftRow[]>
  /** How far a family of series has been looked at under this reference: start of the next day; null = never. */
  mark(reference: string, version: number, family: string): Promise<number | null>
  setMark(reference: string, version: number, family: string, dayAt: number): Promise<void>
}
