import { clusteredRate } from '../stats/clustered-rate.ts'
import type { Cluster } from '../stats/clusters.ts'
import { randomFrom } from '../stats/random.ts'
import type { Figure, Measured } from './figure.ts'
import { isOver, placeOf } from './grouping.ts'
import { meanInterval } from './mean-interval.ts'
import { FIGURE_ROWS, type FigureRow } from './rates.ts'
import { type Group, NO_BUNDLE, ORDER_ROW, STRIDE, type Tally } from './tally.ts'
import { finite } from './unit.ts'
import { bundleOf, MOST_CLUSTERS } from './unit-columns.ts'

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
  if (row.kind === 'rate') return rateOf(row.figure, alikeUsers(group, f), group.immature[f]!)
  const sums = {
    sum: (user: number) => group.sums[user * STRIDE + 2 * f]!,
    size: (user: number) => group.sums[user * STRIDE + 2 * f + 1]!,
  }
  return meanOf(row.figure, group, sums, group.immature[f]!, row.range)
}

/** Users with as many units and successes count as one kind: there are few kinds, however many users. */
function alikeUsers(group: Group, f: number): Required<Cluster>[] {
  const kinds = new Map<number, Required<Cluster>>()
  for (let user = 0; user < group.users.size; user++) {
    const size = group.sums[user * STRIDE + 2 * f + 1]!
    if (size === 0) continue
    const successes = group.sums[user * STRIDE + 2 * f]!
    const kind = (size * (size + 1)) / 2 + successes // 0 <= successes <= size
    const held = kinds.get(kind)
    if (held) held.count++
    else kinds.set(kind, { successes, size, count: 1 })
  }
  return [...kinds.values()]
}

function rateOf(figure: string, users: readonly Cluster[], immature: number): Ungrouped {
  const rate = clusteredRate(users)
  return {
    figure,
    numerator: rate.successes,
    denominator: rate.size,
    immature,
    estimate: finite(rate.estimate),
    low: rate.low,
    high: rate.high,
    effective_size: rate.effectiveSize,
    users: rate.clusters,
  }
}

/** A user's part in a mean, by his place in the group. */
interface UserSums {
  sum(user: number): number
  /** 0 = he has none. */
  size(user: number): number
}
interface NamedSum {
  readonly user: string
  sum: number
  size: number
}

function meanOf(
  figure: string,
  group: Group,
  sums: UserSums,
  immature: number,
  [least, most]: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): Ungrouped {
  let [total, units, users] = [0, 0, 0]
  for (let user = 0; user < group.users.size; user++) {
    const size = sums.size(user)
    if (size <= 0) continue
    total += sums.sum(user)
    units += size
    users++
  }
  // Sums of many users are bundled at random first: the bootstrap of random bundles has the same variance on average,
  // and its time stays bounded.
  const clusters = users <= MOST_CLUSTERS ? byName(group, sums) : bundled(group, sums)
  const { low, high } = meanInterval(clusters, randomFrom('metrics'), users)
  const within = (bound: number): number | null =>
    Number.isFinite(bound) ? Math.min(most, Math.max(least, bound)) : null
  return {
    figure,
    numerator: total,
    denominator: units,
    immature,
    estimate: finite(total / units),
    low: within(low),
    high: within(high),
    effective_size: users,
    users,
  }
}

function byName(group: Group, sums: UserSums): NamedSum[] {
  const named: NamedSum[] = []
  for (const [user, place] of group.users) {
    const size = sums.size(place)
    if (size > 0) named.push({ user, sum: sums.sum(place), size })
  }
  return named.sort((a, b) => (a.user < b.user ? -1 : 1))
}

function bundled(group: Group, sums: UserSums): NamedSum[] {
  const bundles = Array.from({ length: MOST_CLUSTERS }, (_, i) => ({ user: String(i), sum: 0, size: 0 }))
  for (const [name, user] of group.users) {
    const size = sums.size(user)
    if (size <= 0) continue
    const known = group.bundles[user]!
    const bundle = bundles[known === NO_BUNDLE ? bundleOf(name) : known]!
    bundle.sum += sums.sum(user)
    bundle.size += size
  }
  return bundles.filter((bundle) => bundle.size > 0)
}

/**
 * Money of different currencies is not added: one figure each, in which the other currencies' orders count as 0. An order
 * without an amount is not known, and counts with the immature ones.
 */
function valueFigure(group: Group, currency: string | null): Ungrouped {
  const amounts = group.amounts.get(currency ?? '')
  const unpriced = (user: number): number => group.unpriced.get(user) ?? 0
  const sums = {
    sum: (user: number) => amounts?.get(user) ?? 0,
    size: (user: number) => group.sums[user * STRIDE + 2 * ORDER_ROW + 1]! - unpriced(user),
  }
  const unknown = [...group.unpriced.values()].reduce((sum, n) => sum + n, group.immature[ORDER_ROW]!)
  const figure = meanOf('value_per_conversation', group, sums, unknown)
  return { ...figure, ...(currency !== null && { unit: currency }) }
}
