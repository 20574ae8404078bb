import { DAY_MS, HOUR_MS } from '../../metrics/grouping.ts'
import { paceOf, SLOW_WINDOW_DAYS } from '../../metrics/segments.ts'
import { type StartedGap, slowAbove } from '../../metrics/slow-above.ts'
import { type ColumnUnit, columnsOf, dimensionOf, hourNumber, type UnitColumns } from '../../metrics/unit-columns.ts'
import type { ColumnReader, SegmentNeeds } from '../../metrics/unit-reader.ts'
import type { Database } from './database.ts'
import { selection, type UnitRow, unitFrom } from './unit-reader.ts'

/** How many units are kept in memory, about 200 bytes each. What is beyond is read each time. */
const MOST_HELD = 400_000
/** Rows that one statement should read, so that none is long. */
const ROWS_A_STATEMENT = 1500
const MOST_HOURS_A_STATEMENT = 48
/** unit_changes is only added to; from so many rows on what stands there is summed up. */
const MANY_CHANGES = 5000
const NO_START = -1

const HOURS = `
  select hour, sum(changes)::bigint version, count(*)::int marks from unit_changes
  where ($1::bigint is null or hour >= $1) and ($2::bigint is null or hour <= $2) group by hour order by hour`
const SUM_UP = `
  with gone as (delete from unit_changes returning hour, changes)
  insert into unit_changes (hour, changes) select hour, sum(changes) from gone group by hour`

const UNITS = `${selection(['language'], ', exists (select from samples s where s.conversation_id = c.conversation_id) sampled')}
  where started_at >= $1 and started_at < $2`
const UNITS_WITHOUT_START = `${UNITS.slice(0, UNITS.lastIndexOf('where'))} where started_at is null`

/** Users with several conversations, and when the first began. */
const FIRST_STARTS = `
  select user_id "user", min(started_at) first from conversations where user_id is not null and started_at is not null
  group by user_id having count(*) > 1`

interface Held {
  readonly version: number
  readonly columns: UnitColumns
}
type Hour = { readonly hour: number; readonly version: number }

/**
 * Units as columns, held in memory by the hour: an hour is read again when one of its conversations has changed since, which
 * the database notes in the same transaction. So the figures are those of the rows as they stand, however often they are asked for.
 */
export function postgresColumnReader(database: Database): ColumnReader {
  const held = new Map<number, Held>()
  let size = 0

  function drop(hour: number): void {
    size -= held.get(hour)?.columns.count ?? 0
    held.delete(hour)
  }
  function keep(hour: number, version: number, columns: UnitColumns): void {
    drop(hour)
    held.set(hour, { version, columns })
    size += columns.count
    while (size > MOST_HELD && held.size > 1) drop(Math.min(...held.keys())) // the newest hours are asked for most
  }

  async function* hourly(from: number | null, to: number | null): AsyncGenerator<UnitColumns> {
    const wanted = await changedHours(database, from, to)
    let hoursAtOnce = 1
    for (let at = 0; at < wanted.length; ) {
      const known = held.get(wanted[at]!.hour)
      if (known?.version === wanted[at]!.version) {
        at++
        if (known.columns.count > 0) yield known.columns
        continue
      }
      const isKnown = ({ hour, version }: Hour): boolean => held.get(hour)?.version === version
      const missing = takeWhile(wanted.slice(at, at + hoursAtOnce), (each) => !isKnown(each))
      const read = await readHours(database, missing)
      for (const { hour, version } of missing) keep(hour, version, read.get(hour) ?? columnsOf(hour, []))
      yield* read.values()
      const rows = [...read.values()].reduce((sum, each) => sum + each.count, 0)
      const perHour = Math.max(1, rows / missing.length)
      hoursAtOnce = Math.max(1, Math.min(MOST_HOURS_A_STATEMENT, Math.floor(ROWS_A_STATEMENT / perHour)))
      at += missing.length
    }
  }

  return {
    async *columns(from, to, needs = []) {
      const segmented = await segmenter(database, hourly, from, to, needs)
      for await (const columns of hourly(from, to)) yield segmented(columns)
    },
  }
}

async function changedHours(database: Database, from: number | null, to: number | null): Promise<Hour[]> {
  const [first, last] = [from === null ? null : hourNumber(from), to === null ? null : hourNumber(to - 1)]
  const rows = await database.query<Hour & { marks: number }>(HOURS, [first ?? (last === null ? null : 0), last])
  if (rows.reduce((sum, { marks }) => sum + marks, 0) > MANY_CHANGES + 2 * rows.length) await database.query(SUM_UP)
  return rows
}

