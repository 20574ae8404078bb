import type { Figure, Measured } from '../../src/metrics/figure.ts'
import { type Groupings, groupOf, isOver, placeOf } from '../../src/metrics/grouping.ts'
import { meanInterval } from '../../src/metrics/mean-interval.ts'
import { FIGURE_ROWS, type FigureRow } from '../../src/metrics/rates.ts'
import type { FeedbackWindows } from '../../src/metrics/tally.ts'
import { finite, type Unit } from '../../src/metrics/unit.ts'
import { clusteredRate } from '../../src/stats/clustered-rate.ts'
import { hashUnit, randomFrom } from '../../src/stats/random.ts'

/** The figures in the plainest form: one object per user and figure. What is fast must say the same. */

/** Sums per user: what every interval needs, however many conversations there are. */
interface Group {
  /** Per user: for figure f the sum at 2 f and the number of mature units at 2 f + 1. */
  readonly users: Map<string, Float64Array>
  readonly immature: Float64Array
  /** Currency -> user -> amount. */
  readonly amounts: Map<string, Map<string, number>>
  /** User -> conversations with an order whose amount nobody gave: their value is unknown, not 0. */
  readonly unpriced: Map<string, number>
}

export interface Tally {
  readonly by: Groupings
  readonly groups: Map<string, Group>
}

export const newTally = (by: Groupings): Tally => ({ by, groups: new Map() })

/**
 * Counts one conversation. The same conversation must not be counted twice.
 *
 * @param dissatisfaction predicted probability of a negative rating; null = there is no model yet
 */
export function count(
  tally: Tally,
  unit: Unit,
  now: number,
  windows: FeedbackWindows,
  dissatisfaction: number | null = null,
): void {
  const group = groupNamed(tally, groupOf(unit, tally.by))
  const user = unit.userId ?? `conversation ${unit.conversationId}`
  const sums = group.users.get(user) ?? new Float64Array(2 * FIGURE_ROWS.length)
  group.users.set(user, sums)
  const feedbackOver =
    unit.closed && unit.endedAt !== null && now > unit.endedAt + windows.feedbackWindowMs + windows.graceMs
  const judged = { feedbackOver, dissatisfaction }
  FIGURE_ROWS.forEach((row, f) => {
    const part = row.of(unit, judged)
    if (part === 'immature') group.immature[f]!++
    else if (part !== 'outside') {
      sums[2 * f]! += part
      sums[2 * f + 1]!++
    }
    if (row.figure === 'order_rate' && part === 1) addAmount(group, user, unit)
  })
}

/** Keys of all groups, in order. */
export const groupKeys = (tally: Tally): string[] => [...tally.groups.keys()].sort()

/**
 * All figures of the named groups, one by one.
 *
 * @param keys of groups, in the order wanted
 * @param wanted names of figures; null = all
 */
export function* figures(
  tally: Tally,
  now: number,
  keys: readonly string[] = groupKeys(tally),
  wanted: ReadonlySet<string> | null = null,
): Generator<Figure> {
  const found = new Set([...tally.groups.values()].flatMap((group) => [...group.amounts.keys()]))
  const currencies = found.size > 0 ? [...found].sort() : [null] // nothing was ordered: 0 of any money
  const isWanted = (figure: string): boolean => wanted === null || wanted.has(figure)
  for (const key of keys) {
    const group = tally.groups.get(key)
    if (group === undefined) continue
    const place = placeOf(key, tally.by)
    const over = isOver(place, now)
    const line = (each: Ungrouped): Figure => ({ ...place, ...each, settled: over && each.immature === 0 })
    for (const [f, row] of FIGURE_ROWS.entries()) if (isWanted(row.figure)) yield line(figureOf(group, row, f))
    if (isWanted('value_per_conversation')) for (const currency of currencies) yield line(valueFigure(group, currency))
  }
}

type Ungrouped = Omit<Measured, 'settled'>

