import { benjaminiHochberg } from '../stats/false-discovery.ts'
import type { SampledUnit, StratumSizes } from '../stats/hajek.ts'
import { type Bounded, independentDifference } from '../stats/independent-difference.ts'
import { type Influence, robustHajek } from '../stats/influence.ts'
import { normalCdf } from '../stats/normal.ts'

/** One figure of one segment from what people reviewed; unknown where too little is known. */
export interface TruthFigure {
  /** null = too few users or units: see `shrunk`. */
  readonly estimate: number | null
  readonly low: number | null
  readonly high: number | null
  readonly units: number
  readonly users: number
  readonly effectiveSize: number
  /** Few users: the figure of the segment drawn towards that of all, as far as the segments are alike. */
  readonly shrunk: Bounded | null
  /** Who moves it furthest. */
  readonly influence: Influence | null
  readonly widened: boolean
}

/** Fewer users than this are not shown as a figure of their own. */
export const LEAST_USERS = 10
const LEAST_EFFECTIVE = 10

type Unit = SampledUnit & { readonly cluster: string }

/** Per segment the weighted figure, robust to any one user; small segments suppressed, and shrunk towards the whole. */
export function truthFigures(
  groups: ReadonlyMap<string, readonly Unit[]>,
  sizes: ReadonlyMap<string, StratumSizes>,
): Map<string, TruthFigure> {
  const raw = new Map(
    [...groups].map(([name, units]) => [name, { units, mean: robustHajek(units, 0.95, sizes.get(name)) }] as const),
  )
  const known = [...raw.values()].filter(({ mean }) => mean.effectiveSize > 1)
  const between = spreadOf(known.map(({ mean }) => mean))
  return new Map(
    [...raw].map(([name, { units, mean }]) => {
      const users = new Set(units.map(({ cluster }) => cluster)).size
      const isSmall = users < LEAST_USERS || mean.effectiveSize < LEAST_EFFECTIVE
      return [
        name,
        {
          ...(isSmall ? { estimate: null, low: null, high: null } : boundsOf(mean)),
          ...{ units: units.length, users, effectiveSize: mean.effectiveSize },
          shrunk: isSmall && between !== null && units.length > 0 ? shrink(mean, between) : null,
          ...{ influence: isSmall ? null : mean.influence, widened: !isSmall && mean.widened },
        },
      ]
    }),
  )
}

const boundsOf = ({ estimate, low, high }: Bounded) => ({ estimate, low, high })

interface Between {
  readonly mean: number
  readonly variance: number
  readonly error: number
}

/**
 * Mean of the segments and how much they differ beyond chance.
 * Source: R. DerSimonian and N. Laird, Controlled Clinical Trials 7 (1986), 177-188.
 */
function spreadOf(means: readonly (Bounded & { readonly effectiveSize: number })[]): Between | null {
  if (means.length < 2) return null
  const rows = means.map((each) => ({ estimate: each.estimate, variance: varianceOf(each) }))
  const weight = rows.reduce((sum, { variance }) => sum + 1 / variance, 0)
  const mean = rows.reduce((sum, { estimate, variance }) => sum + estimate / variance, 0) / weight
  const q = rows.reduce((sum, { estimate, variance }) => sum + (estimate - mean) ** 2 / variance, 0)
  const squares = rows.reduce((sum, { variance }) => sum + 1 / variance ** 2, 0)
  const variance = Math.max(0, (q - (rows.length - 1)) / (weight - squares / weight))
  const total = rows.reduce((sum, row) => sum + 1 / (row.variance + variance), 0)
  const pooled = rows.reduce((sum, row) => sum + row.estimate / (row.variance + variance), 0) / total
  return { mean: pooled, variance, error: 1 / total }
}

/** Of a rate, smoothed by half a success and half a failure: all alike is no certainty. */
function varianceOf({ estimate, effectiveSize }: { estimate: number; effectiveSize: number }): number {
  const smooth = (estimate * effectiveSize + 0.5) / (effectiveSize + 1)
  return (smooth * (1 - smooth)) / effectiveSize
}

/** Source: C. N. Morris, JASA 78 (1983), 47-55 (empirical Bayes, the uncertainty of the common mean counted in). */
function shrink(own: Bounded & { readonly effectiveSize: number }, { mean, variance, error }: Between): Bounded {
  const noise = varianceOf(own)
  const trust = variance / (variance + noise)
  const estimate = trust * own.estimate + (1 - trust) * mean
  const half = 1.96 * Math.sqrt(trust * noise + (1 - trust) ** 2 * error)
  return { estimate, low: Math.max(0, estimate - half), high: Math.min(1, estimate + half) }
}

/** Weighted accuracy less the accuracy without labels. */
export interface Parting extends Bounded {
  /** The two part: at most 5 % of those that are said to do so among all segments are wrong. */
  readonly parts: boolean
}

/** Where a figure by labels and one without part, over all segments together (Benjamini and Hochberg). */
export function partings(
  pairs: ReadonlyMap<string, { readonly weighted: Bounded | null; readonly told: Bounded | null }>,
): Map<string, Parting | null> {
  const differences = [...pairs].map(([name, { weighted, told }]) => {
    const known = weighted !== null && told !== null
    return { name, difference: known ? independentDifference(weighted, told) : null }
  })
  const known = differences.filter((each) => each.difference !== null)
  const { rejected } = benjaminiHochberg(
    known.map(({ difference }) => pOf(difference!)),
    0.05,
  )
  const parted = new Map(known.map(({ name }, i) => [name, rejected[i]!]))
  return new Map(
    differences.map(({ name, difference }) => [
      name,
      difference === null ? null : { ...difference, parts: parted.get(name) === true },
    ]),
  )
}

/** Two-sided, from the 95 % bound on the side of 0. */
function pOf({ estimate, low, high }: Bounded): number {
  const half = estimate > 0 ? estimate - low : high - estimate
  return half > 0 ? 2 * normalCdf((-1.959964 * Math.abs(estimate)) / half) : 1
}
