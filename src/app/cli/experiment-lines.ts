import type { FigureUnit } from '../../experiments/figure.ts'
import { amount, measured } from '../../experiments/figure-text.ts'

/** A figure of an experiment, as GET /v1/experiments/:id and GET /v1/releases/status answer it. */
export interface FigureShown {
  readonly figure: string
  readonly verdict: 'advance' | 'stop' | 'inconclusive'
  readonly holds: boolean
  readonly worse: 'lower' | 'higher'
  readonly unit: FigureUnit
  readonly margin: number | null
  readonly live: ArmShown
  readonly canary: ArmShown
  readonly difference: { readonly estimate: number; readonly low: number; readonly high: number } | null
  readonly variance_reduction: number | null
  readonly users_needed: number | null
}
interface ArmShown {
  readonly users: number
  readonly rate: number | null
  readonly immature: number
}
export interface CheckShown {
  readonly verdict: FigureShown['verdict']
  readonly figures: readonly FigureShown[]
  readonly split: {
    readonly live: number
    readonly canary: number
    readonly expected: number
    readonly p: number
    readonly wrong: boolean
  }
}

/**
 * The figures for people: what each says, and how many users it still needs.
 *
 * @param ended nobody will come any more: then no number of users is missing
 */
export function checkLines({ figures, split }: CheckShown, ended = false): string[] {
  const rows = [
    ['figure', 'live', 'canary', 'difference', 'what it says'],
    ...figures.map((each) => [
      each.figure,
      rate(each.live, each.unit),
      rate(each.canary, each.unit),
      change(each),
      said(each, ended),
    ]),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const table = rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')}`.trimEnd())
  const narrowed = figures.filter((each) => each.variance_reduction !== null)
  const past = narrowed.map((each) => `${each.figure} by ${percent(each.variance_reduction!)}`).join(', ')
  return [
    ...table,
    `  users: ${count(split.live)} live, ${count(split.canary)} canary (${percent(split.expected)} wanted): ${splitSaid(split)}`,
    ...(past === '' ? [] : [`  the users' own past narrowed ${past}`]),
    `  Bounds hold with 95 % at all looks together${ended ? '.' : ': look as often as you like.'}`,
  ]
}

function splitSaid({ live, canary, wrong }: CheckShown['split']): string {
  if (live + canary === 0) return 'nobody yet'
  return wrong ? 'WRONG SPLIT, nothing is compared until its cause is found' : 'split as drawn'
}

const rate = (arm: ArmShown, unit: FigureUnit): string =>
  arm.rate === null
    ? `no data${open(arm)}`
    : `${unit === 'share' ? percent(arm.rate) : amount(arm.rate, unit)} of ${count(arm.users)}${open(arm)}`

const open = ({ immature }: ArmShown): string => (immature > 0 ? ` (+${count(immature)} open)` : '')

const change = ({ difference, unit }: FigureShown): string =>
  difference === null
    ? '-'
    : `${signed(difference.estimate, unit)} (${signed(difference.low, unit)} to ${signed(difference.high, unit)})`

function said({ verdict, margin, holds, worse, users_needed, unit }: FigureShown, ended: boolean): string {
  if (verdict === 'advance') return `fine: no loss above ${measured(margin ?? 0, unit)}`
  if (verdict === 'stop') return `worse for sure: it ${worse === 'lower' ? 'fell' : 'rose'}`
  if (ended) return `it ended before this could be told${holds ? '' : ' (did not hold it back)'}`
  const missing = users_needed === null || users_needed === 0 ? '' : `: about ${count(users_needed)} more users`
  return `not enough data yet${missing}${holds ? '' : ' (does not hold it back)'}`
}

const signed = (value: number, unit: FigureUnit): string => `${value > 0 ? '+' : ''}${amount(value, unit)}`
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
export const count = (n: number): string => Math.round(n).toLocaleString('en-GB')
export const day = (instant: number): string => `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`
