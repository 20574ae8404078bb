import type { Ternary } from '../events/event.ts'
import { RULE_NAMES, type RuleName } from '../features/row.ts'
import type { Unit } from './unit.ts'

/** A unit's part in a figure: outside of its denominator, not yet known, or a value (rates: 0 or 1). */
export type Part = 'outside' | 'immature' | number

/** What is known of a unit beside itself. */
export interface Judged {
  /** Its feedback window and the grace are over. */
  readonly feedbackOver: boolean
  /** Predicted probability of a negative rating; null = there is no model yet. */
  readonly dissatisfaction: number | null
}

export interface FigureRow {
  readonly figure: string
  /** A rate has Wilson's interval with the design effect of users; a mean a bootstrap by user. */
  readonly kind: 'rate' | 'mean'
  readonly of: (unit: Unit, judged: Judged) => Part
  /** Of means: between which the interval stays. */
  readonly range?: readonly [number, number]
}

/** Eligible units only; a unit that may still become eligible is immature. */
const ofEligible =
  (value: FigureRow['of']): FigureRow['of'] =>
  (unit, judged) => {
    if (unit.eligible === false) return 'outside'
    return unit.eligible === null ? 'immature' : value(unit, judged)
  }

const known = (value: Ternary): Part => (value === null ? 'immature' : Number(value))
const negated = (value: Ternary): Part => (value === null ? 'immature' : Number(!value))
const onceClosed = (unit: Unit, value: Ternary): Part => (unit.closed ? known(value) : 'immature')

/** A click is known at once, its absence only later: before the end, a rate of both would be that of the clicks alone. */
function clickThrough(unit: Unit): Part {
  if (!unit.closed) return 'immature'
  return unit.ctasSent === 0 ? 'outside' : negated(unit.features.cta_not_clicked)
}

const rated =
  (value: (ratings: readonly number[]) => number): FigureRow['of'] =>
  (unit, { feedbackOver }) => {
    if (!feedbackOver) return 'immature'
    return unit.ratings.length === 0 ? 'outside' : value(unit.ratings)
  }

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const isGood = (ratings: readonly number[]): number => Number(mean(ratings) >= 4)

const flagRate = (rule: RuleName): FigureRow => ({
  figure: `flag_rate_${rule}`,
  kind: 'rate',
  of: ofEligible((unit) => known(unit.rules[rule] ?? null)),
})

/** The figures of spec/metrics.md that follow from one conversation's row and facts. */
export const FIGURE_ROWS: readonly FigureRow[] = [
  { figure: 'conversion', kind: 'rate', of: ofEligible((unit) => negated(unit.features.no_conversion)) },
  { figure: 'order_rate', kind: 'rate', of: ofEligible((unit) => known(unit.ordered)) },
  { figure: 'click_through', kind: 'rate', of: ofEligible(clickThrough) },
  {
    figure: 'completion',
    kind: 'rate',
    of: ofEligible((unit) => onceClosed(unit, unit.hardEnd || unit.terminalReached)),
  },
  {
    figure: 'repeated_questions',
    kind: 'rate',
    of: ofEligible((unit) => onceClosed(unit, unit.features.repeated_question)),
  },
  { figure: 'stalls', kind: 'rate', of: ofEligible((unit) => onceClosed(unit, unit.features.fsm_stalled)) },
  { figure: 'silences', kind: 'rate', of: ofEligible((unit) => onceClosed(unit, unit.features.long_silence)) },
  { figure: 'satisfaction_mean', kind: 'mean', range: [1, 5], of: ofEligible(rated(mean)) },
  { figure: 'satisfaction_4_or_5', kind: 'rate', of: ofEligible(rated(isGood)) },
  {
    figure: 'satisfaction_response',
    kind: 'rate',
    of: ofEligible((unit, { feedbackOver }) => (feedbackOver ? Number(unit.ratings.length > 0) : 'immature')),
  },
  {
    figure: 'predicted_dissatisfaction',
    kind: 'mean',
    range: [0, 1],
    of: ofEligible((unit, { dissatisfaction }) => (unit.closed ? (dissatisfaction ?? 'outside') : 'immature')),
  },
  { figure: 'hand_over', kind: 'rate', of: ofEligible((unit) => onceClosed(unit, unit.humanReply)) },
  { figure: 'flag_rate', kind: 'rate', of: ofEligible((unit) => known(unit.flagged)) },
  ...RULE_NAMES.map(flagRate),
]
