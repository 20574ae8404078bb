import { benjaminiHochberg } from '../stats/false-discovery.ts'
import { homogeneity } from '../stats/homogeneity.ts'
import { jensenShannon } from '../stats/jensen-shannon.ts'
import { kolmogorovSmirnov } from '../stats/kolmogorov-smirnov.ts'
import { psi } from '../stats/psi.ts'
import type { TextDrift } from './domain-classifier.ts'

/** One series of one span: numbers, or how often each category came. Every user counts once, so that units are independent. */
export type Sample =
  | { readonly kind: 'numbers'; readonly values: readonly number[] }
  | { readonly kind: 'categories'; readonly counts: Readonly<Record<string, number>> }

/** Series name -> its sample. */
export type Samples = Readonly<Record<string, Sample>>

export interface DriftResult {
  readonly series: string
  readonly test: 'ks' | 'psi' | 'classifier'
  /** Kolmogorov-Smirnov's D, population stability index, or area under the curve less a half, times two. */
  readonly effect: number
  /** From which effect on it matters, however sure it is. */
  readonly floor: number
  /** Jensen-Shannon divergence in bits, of categories. */
  readonly jensenShannon: number | null
  readonly auc: { readonly estimate: number; readonly low: number; readonly high: number } | null
  readonly p: number
  readonly reference: number
  readonly current: number
}

/** A result after the control of false alarms over all series of the day. */
export interface JudgedDrift extends DriftResult {
  /** Smallest daily level at which it would count as a change. */
  readonly adjusted: number
  /** Sure and large enough. */
  readonly drifted: boolean
}

/** Least effect that matters: 0.1 is the usual first limit of the index; the others are of that size for a normal variable. */
const FLOORS = { ks: 0.1, psi: 0.1, classifier: 0.1 }
/** Below so many users on a side nothing is tested. */
export const FEWEST_USERS = 30
/** Categories of which the smaller side expects fewer are counted as one: every test is rough on nearly empty bins. */
const FEWEST_PER_CATEGORY = 5
const REST = '(rest)'

/** Compares every series that both have enough of. */
export function compareSamples(reference: Samples, current: Samples): DriftResult[] {
  return Object.keys(current)
    .sort()
    .flatMap((series) => {
      const [before, now] = [reference[series], current[series]]
      if (before?.kind === 'numbers' && now?.kind === 'numbers') return ofNumbers(series, before.values, now.values)
      if (before?.kind === 'categories' && now?.kind === 'categories')
        return ofCategories(series, before.counts, now.counts)
      return []
    })
}

function ofNumbers(series: string, before: readonly number[], now: readonly number[]): DriftResult[] {
  if (Math.min(before.length, now.length) < FEWEST_USERS) return []
  const { d, p } = kolmogorovSmirnov(before, now)
  const sizes = { reference: before.length, current: now.length }
  return [{ series, test: 'ks', effect: d, floor: FLOORS.ks, jensenShannon: null, auc: null, p, ...sizes }]
}

function ofCategories(
  series: string,
  before: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
): DriftResult[] {
  const [expected, actual] = aligned(before, now)
  const [reference, current] = [sum(expected), sum(actual)]
  if (Math.min(reference, current) < FEWEST_USERS) return []
  const effect = psi(expected, actual)
  const { divergence } = jensenShannon(expected, actual)
  const p = homogeneity(expected, actual)
  return [
    { series, test: 'psi', effect, floor: FLOORS.psi, jensenShannon: divergence, auc: null, p, reference, current },
  ]
}

/** Counts of both over the same categories, rare ones as one. */
function aligned(
  before: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
): [expected: number[], actual: number[]] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort()
  const [ofBefore, ofNow] = [sum(Object.values(before)), sum(Object.values(now))]
  const expectedShare = Math.min(ofBefore, ofNow) / (ofBefore + ofNow)
  const isRare = (name: string): boolean =>
    ((before[name] ?? 0) + (now[name] ?? 0)) * expectedShare < FEWEST_PER_CATEGORY
  const bins = Map.groupBy(names, (name) => (isRare(name) ? REST : name))
  const counted = (counts: Readonly<Record<string, number>>) =>
    [...bins.values()].map((some) => sum(some.map((name) => counts[name] ?? 0)))
  return [counted(before), counted(now)]
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

export const ofTexts = (series: string, { auc, low, high, p, texts }: TextDrift): DriftResult => ({
  series,
  test: 'classifier',
  effect: Math.max(0, 2 * (auc - 0.5)),
  floor: FLOORS.classifier,
  jensenShannon: null,
  auc: { estimate: auc, low, high },
  p,
  reference: texts[0],
  current: texts[1],
})

/**
 * Decides over all series of one day at once, so that more series do not mean more false alarms: on a day on which nothing
 * has changed, the chance of any alarm at all is at most `level`, and when something has, at most that share of the alarms
 * is false on average (Benjamini and Hochberg). Days are decided apart: over time that makes at most `level` times the
 * number of days with a false alarm, on average; a level that shrank with every day would one day find nothing more.
 *
 * @param level of one day, e.g. 0.01: one day in a hundred
 */
export function judgeDay(results: readonly DriftResult[], level: number): JudgedDrift[] {
  const { adjusted } = benjaminiHochberg(
    results.map((each) => each.p),
    level,
  )
  return results.map((each, i) => ({
    ...each,
    adjusted: adjusted[i]!,
    drifted: adjusted[i]! <= level && each.effect >= each.floor,
  }))
}
