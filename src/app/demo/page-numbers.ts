import { widthOf } from './columns.ts'
import type { Rate } from './demo-figures.ts'
import { fill, type PageWords } from './page-words.ts'

const WIDTH = 100

/** A share with its interval. */
export function range({ estimate, low, high }: Rate, words: PageWords): string {
  if (estimate === null || low === null || high === null) return '-'
  return fill(words.range, { share: percent(estimate), low: tenths(low), high: tenths(high) })
}

type Change = Pick<Rate, 'estimate' | 'low' | 'high'>

/** A difference with its interval, in points. */
export function change({ estimate, low, high }: Change, words: PageWords): string {
  if (estimate === null || low === null || high === null) return '-'
  return fill(words.changeRange, { value: signed(estimate), low: signed(low), high: signed(high) })
}

export function judged({ low, high }: Change, words: PageWords): string {
  if (low !== null && low > 0) return words.better
  return high !== null && high < 0 ? words.worse : words.unclear
}

/** Breaks a text at blanks, indented; Chinese text has few blanks and stays long. */
export function wrapped(text: string, indent: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && widthOf(last) + widthOf(word) + 1 <= WIDTH - indent)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => ' '.repeat(indent) + line)
}

export const number = (value: number): string => value.toLocaleString('en-US')
export const tenths = (share: number): string => (100 * share).toFixed(1)
export const percent = (share: number): string => `${tenths(share)} %`
export const percentOr = (share: number | null): string => (share === null ? '-' : percent(share))
const signed = (share: number): string => `${share < 0 ? '−' : '+'}${tenths(Math.abs(share))}`
export const duration = (seconds: number): string =>
  seconds < 60 ? `${seconds.toFixed(0)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
