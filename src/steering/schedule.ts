import { CronExpressionParser } from 'cron-parser'
import { LoopError } from '../errors/loop-error.ts'

/** Five cron fields (minute, hour, day of month, month, day of week), read in a time zone. */
export interface Schedule {
  readonly cron: string
  /** IANA name, such as Asia/Shanghai. */
  readonly timeZone: string
}

/** Throws LOOP_BAD_SCHEDULE when the fields or the zone cannot be read. */
export function checkCron(schedule: Schedule): void {
  const { cron, timeZone } = schedule
  if (cron.trim().split(/\s+/).length !== 5) {
    throw badSchedule(`"${cron}" does not have five fields: minute, hour, day of month, month, day of week.`)
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw badSchedule(`"${timeZone}" is no time zone. Give an IANA name such as Asia/Shanghai or UTC.`)
  }
  try {
    nextAfter(schedule, 0)
  } catch (cause) {
    throw badSchedule(`"${cron}" cannot be read: ${(cause as Error).message}.`)
  }
}

/** First instant of the schedule after `at`, epoch milliseconds. */
export const nextAfter = (schedule: Schedule, at: number): number => parsed(schedule, at).next().getTime()

/** Last instant of the schedule at or before `at`, epoch milliseconds. */
export const lastUpTo = (schedule: Schedule, at: number): number =>
  parsed(schedule, at + 1)
    .prev()
    .getTime()

/** `Monday 2026-01-05 02:00 (Asia/Shanghai)`. */
export function inWords(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('weekday')} ${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')} (${timeZone})`
}

const parsed = ({ cron, timeZone }: Schedule, at: number) =>
  CronExpressionParser.parse(cron.trim(), { tz: timeZone, currentDate: new Date(at) })

const badSchedule = (message: string): LoopError =>
  new LoopError(
    'LOOP_BAD_SCHEDULE',
    `The schedule was not kept: ${message} Example: "0 2 * * 1" in Asia/Shanghai is Monday 02:00 there.`,
    {
      status: 400,
    },
  )