function figureOf(group: Group, row: FigureRow, f: number): Ungrouped {
  const users: UserSum[] = []
  for (const [user, sums] of group.users) {
    const size = sums[2 * f + 1]!
    if (size > 0) users.push({ user, sum: sums[2 * f]!, size })
  }
  const immature = group.immature[f]!
  return row.kind === 'rate' ? rateOf(row.figure, users, immature) : meanOf(row.figure, users, immature, row.range)
}

interface UserSum {
  readonly user: string
  readonly sum: number
  readonly size: number
}

function rateOf(figure: string, users: readonly UserSum[], immature: number): Ungrouped {
  const rate = clusteredRate(users.map((user) => ({ successes: user.sum, size: user.size })))
  return {
    figure,
    numerator: rate.successes,
    denominator: rate.size,
    immature,
    estimate: finite(rate.estimate),
    low: rate.low,
    high: rate.high,
    effective_size: rate.effectiveSize,
    users: users.length,
  }
}

const MOST_CLUSTERS = 500

function meanOf(
  figure: string,
  users: readonly UserSum[],
  immature: number,
  [least, most]: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): Ungrouped {
  const { sum, size } = totals(users)
  // Sums of many users are bundled at random first: the bootstrap of random bundles has the same variance on average,
  // and its time stays bounded.
  const bundles = users.length <= MOST_CLUSTERS ? users.toSorted(byName) : bundled(users)
  const { low, high } = meanInterval(bundles, randomFrom('metrics'), users.length)
  const within = (bound: number): number | null =>
    Number.isFinite(bound) ? Math.min(most, Math.max(least, bound)) : null
  return {
    figure,
    numerator: sum,
    denominator: size,
    immature,
    estimate: finite(sum / size),
    low: within(low),
    high: within(high),
    effective_size: users.length,
    users: users.length,
  }
}

function bundled(users: readonly UserSum[]): UserSum[] {
  const bundles = Array.from({ length: MOST_CLUSTERS }, (_, i) => ({ user: String(i), sum: 0, size: 0 }))
  for (const { user, sum, size } of users) {
    const bundle = bundles[Math.floor(hashUnit('metrics', user) * MOST_CLUSTERS)]!
    bundle.sum += sum
    bundle.size += size
  }
  return bundles.filter((bundle) => bundle.size > 0)
}

const byName = (a: UserSum, b: UserSum): number => (a.user < b.user ? -1 : 1)

const ORDER_ROW = FIGURE_ROWS.findIndex((row) => row.figure === 'order_rate')

/**
 * Money of different currencies is not added: one figure each, in which the other currencies' orders count as 0. An order
 * without an amount is not known, and counts with the immature ones.
 */
function valueFigure(group: Group, currency: string | null): Ungrouped {
  const amounts = group.amounts.get(currency ?? '')
  const users: UserSum[] = []
  let unknown = group.immature[ORDER_ROW]!
  for (const [user, sums] of group.users) {
    const unpriced = group.unpriced.get(user) ?? 0
    const size = sums[2 * ORDER_ROW + 1]! - unpriced
    unknown += unpriced
    if (size > 0) users.push({ user, sum: amounts?.get(user) ?? 0, size })
  }
  return { ...meanOf('value_per_conversation', users, unknown), ...(currency !== null && { unit: currency }) }
}

function addAmount(group: Group, user: string, unit: Unit): void {
  if (unit.orderAmount === null) {
    group.unpriced.set(user, (group.unpriced.get(user) ?? 0) + 1)
    return
  }
  const currency = unit.orderCurrency ?? 'unknown'
  const amounts = group.amounts.get(currency) ?? new Map<string, number>()
  amounts.set(user, (amounts.get(user) ?? 0) + unit.orderAmount)
  group.amounts.set(currency, amounts)
}

function groupNamed(tally: Tally, name: string): Group {
  const held = tally.groups.get(name)
  if (held) return held
  const group: Group = {
    users: new Map(),
    immature: new Float64Array(FIGURE_ROWS.length),
    amounts: new Map(),
    unpriced: new Map(),
  }
  tally.groups.set(name, group)
  return group
}

const totals = (users: readonly UserSum[]): { sum: number; size: number } => ({
  sum: users.reduce((total, user) => total + user.sum, 0),
  size: users.reduce((total, user) => total + user.size, 0),
})
