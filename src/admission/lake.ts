import type { BatchLog } from '../features/batch-log.ts'
import type { RowSink } from './row-sink.ts'
import type { AdmissionRow } from './rules.ts'

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** An event as it is stored, with the times that it got. */
export interface LakeEvent {
  readonly receivedAt: number
  readonly occurredAt: number
  readonly body: string
}

/** Events of one hour (by their time, UTC), and a fingerprint that changes with any of them. */
export interface HourSum {
  readonly hourAt: number
  readonly events: number
  readonly fingerprint: string
}

export interface KeptHour extends HourSum {
  readonly path: string
  readonly sha256: string
}

/** Rows of the conversations that began on one day (UTC). Instants are epoch milliseconds. */
export interface KeptDay {
  readonly dayAt: number
  readonly conversations: number
  /** Rows that can change no more, but by a late event. */
  readonly finalRows: number
  /** Rows that are not as the service has them: 0, or something is broken. */
  readonly differing: number
  /** Fingerprint of the hours that they were made from. */
  readonly inputs: string
  readonly specVersion: string
  readonly configHash: string
  /** Moment of judgement. */
  readonly computedAt: number
  readonly path: string
  readonly sha256: string
}

/** Which conversations a day's rows are of, and how far their events and outcomes reach. */
export interface DayMembers {
  readonly conversations: readonly string[]
  /** Of the last event that names one of them; null = there is none. */
  readonly lastAt: number | null
}

/** A row of the service. */
export interface LiveRow {
  readonly row: AdmissionRow
  /** Version of the admission rules that judged it. */
  readonly rulesVersion: number
}

/** What the export reads and remembers beside the files. */
export interface LakeStore {
  /** Hours before `until` with events that came since the last look, and up to where everything of that time is in them. */
  touched(until: number): Promise<{ readonly hours: readonly number[]; readonly place: number }>
  /** Hours with events in a span. */
  hoursBetween(from: number, until: number): Promise<number[]>
  /** All hours with events or a file. */
  allHours(): Promise<number[]>
  sums(hours: readonly number[]): Promise<HourSum[]>
  kept(hours: readonly number[]): Promise<KeptHour[]>
  keptBetween(from: number, until: number): Promise<KeptHour[]>
  /** Events of an hour, in order. */
  events(hourAt: number): AsyncIterable<readonly LakeEvent[]>
  keepHour(hour: KeptHour, now: number): Promise<void>
  dropHour(hourAt: number): Promise<void>
  /** Days on which conversations began that events of these hours concern. */
  daysOf(hours: readonly number[]): Promise<number[]>
  members(dayAt: number): Promise<DayMembers>
  /** Rows of the service that were last made up to `now`, as canonical JSON. */
  liveRows(conversations: readonly string[], now: number): Promise<Map<string, LiveRow>>
  days(limit: number): Promise<KeptDay[]>
  day(dayAt: number): Promise<KeptDay | null>
  /** Days whose rows time alone has changed since, which differed, were made with other constants, or have none noted. */
  openDays(configHash: string): Promise<number[]>
  keepDay(day: KeptDay, now: number): Promise<void>
  dropDay(dayAt: number): Promise<void>
  /** Everything up to here is in the lake. */
  finish(place: number, now: number): Promise<void>
  lastRunAt(): Promise<number | null>
}

/** A log of some hours, and where its rows go. */
export interface DayLog {
  readonly log: BatchLog
  readonly sink: RowSink
  /** Gives the file its name, with its manifest beside it; call when all rows are written. */
  publish(manifest: Omit<KeptDay, 'path' | 'sha256'>): Promise<{ path: string; sha256: string }>
  close(): Promise<void>
}

/** The files of the lake. Each appears whole or not at all. */
export interface LakeFiles {
  writeHour(hourAt: number, events: AsyncIterable<readonly LakeEvent[]>): Promise<{ path: string; sha256: string }>
  removeHour(hourAt: number): Promise<void>
  /** @param members only events of these, and orders and carts, are read */
  openDay(dayAt: number, hours: readonly KeptHour[], members: readonly string[]): Promise<DayLog>
  removeDay(dayAt: number): Promise<void>
  /** Is this file there? A restored database knows of files that were not restored with it. */
  has(path: string): Promise<boolean>
  /** Every file of the lake, by path: what an erasure looks through. */
  list(): Promise<string[]>
}

export const hourOf = (at: number): number => Math.floor(at / HOUR_MS) * HOUR_MS
export const dayOf = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS

/** Below the lake's folder: partitions as every engine reads them. */
export const hourPath = (hourAt: number): string =>
  `events/date=${dateOf(hourAt)}/hour=${new Date(hourAt).toISOString().split('T')[1]!.slice(0, 2)}/events.parquet`
export const dayPath = (dayAt: number): string => `features/day=${dateOf(dayAt)}/rows.parquet`
export const manifestPath = (dayAt: number): string => `features/day=${dateOf(dayAt)}/manifest.json`

const dateOf = (at: number): string => new Date(at).toISOString().split('T')[0]!
