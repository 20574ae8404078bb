import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

const MINUTE_MS = 60_000
const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', MINUTE_MS],
  ['second', 1000],
]

/** Numbers, instants and spans in the chosen language. */
export interface Format {
  /** 12,345 or 12.3 */
  number(value: number, digits?: number): string
  /** A share (0 to 1) as percent. */
  percent(share: number, digits?: number): string
  /** A difference of shares (-1 to 1) in percentage points, with its sign. */
  points(difference: number, digits?: number): string
  money(value: number, currency?: string): string
  /** Day and time to the minute. `at`: epoch milliseconds. */
  instant(at: number): string
  /** With seconds and milliseconds. */
  exact(at: number): string
  day(at: number): string
  time(at: number): string
  /** A day of UTC, as the service buckets its series: 4 Jan, 1月4日. */
  utcDay(at: number): string
  /** "3 hours ago", "in 2 days". */
  relative(at: number, now: number): string
  /** "1 h 5 min", for a span in milliseconds. */
  span(ms: number): string
  list(items: readonly string[]): string
}

/** @param language the console's language: en or zh */
export function formatOf(language: string): Format {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  const number = (digits: number, more: Intl.NumberFormatOptions = {}) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits, signDisplay: 'negative', ...more }) // never -0
  const instant = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { hourCycle: 'h23', ...options })
  const minute = instant({ dateStyle: 'medium', timeStyle: 'short' })
  const exact = instant({ dateStyle: 'medium', timeStyle: 'medium' })
  const day = instant({ dateStyle: 'medium' })
  const time = instant({ timeStyle: 'medium' })
  const utcDay = instant({ month: 'short', day: 'numeric', timeZone: 'UTC' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  return {
    number: (value, digits = 0) => number(digits).format(value),
    percent: (share, digits = 1) => number(digits, { style: 'percent' }).format(share),
    points: (difference, digits = 1) =>
      number(digits, { signDisplay: 'exceptZero' }).format(difference * 100) +
      (language === 'zh' ? ' 个百分点' : ' pts'),
    money: (value, currency) =>
      currency === undefined ? number(2).format(value) : number(2, { style: 'currency', currency }).format(value),
    instant: (at) => minute.format(at),
    exact: (at) => exact.format(at),
    day: (at) => day.format(at),
    time: (at) => time.format(at),
    utcDay: (at) => utcDay.format(at),
    relative(at, now) {
      const [unit, ms] = STEPS.find(([, size]) => Math.abs(at - now) >= size) ?? ['second', 1000]
      return relative.format(Math.round((at - now) / ms), unit)
    },
    span: (ms) => spanOf(ms, language === 'zh'),
    list: (items) => list.format(items),
  }
}

function spanOf(ms: number, zh: boolean): string {
  const units = zh ? ['天', '小时', '分', '秒'] : ['d', 'h', 'min', 's']
  if (ms < 1000) return zh ? `${Math.round(ms)} 毫秒` : `${Math.round(ms)} ms`
  const sizes = [86_400_000, 3_600_000, MINUTE_MS, 1000]
  const parts: string[] = []
  let rest = ms
  for (const [i, size] of sizes.entries()) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${units[i]}`)
  }
  return parts.slice(0, 2).join(' ')
}

export function useFormat(): Format {
  const { i18n } = useTranslation()
  return useMemo(() => formatOf(i18n.language), [i18n.language])
}
