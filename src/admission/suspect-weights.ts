import { betaQuantile } from '../stats/beta.ts'
import { effectiveSize } from '../stats/clusters.ts'
import type { Interval } from '../stats/interval.ts'
import type { AttributionExample } from './attribution-example.ts'
import { SUSPECT_TABLE, type SuspectRule } from './suspect-table.ts'

/** A row of the table with the weight that verdicts give it. */
export interface LearnedRule extends SuspectRule, Interval {
  /** The weight before any verdict. */
  readonly prior: number
  /** Turns that show the clue and of which it is known whether they were at fault. */
  readonly turns: number
  /** Of these, weighted by inclusion, the share at fault, and the share whose fault lies in the part that the row names. */
  readonly observed: number | null
  readonly partObserved: number | null
}

/** Verdicts that the first guess is worth. */
const PRIOR_TURNS = 10

/**
 * The suspect table with its weights estimated again: share at fault of the turns that show a clue, weighted by inclusion
 * probability, drawn towards the row's first guess as if that were `PRIOR_TURNS` verdicts.
 *
 * A turn of which people's answers leave open whether it was at fault says nothing here, neither yes nor no.
 *
 * Sources: J. Hajek in Foundations of Statistical Inference (1971), 236, for the share; A. Gelman et al., Bayesian Data
 * Analysis (2013), section 2.4, for a beta prior and its interval, on Kish's effective number of turns.
 */
export function learnedTable(
  examples: readonly AttributionExample[],
  table: readonly SuspectRule[] = SUSPECT_TABLE,
  level = 0.95,
): LearnedRule[] {
  return table.map((rule) => {
    const known = examples.filter(({ inputs, possible }) => inputs.clues[rule.clue] !== undefined && isKnown(possible))
    const weights = known.map(({ weight }) => weight)
    const size = weights.length === 0 ? 0 : effectiveSize(weights)
    const all = weights.reduce((sum, weight) => sum + weight, 0)
    const share = (holds: (each: AttributionExample) => boolean): number | null =>
      all === 0 ? null : known.reduce((sum, each) => sum + (holds(each) ? each.weight : 0), 0) / all
    const observed = share(({ possible }) => !possible.includes('none'))
    const partObserved = rule.part === 'open' ? null : share(({ possible }) => possible.every((p) => p === rule.part))
    const faults = PRIOR_TURNS * rule.weight + size * (observed ?? 0)
    const rest = PRIOR_TURNS * (1 - rule.weight) + size * (1 - (observed ?? 0))
    return {
      clue: rule.clue,
      part: rule.part,
      weight: faults / (faults + rest),
      low: betaQuantile((1 - level) / 2, faults, rest),
      high: betaQuantile((1 + level) / 2, faults, rest),
      prior: rule.weight,
      turns: known.length,
      observed,
      partObserved,
    }
  })
}

const isKnown = (possible: AttributionExample['possible']): boolean =>
  !possible.includes('none') || possible.length === 1
