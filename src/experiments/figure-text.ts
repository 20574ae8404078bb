import type { FigureUnit } from './figure.ts'
import type { FigureCheck } from './figure-check.ts'

const WORDS = { advance: 'excludes', stop: 'shows', inconclusive: 'does not yet exclude' } as const

/** What a figure says, as the ledger keeps it and the command line prints it. */
export function figureText(check: Omit<FigureCheck, 'text'>): string {
  const { figure, verdict, difference, margin, relative, live, canary, worse, unit } = check
  if (difference === null) {
    return `${figure}: ${live.users} live and ${canary.users} canary users are mature, ${canary.immature} conversations of the canary still open; nothing can be said yet.`
  }
  const { estimate, low, high } = difference
  const limit = relative === null ? measured(margin ?? 0, unit) : `${points(relative)} % of the live rate`
  const loss = verdict === 'stop' ? `a ${worse === 'lower' ? 'fall' : 'rise'}` : `a loss above ${limit}`
  return `${figure}: canary minus live ${measured(estimate, unit)} (95 % bounds that hold at all looks: ${amount(low, unit)} to ${amount(high, unit)}; ${canary.users} canary users) ${WORDS[verdict]} ${loss}.`
}

const NAMES: Readonly<Record<FigureUnit, string>> = { share: ' points', stars: ' stars', money: '' }

/** A difference with its unit; money has none here, since its currency stands beside it. */
export const measured = (value: number, unit: FigureUnit): string => `${amount(value, unit)}${NAMES[unit]}`

/** The same without its unit: shares in points. */
export const amount = (value: number, unit: FigureUnit): string =>
  unit === 'share' ? points(value) : `${value < 0 ? '-' : ''}${Math.abs(value).toFixed(2)}`

const points = (share: number): string => `${share < 0 ? '-' : ''}${(100 * Math.abs(share)).toFixed(1)}`