function takeWhile<T>(items: readonly T[], is: (item: T) => boolean): T[] {
  const end = items.findIndex((item) => !is(item))
  return items.slice(0, end < 0 ? items.length : end)
}

type Row = UnitRow & { readonly sampled: boolean }

/** Hours that follow each other in the list; between them there may be others without a conversation. */
async function readHours(database: Database, hours: readonly Hour[]): Promise<Map<number, UnitColumns>> {
  const starts = hours.map(({ hour }) => hour).filter((hour) => hour !== NO_START)
  const rows = [
    ...(starts.length < hours.length ? await database.query<Row>(UNITS_WITHOUT_START) : []),
    ...(starts.length > 0
      ? await database.query<Row>(UNITS, [starts[0]! * HOUR_MS, (starts.at(-1)! + 1) * HOUR_MS])
      : []),
  ]
  const wanted = new Set(hours.map(({ hour }) => hour))
  const groups = Map.groupBy(rows, ({ startedAt }) => (startedAt === null ? NO_START : hourNumber(startedAt)))
  return new Map(
    [...groups]
      .filter(([hour]) => wanted.has(hour))
      .map(([hour, some]) => [hour, columnsOf(hour === NO_START ? null : hour, some.map(columnUnit))]),
  )
}

const columnUnit = (row: Row): ColumnUnit => {
  const { sampled, ...rest } = row
  return { ...unitFrom(rest, new Map()), gapMs: row.gap, sampled }
}

type Hourly = (from: number | null, to: number | null) => AsyncIterable<UnitColumns>

/** Fills the segments that hang on other conversations: they are not held, since those may change. */
async function segmenter(
  database: Database,
  hourly: Hourly,
  from: number | null,
  to: number | null,
  needs: SegmentNeeds,
): Promise<(columns: UnitColumns) => UnitColumns> {
  const firsts = needs.includes('visitor') ? await firstStarts(database) : null
  const slow = needs.includes('pace') ? await slowDays(hourly, from, to) : null
  if (firsts === null && slow === null) return (columns) => columns
  return (columns) => {
    const { visitor, pace } = columns.dimensions
    const dimensions = {
      ...columns.dimensions,
      visitor: firsts === null ? visitor : dimensionOf(each(columns, (i) => visitorAt(columns, i, firsts))),
      pace: slow === null ? pace : dimensionOf(each(columns, (i) => paceAt(columns, i, slow))),
    }
    return { ...columns, dimensions }
  }
}

const each = <T>({ count }: UnitColumns, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i))

async function firstStarts(database: Database): Promise<Map<string, number>> {
  const rows = await database.query<{ user: string; first: number }>(FIRST_STARTS)
  return new Map(rows.map(({ user, first }) => [user, first]))
}

function visitorAt(columns: UnitColumns, i: number, firsts: ReadonlyMap<string, number>): 'new' | 'returning' | null {
  const startedAt = columns.startedAt[i]!
  if (!columns.known[i] || Number.isNaN(startedAt)) return null
  return (firsts.get(columns.clusters[i]!) ?? startedAt) < startedAt ? 'returning' : 'new'
}

const dayStart = (instant: number): number => Math.floor(instant / DAY_MS) * DAY_MS

function paceAt(columns: UnitColumns, i: number, slow: ReadonlyMap<number, number>): 'slow' | 'other' | null {
  const gap = columns.gaps[i]!
  return paceOf(Number.isNaN(gap) ? null : gap, slow.get(dayStart(columns.startedAt[i]!)) ?? null)
}

async function slowDays(hourly: Hourly, from: number | null, to: number | null): Promise<Map<number, number>> {
  const gaps: StartedGap[] = []
  const days = new Set<number>()
  const earliest = from === null ? null : dayStart(from) - SLOW_WINDOW_DAYS * DAY_MS
  for await (const columns of hourly(earliest, to))
    for (let i = 0; i < columns.count; i++) {
      const startedAt = columns.startedAt[i]!
      if (Number.isNaN(startedAt)) continue
      if (from === null || startedAt >= from) days.add(dayStart(startedAt))
      if (!Number.isNaN(columns.gaps[i]!)) gaps.push({ startedAt, gapMs: columns.gaps[i]! })
    }
  return slowAbove(gaps, days)
}
