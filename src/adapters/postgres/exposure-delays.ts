import type { DelayCounts, ExposureScope } from '../../releases/exposure-reader.ts'
import type { Database } from './database.ts'
import { IN_STAGE, STAGES, USER } from './exposure-sql.ts'

/** Delays are counted in steps of ten minutes: of a window of days, that is as good as exact. */
const STEP_MS = 600_000

/**
 * $1 to $3 as in exposure-sql.ts, $4 the window with its grace, $5 now. Closed eligible conversations by when they converted (the event
 * that the row names), or by how long they have been watched.
 */
const DELAYS = `with ${STAGES}, closed as (
    select first_value(c.arm) over (partition by ${USER} order by started_at, c.arm) arm, not no_conversion converted,
      $5::bigint > ended_at + $4::bigint mature, least($5::bigint - ended_at, $4::bigint) age,
      case when no_conversion = false then greatest(0, coalesce((select t from events e where e.event_id = c.row->'evidence'->'no_conversion'->>0), ended_at) - ended_at) end delay
    ${IN_STAGE} where closed and eligible and ended_at <= $5
  )
  select arm, coalesce(converted, false) converted, mature, coalesce(delay, age) / ${STEP_MS} step, count(*)::int units
  from closed group by 1, 2, 3, 4`

interface Row {
  readonly arm: 'live' | 'canary'
  readonly converted: boolean
  readonly mature: boolean
  readonly step: number
  readonly units: number
}

/** @param values the first three of the statement: stages, assistant, assistants with releases of their own */
export async function conversionDelays(
  database: Database,
  values: readonly unknown[],
  windowMs: number,
  { now }: ExposureScope,
): Promise<{ live: DelayCounts; canary: DelayCounts }> {
  const rows = await database.query<Row>(DELAYS, [...values, windowMs, now])
  const of = (arm: Row['arm']): DelayCounts => countsOf(rows.filter((row) => row.arm === arm))
  return { live: of('live'), canary: of('canary') }
}

function countsOf(rows: readonly Row[]): DelayCounts {
  const unitsIn = (some: readonly Row[]): number => some.reduce((sum, { units }) => sum + units, 0)
  const mature = rows.filter((row) => row.mature)
  const open = rows.filter((row) => !row.mature)
  return {
    counts: rows.map(({ converted, step, units }) => ({
      time: step * STEP_MS,
      events: converted ? units : 0,
      censored: converted ? 0 : units,
    })),
    mature: { units: unitsIn(mature), converted: unitsIn(mature.filter((row) => row.converted)) },
    openConverted: unitsIn(open.filter((row) => row.converted)),
    waiting: open.filter((row) => !row.converted).map(({ step, units }) => ({ age: step * STEP_MS, units })),
  }
}
