import { createHash } from 'node:crypto'
import {
  dayOf,
  HOUR_MS,
  hourOf,
  type KeptDay,
  type KeptHour,
  type LakeFiles,
  type LakeStore,
  type LiveRow,
} from '../admission/lake.ts'
import type { RowSink } from '../admission/row-sink.ts'
import { BUILT_IN } from '../admission/rule-version.ts'
import { type AdmissionRow, admissionRow } from '../admission/rules.ts'
import { canonicalValue } from '../events/canonical.ts'
import { configHash, type FeatureConfig, SPEC_VERSION } from '../features/config.ts'
import { backfill } from './backfill.ts'

export interface LakePorts {
  readonly store: LakeStore
  readonly files: LakeFiles
  /** Has everything that was due at this moment been derived? Rows are compared only then. */
  isSettled(now: number): Promise<boolean>
}

/** `new`: what came since the last run. `open`: also days that time alone still changes. `all`: every hour is compared. */
export type ExportScope = 'new' | 'open' | 'all'

export interface Exported {
  /** Moment of judgement: the start of the hour at hand, since only full hours are exported. */
  readonly now: number
  readonly hours: number
  readonly days: readonly KeptDay[]
  /** Rows that are not as the service has them. */
  readonly differing: number
  /** false = the service had not derived everything yet, so that rows were not compared. */
  readonly compared: boolean
}

/**
 * Events of full hours go to the lake, then the rows of the days that they concern. An hour or a day is written anew when
 * its fingerprint says so, and each file appears whole, before it is noted: cut off anywhere and run again, the same files
 * come out. Late events rewrite their hour and the day on which their conversation began.
 *
 * @param clockNow the data's clock, epoch milliseconds
 */
export async function exportLake(
  scope: ExportScope,
  clockNow: number,
  config: FeatureConfig,
  ports: LakePorts,
  signal: AbortSignal,
): Promise<Exported> {
  const { store } = ports
  const now = hourOf(clockNow)
  const touched = await store.touched(now)
  const hours = scope === 'all' ? (await store.allHours()).filter((hour) => hour + HOUR_MS <= now) : touched.hours
  const written = await exportHours(hours, ports, now, signal)
  const days = new Set(await store.daysOf(hours)) // of all: a run that was cut off may have left a day behind
  if (scope !== 'new') for (const day of await store.openDays(configHash(config))) days.add(day)
  const compared = await ports.isSettled(now)
  const done: KeptDay[] = []
  for (const day of [...days].sort((a, b) => a - b)) {
    if (signal.aborted) break
    const kept = await exportDay(day, { now, config, compare: compared, scope }, ports, signal)
    if (kept !== null) done.push(kept)
  }
  if (!signal.aborted) await store.finish(touched.place, clockNow)
  return {
    now,
    hours: written.length,
    days: done,
    differing: done.reduce((sum, day) => sum + day.differing, 0),
    compared,
  }
}

/** @returns the hours whose files changed */
async function exportHours(
  hours: readonly number[],
  { store, files }: LakePorts,
  now: number,
  signal: AbortSignal,
): Promise<number[]> {
  const kept = new Map((await store.kept(hours)).map((hour) => [hour.hourAt, hour]))
  const sums = new Map((await store.sums(hours)).map((sum) => [sum.hourAt, sum]))
  const changed: number[] = []
  for (const hourAt of hours) {
    if (signal.aborted) break
    const [sum, file] = [sums.get(hourAt), kept.get(hourAt)]
    if (sum?.fingerprint === file?.fingerprint && (file === undefined || (await files.has(file.path)))) continue
    if (sum === undefined) {
      await files.removeHour(hourAt)
      await store.dropHour(hourAt)
    } else {
      await store.keepHour({ ...sum, ...(await files.writeHour(hourAt, store.events(hourAt))) }, now)
    }
    changed.push(hourAt)
  }
  return changed
}

interface DayRun {
  readonly now: number
  readonly config: FeatureConfig
  /** Are the rows compared with the service's? */
  readonly compare: boolean
  readonly scope: ExportScope
}

