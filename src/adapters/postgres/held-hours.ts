import { HOUR_MS } from '../../metrics/grouping.ts'
import { hourNumber } from '../../metrics/unit-columns.ts'
import type { Database } from './database.ts'

/** Rows that one statement should read, so that none is long. */
const ROWS_A_STATEMENT = 1500
const MOST_HOURS_A_STATEMENT = 48
/** unit_changes is only added to; from so many rows on what stands there is summed up. */
const MANY_CHANGES = 5000
/** The hour of conversations without a start. */
export const NO_START = -1

const HOURS = `
  select hour, sum(changes)::bigint version, count(*)::int marks from unit_changes
  where ($1::bigint is null or hour >= $1) and ($2::bigint is null or hour <= $2) group by hour order by hour`
const SUM_UP = `
  with gone as (delete from unit_changes returning hour, changes)
  insert into unit_changes (hour, changes) select hour, sum(changes) from gone group by hour`

/** What is to be read at once. */
export interface WantedHours {
  /** Conversations that began in [from, to), epoch milliseconds; null = none. There may be hours in between that nobody wants. */
  readonly started: { readonly from: number; readonly to: number } | null
  readonly withoutStart: boolean
}

export interface HourSource<T> {
  /** By the number of the hour; one without conversations may be left out. */
  read(hours: WantedHours): Promise<ReadonlyMap<number, T>>
  /** How many of `count` are kept; what is beyond is read each time. */
  readonly mostHeld: number
}

interface Held<T> {
  readonly version: number
  /** null = nothing began in it. */
  readonly value: T | null
}
type Hour = { readonly hour: number; readonly version: number }

/**
 * What is known of conversations, held in memory by the hour of their start: an hour is read again when one of its conversations
 * has changed since, which the database notes in the same transaction. So it is what the rows say as they stand, however often
 * it is asked for, and whichever process changed them.
 *
 * @returns hours in order that lie in [from, to) or reach into it; null = no bound, and then those without a start come first
 */
export function heldHours<T extends { readonly count: number }>(
  database: Database,
  source: HourSource<T>,
): (from: number | null, to: number | null) => AsyncGenerator<T> {
  const held = new Map<number, Held<T>>()
  let size = 0

  function drop(hour: number): void {
    size -= held.get(hour)?.value?.count ?? 0
    held.delete(hour)
  }
  function keep(hour: number, version: number, value: T | null): void {
    drop(hour)
    held.set(hour, { version, value })
    size += value?.count ?? 0
    while (size > source.mostHeld && held.size > 1) drop(Math.min(...held.keys())) // the newest hours are asked for most
  }

  return async function* hourly(from, to) {
    const wanted = await changedHours(database, from, to)
    let hoursAtOnce = 1
    for (let at = 0; at < wanted.length; ) {
      const known = held.get(wanted[at]!.hour)
      if (known?.version === wanted[at]!.version) {
        at++
        if (known.value !== null) yield known.value
        continue
      }
      const isKnown = ({ hour, version }: Hour): boolean => held.get(hour)?.version === version
      const missing = takeWhile(wanted.slice(at, at + hoursAtOnce), (each) => !isKnown(each))
      const read = await source.read(wantedHours(missing))
      const found: T[] = []
      for (const { hour, version } of missing) {
        const value = read.get(hour) ?? null
        keep(hour, version, value)
        if (value !== null) found.push(value)
      }
      yield* found
      const rows = found.reduce((sum, each) => sum + each.count, 0)
      const perHour = Math.max(1, rows / missing.length)
      hoursAtOnce = Math.max(1, Math.min(MOST_HOURS_A_STATEMENT, Math.floor(ROWS_A_STATEMENT / perHour)))
      at += missing.length
    }
  }
}

async function changedHours(database: Database, from: number | null, to: number | null): Promise<Hour[]> {
  const [first, last] = [from === null ? null : hourNumber(from), to === null ? null : hourNumber(to - 1)]
  const rows = await database.query<Hour & { marks: number }>(HOURS, [first ?? (last === null ? null : 0), last])
  if (rows.reduce((sum, { marks }) => sum + marks, 0) > MANY_CHANGES + 2 * rows.length) await database.query(SUM_UP)
  return rows
}

function wantedHours(hours: readonly Hour[]): WantedHours {
  const starts = hours.map(({ hour }) => hour).filter((hour) => hour !== NO_START)
  return {
    started: starts.length > 0 ? { from: starts[0]! * HOUR_MS, to: (starts.at(-1)! + 1) * HOUR_MS } : null,
    withoutStart: starts.length < hours.length,
  }
}

function takeWhile<T>(items: readonly T[], is: (item: T) => boolean): T[] {
  const end = items.findIndex((item) => !is(item))
  return items.slice(0, end < 0 ? items.length : end)
}
