import { type Groupings, groupOf } from './grouping.ts'
import { FIGURE_ROWS } from './rates.ts'
import type { Unit } from './unit.ts'
import {
  clusterOf,
  DIMENSIONS,
  type DimensionName,
  groupedAt,
  inputsAt,
  PART,
  type UnitColumns,
} from './unit-columns.ts'

/** Windows of the feature configuration that decide when a rating can no longer come, milliseconds. */
export interface FeedbackWindows {
  readonly feedbackWindowMs: number
  readonly graceMs: number
}

/** Sums per user: what every interval needs, however many conversations there are. */
export interface Group {
  /** User -> his place in the columns below. */
  readonly users: Map<string, number>
  /** Of each user the random bundle of the bootstrap; NO_BUNDLE = not looked up. */
  bundles: Uint16Array
  /** Per user and figure f the sum at 2 f and the number of mature units at 2 f + 1. */
  sums: Float64Array
  readonly immature: Float64Array
  /** Currency -> user's place -> amount. */
  readonly amounts: Map<string, Map<number, number>>
  /** User's place -> conversations with an order whose amount nobody gave: their value is unknown, not 0. */
  readonly unpriced: Map<number, number>
}

export interface Tally {
  readonly by: Groupings
  readonly groups: Map<string, Group>
}

/** Places of one user in `sums`. */
export const STRIDE = 2 * FIGURE_ROWS.length
export const ORDER_ROW = FIGURE_ROWS.findIndex((row) => row.figure === 'order_rate')

/** A bundle costs a hash, and most figures need none. */
export const NO_BUNDLE = 0xffff

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
  const user = placeOfUser(group, clusterOf(unit), NO_BUNDLE)
  const feedbackOver = unit.closed && unit.endedAt !== null && now > feedbackOverAt(unit.endedAt, windows)
  const judged = { feedbackOver, dissatisfaction }
  FIGURE_ROWS.forEach((row, f) => {
    const part = row.of(unit, judged)
    if (part === 'immature') group.immature[f]!++
    else if (part !== 'outside') add(group, user, f, part)
    if (f === ORDER_ROW && part === 1) addAmount(group, user, unit.orderAmount, unit.orderCurrency ?? 'unknown')
  })
}

const feedbackOverAt = (endedAt: number, { feedbackWindowMs, graceMs }: FeedbackWindows): number =>
  endedAt + feedbackWindowMs + graceMs

/** What decides of an hour's units: in [from, to), and what the model predicts from a unit's inputs. */
export interface ColumnCount {
  readonly from: number | null
  readonly to: number | null
  readonly now: number
  readonly windows: FeedbackWindows
  /** From the inputs of the predicted satisfaction; null = there is no model yet. */
  readonly predict: ((inputs: ArrayLike<number>) => number) | null
}

/**
 * Counts the units of an hour: the same sums as `count` of each, in a fraction of the time.
 *
 * @param each called with the place of each unit that is in the span, and the key of its group
 */
export function countColumns(
  tally: Tally,
  columns: UnitColumns,
  scope: ColumnCount,
  each: (i: number, key: string) => void = () => {},
): void {
  const keyOf = keysOf(columns, tally.by)
  for (let i = 0; i < columns.count; i++) {
    if (!isInSpan(columns.startedAt[i]!, scope)) continue
    const key = keyOf(i)
    countAt(groupNamed(tally, key), columns, i, scope)
    each(i, key)
  }
}

/** A unit without a start (NaN) is in the span of all time alone. */
export const isInSpan = (startedAt: number, { from, to }: Pick<ColumnCount, 'from' | 'to'>): boolean =>
  (from === null || startedAt >= from) && (to === null || startedAt < to)

function countAt(group: Group, columns: UnitColumns, i: number, { now, windows, predict }: ColumnCount): void {
  const user = placeOfUser(group, columns.clusters[i]!, columns.bundles[i]!)
  const parts = now > feedbackOverAt(columns.feedbackFrom[i]!, windows) ? columns.after : columns.before
  const first = i * FIGURE_ROWS.length
  for (let f = 0; f < FIGURE_ROWS.length; f++) {
    const part = parts[first + f]!
    if (part === PART.immature) group.immature[f]!++
    else if (part === PART.zero || part === PART.one) add(group, user, f, part - PART.zero)
    else if (part === PART.value) add(group, user, f, columns.values.get(first + f)!)
    else if (part === PART.predicted && predict !== null) add(group, user, f, predict(inputsAt(columns, i)))
  }
  if (parts[first + ORDER_ROW] !== PART.one) return
  const order = columns.amounts.get(i)!
  addAmount(group, user, Number.isNaN(order.amount) ? null : order.amount, order.currency)
}

/** Key of a unit's group. Of units that are grouped by the same names it is made once. */
function keysOf(columns: UnitColumns, by: Groupings): (i: number) => string {
  const names = by.flatMap((grouping): DimensionName[] => {
    const name = grouping === 'assistant' ? 'assistantId' : grouping
    return DIMENSIONS.filter((dimension) => dimension === name)
  })
  const dimensions = names.map((name) => columns.dimensions[name])
  const keys = new Map<number, string>()
  return (i) => {
    let code = 0
    for (const { names, codes } of dimensions) code = code * names.length + codes[i]!
    const held = keys.get(code)
    if (held !== undefined) return held
    const key = groupOf(groupedAt(columns, i), by)
    keys.set(code, key)
    return key
  }
}

function add(group: Group, user: number, f: number, value: number): void {
  group.sums[user * STRIDE + 2 * f]! += value
  group.sums[user * STRIDE + 2 * f + 1]!++
}

function addAmount(group: Group, user: number, amount: number | null, currency: string): void {
  if (amount === null) {
    group.unpriced.set(user, (group.unpriced.get(user) ?? 0) + 1)
    return
  }
  const amounts = group.amounts.get(currency) ?? new Map<number, number>()
  amounts.set(user, (amounts.get(user) ?? 0) + amount)
  group.amounts.set(currency, amounts)
}

function placeOfUser(group: Group, cluster: string, bundle: number): number {
  const held = group.users.get(cluster)
  if (held !== undefined) return held
  const place = group.users.size
  group.users.set(cluster, place)
  if (place === group.bundles.length) {
    group.bundles = grown(group.bundles, Uint16Array)
    group.sums = grown(group.sums, Float64Array)
  }
  group.bundles[place] = bundle
  return place
}

function grown<T extends Uint16Array | Float64Array>(column: T, kind: new (length: number) => T): T {
  const next = new kind(column.length * 2)
  next.set(column)
  return next
}

const FEW_USERS = 4

function groupNamed(tally: Tally, name: string): Group {
  const held = tally.groups.get(name)
  if (held) return held
  const group: Group = {
    users: new Map(),
    bundles: new Uint16Array(FEW_USERS),
    sums: new Float64Array(FEW_USERS * STRIDE),
    immature: new Float64Array(FIGURE_ROWS.length),
    amounts: new Map(),
    unpriced: new Map(),
  }
  tally.groups.set(name, group)
  return group
}
