import { DAY_MS } from '../../metrics/grouping.ts'
import { paceOf, SLOW_WINDOW_DAYS } from '../../metrics/segments.ts'
import { type StartedGap, slowAbove } from '../../metrics/slow-above.ts'
import { type ColumnUnit, columnsOf, dimensionOf, hourNumber, type UnitColumns } from '../../metrics/unit-columns.ts'
import type { ColumnReader, SegmentNeeds } from '../../metrics/unit-reader.ts'
import type { Database } from './database.ts'
import { heldHours, NO_START, type WantedHours } from './held-hours.ts'
import { selection, type UnitRow, unitFrom } from './unit-reader.ts'

/** How many units are kept in memory, about 250 bytes each. What is beyond is read each time. */
const MOST_HELD = 400_000
const UNITS = `${selection(['language'], ', exists (select from samples s where s.conversation_id = c.conversation_id) sampled')}
  where started_at >= $1 and started_at < $2`
const UNITS_WITHOUT_START = `${UNITS.slice(0, UNITS.lastIndexOf('where'))} where started_at is null`

/** Users with several conversations, and when the first began. */
const FIRST_STARTS = `
  select user_id "user", min(started_at) first from conversations where user_id is not null and started_at is not null
  group by user_id having count(*) > 1`

/** Units as columns, held in memory by the hour. */
export function postgresColumnReader(database: Database): ColumnReader {
  const hourly = heldHours(database, { read: (hours) => readHours(database, hours), mostHeld: MOST_HELD })
  return {
    async *columns(from, to, needs = []) {
      const segmented = await segmenter(database, hourly, from, to, needs)
      for await (const columns of hourly(from, to)) yield segmented(columns)
    },
  }
}

type Row = UnitRow & { readonly sampled: boolean }

async function readHours(
  database: Database,
  { started, withoutStart }: WantedHours,
): Promise<Map<number, UnitColumns>> {
  const rows = [
    ...(withoutStart ? await database.query<Row>(UNITS_WITHOUT_START) : []),
    ...(started ? await database.query<Row>(UNITS, [started.from, started.to]) : []),
  ]
  const groups = Map.groupBy(rows, ({ startedAt }) => (startedAt === null ? NO_START : hourNumber(startedAt)))
  return new Map(
    [...groups].map(([hour, some]) => [hour, columnsOf(hour === NO_START ? null : hour, some.map(columnUnit))]),
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
