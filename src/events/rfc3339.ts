import { LATEST_INSTANT } from './fields.ts'

const FORM = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/

/**
 * RFC 3339 text to epoch milliseconds; parts of a millisecond are cut off. null when it is none, or before 1970.
 *
 * @example parseRfc3339('2026-01-01T08:00:00+08:00') // 1767225600000
 */
export function parseRfc3339(text: string): number | null {
  const found = FORM.exec(text)
  if (!found) return null
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const [offsetHours, offsetMinutes] = [Number(found[9] ?? 0), Number(found[10] ?? 0)]
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null
  if (hour > 23 || minute > 59 || second > 60 || offsetHours > 23 || offsetMinutes > 59) return null // :60 is a leap second
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day) // Date.UTC would read the year 50 as 1950
  date.setUTCHours(hour, minute, second, Number((found[7] ?? '').padEnd(3, '0').slice(0, 3)))
  const offsetMs = (offsetHours * 60 + offsetMinutes) * 60_000
  const instant = date.getTime() + (found[8] === '-' ? offsetMs : -offsetMs)
  return instant >= 0 && instant <= LATEST_INSTANT ? instant : null
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
