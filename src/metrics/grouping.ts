import type { Unit } from './unit.ts'

export const GROUPINGS = [
  'bundle',
  'arm',
  'assistant',
  'channel',
  'day',
  'hour',
  'language',
  'visitor',
  'pace',
] as const
export type Grouping = (typeof GROUPINGS)[number]
/** Several at once are their cross; none is the whole. */
export type Groupings = readonly Grouping[]

/** What of a unit decides its group. */
export type Grouped = Pick<Unit, 'bundle' | 'arm' | 'assistantId' | 'channel' | 'startedAt'> &
  Partial<Pick<Unit, 'language' | 'visitor' | 'pace'>>

/** Where a figure belongs, as it is shown. */
export interface Place {
  /** Groupings, joined by commas; null = none. */
  readonly by: string | null
  /** 'all', the group's name, or the names of a cross joined by ' · ' for reading. */
  readonly group: string
  /** The same, grouping by grouping: how a program reads it. */
  readonly groups: Readonly<Partial<Record<Grouping, string>>>
}

/** The group of everything, where nothing is grouped by. */
export const ALL = 'all'
const UNKNOWN = 'unknown'
export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/**
 * The key of a unit's group: its name, or the names of a cross as a JSON array, since an id may hold any character.
 * Days and hours are those of UTC, by the conversation's start.
 */
export function groupOf(unit: Grouped, by: Groupings): string {
  if (by.length === 0) return ALL
  const names = by.map((grouping) => nameIn(unit, grouping) ?? UNKNOWN)
  return names.length === 1 ? names[0]! : JSON.stringify(names)
}

function nameIn(unit: Grouped, grouping: Grouping): string | null | undefined {
  switch (grouping) {
    case 'day':
      return unit.startedAt === null ? null : dayOf(unit.startedAt)
    case 'hour':
      return unit.startedAt === null ? null : hourOf(unit.startedAt)
    case 'assistant':
      return unit.assistantId
    default:
      return unit[grouping]
  }
}

export function placeOf(key: string, by: Groupings): Place {
  if (by.length === 0) return { by: null, group: ALL, groups: {} }
  const names = by.length === 1 ? [key] : (JSON.parse(key) as string[])
  return {
    by: by.join(','),
    group: names.join(' · '),
    groups: Object.fromEntries(by.map((grouping, i) => [grouping, names[i] ?? UNKNOWN])),
  }
}

/** The group's day or hour is over at `now`: no further conversation can begin in it. True where they are not told apart. */
export function isOver({ groups: { day, hour } }: Place, now: number): boolean {
  const over = (start: number, length: number): boolean => Number.isNaN(start) || now >= start + length
  return (
    over(Date.parse(`${day}T00:00:00Z`), DAY_MS) && over(Date.parse(`${hour}:00:00Z`), HOUR_MS) // NaN where absent
  )
}

/** Day in UTC, YYYY-MM-DD. */
export const dayOf = (instant: number): string =>
  new Date(Math.floor(instant / DAY_MS) * DAY_MS).toISOString().slice(0, 10)

/** Hour in UTC, YYYY-MM-DDTHH. */
export const hourOf = (instant: number): string =>
  new Date(Math.floor(instant / HOUR_MS) * HOUR_MS).toISOString().slice(0, 13)