/** @returns null when nothing had to be written */
async function exportDay(
  dayAt: number,
  { now, config, compare, scope }: DayRun,
  ports: LakePorts,
  signal: AbortSignal,
): Promise<KeptDay | null> {
  const { store, files } = ports
  const members = await store.members(dayAt)
  if (members.conversations.length === 0 || members.lastAt === null) {
    await files.removeDay(dayAt)
    await store.dropDay(dayAt)
    return null
  }
  const reach = Math.max(config.orderWindowMs, config.conversionWindowMs, config.feedbackWindowMs) + config.idleGapMs
  // An erasure forgets the hours that it has touched, so that they are written anew.
  const wanted = (await store.hoursBetween(dayAt, members.lastAt + reach)).filter((hour) => hour + HOUR_MS <= now)
  const there = new Set((await store.kept(wanted)).map((hour) => hour.hourAt))
  await exportHours(
    wanted.filter((hour) => !there.has(hour)),
    ports,
    now,
    signal,
  )
  const hours = await store.keptBetween(dayAt, members.lastAt + reach)
  const version = { specVersion: SPEC_VERSION, configHash: configHash(config) }
  if (hours.length === 0) return null
  const inputs = inputsOf(hours, members.conversations)
  const noted = await store.day(dayAt)
  const known = noted !== null && (await files.has(noted.path)) ? noted : null
  const isSame =
    known?.inputs === inputs && known.configHash === version.configHash && known.specVersion === version.specVersion
  const isRight = isSame && known.differing === 0
  if (isRight && (scope === 'new' || known.computedAt === now || known.finalRows === known.conversations)) return null
  const day = await files.openDay(dayAt, hours, members.conversations)
  try {
    const rows = new ComparedRows(day.sink, new Set(members.conversations), compare ? store : null, now)
    await backfill(day.log, now, config, rows)
    const { conversations, finalRows, differing } = rows
    const about = { dayAt, conversations, finalRows, differing, inputs, ...version, computedAt: now }
    const kept = { ...about, ...(await day.publish(about)) }
    await store.keepDay(kept, now)
    return kept
  } finally {
    await day.close()
  }
}

const ROWS_COMPARED_AT_ONCE = 1000

/** Lets the rows of the day through, and compares them with those of the service. */
class ComparedRows implements RowSink {
  conversations = 0
  finalRows = 0
  differing = 0
  private readonly sink: RowSink
  private readonly members: ReadonlySet<string>
  private readonly live: Pick<LakeStore, 'liveRows'> | null
  private readonly now: number
  private held: AdmissionRow[] = []

  constructor(sink: RowSink, members: ReadonlySet<string>, live: Pick<LakeStore, 'liveRows'> | null, now: number) {
    this.sink = sink
    this.members = members
    this.live = live
    this.now = now
  }

  write(row: AdmissionRow): void {
    if (!this.members.has(row.conversation_id)) return
    this.conversations++
    if (row.flags.final) this.finalRows++
    if (this.live !== null) this.held.push(row)
    this.sink.write(row)
  }

  async drain(): Promise<void> {
    if (this.held.length >= ROWS_COMPARED_AT_ONCE) await this.compareHeld()
    await this.sink.drain()
  }

  async end(): Promise<void> {
    await this.compareHeld()
    await this.sink.end()
  }

  private async compareHeld(): Promise<void> {
    const rows = this.held
    this.held = []
    if (rows.length === 0 || this.live === null) return
    const live = await this.live.liveRows(
      rows.map((row) => row.conversation_id),
      this.now,
    )
    for (const row of rows) {
      const theirs = live.get(row.conversation_id)
      if (theirs !== undefined && canonicalValue(asBuiltIn(theirs)) !== canonicalValue(row)) this.differing++
    }
  }
}

/** The lake's rows are judged by the built-in rules. Where others judge in the service, what was folded must agree. */
const asBuiltIn = ({ row, rulesVersion }: LiveRow): AdmissionRow =>
  rulesVersion === BUILT_IN.version ? row : admissionRow(row)

function inputsOf(hours: readonly KeptHour[], conversations: readonly string[]): string {
  const hash = createHash('sha256')
  for (const { hourAt, fingerprint } of hours) hash.update(`${hourAt} ${fingerprint}\n`)
  for (const id of conversations) hash.update(`${id}\n`)
  return hash.digest('hex').slice(0, 32)
}

/** What the policy asks for at this moment; null = nothing yet. */
export function dueExport(
  policy: { readonly hourly: boolean; readonly daily: boolean },
  lastRunAt: number | null,
  now: number,
): ExportScope | null {
  if (policy.daily && (lastRunAt === null || dayOf(lastRunAt) < dayOf(now))) return 'open'
  if (policy.hourly && (lastRunAt === null || hourOf(lastRunAt) < hourOf(now))) return 'new'
  return null
}
