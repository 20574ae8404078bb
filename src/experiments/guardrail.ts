import type { Estimate } from '../stats/bootstrap.ts'
import type { SequenceOptions } from '../stats/confidence-sequence.ts'
import type { Moments } from '../stats/moments.ts'
import type { ArmSums } from './arm-sums.ts'
import { contrast, usersNeeded } from './contrast.ts'
import { FIGURE_FORMS, type FigureRange, type Guarded, rangeOf, type Worse } from './figure.ts'
import type { ArmShown, FigureCheck, Finding } from './figure-check.ts'
import { figureText } from './figure-text.ts'
import { adjusted } from './pre-exposure.ts'

/** How much worse a figure may become, and what is made of it. Margins, `typical` and `deviation` are in the figure's own unit. */
export interface Guardrail {
  readonly figure: Guarded
  /** Which way is worse. */
  readonly worse: Worse
  /** The greatest loss that is borne: in the figure's unit, or as a share of the live value. */
  readonly margin: { readonly absolute: number } | { readonly relative: number }
  /** The value to expect: what the sequence is tuned for. A wrong guess costs users, never validity. */
  readonly typical: number
  /** Must its loss be excluded before a stage advances? False: it can only take the canary back. */
  readonly holds: boolean
  /** Of money: what a conversation brings counts up to here. */
  readonly cap?: number | undefined
  /** Of means: how far values of single users lie from the mean, to expect. Tunes as `typical` does; left out = as for a rate. */
  readonly deviation?: number | undefined
}

export interface Levels {
  /** Chance that a loss at the margin is ever taken for less: decides advancing. */
  readonly alpha: number
  /** Chance that no loss is ever taken for one: smaller, since any of the figures may show one by chance. */
  readonly lossAlpha: number
  /** Share of users that the canary has: the sequence is tuned for it. */
  readonly share: number
}

/** The greatest loss that is borne, in the figure's unit, at a live value. */
export const absoluteMargin = ({ margin }: Pick<Guardrail, 'margin'>, value: number): number =>
  'absolute' in margin ? margin.absolute : margin.relative * value

/** The same guardrail for values counted in [0, 1] of the figure's range. */
export function countedIn({ low, high }: FigureRange, guardrail: Guardrail): Guardrail {
  const { margin, typical, deviation } = guardrail
  const span = high - low
  return {
    ...guardrail,
    margin: 'absolute' in margin ? { absolute: margin.absolute / span } : margin,
    typical: (typical - low) / span,
    deviation: deviation === undefined ? undefined : deviation / span,
  }
}

/**
 * What a figure says of a canary. Its loss is excluded when the whole confidence sequence lies above the margin; it is shown when
 * the whole sequence (at the stricter level) lies below no change, and a loss above the margin is not excluded.
 *
 * @param live sums of values counted in [0, 1] of the figure's range (`rangeOf`); so is `canary`
 */
export function judge(guardrail: Guardrail, live: ArmSums, canary: ArmSums, levels: Levels): FigureCheck {
  const { figure, holds, worse } = guardrail
  const range = rangeOf(guardrail)
  const counted = countedIn(range, guardrail)
  const { reduction, ...rates } = adjusted(live, canary, figure)
  const relative = 'relative' in counted.margin ? counted.margin.relative : null
  const { options, keep, shown, better, verdict } = compared(counted, rates, levels)
  const check = {
    figure,
    verdict,
    holds,
    worse,
    unit: FIGURE_FORMS[figure].unit,
    cap: FIGURE_FORMS[figure].unit === 'money' ? range.high : null,
    margin: finite(absoluteMargin(counted, rates.live.mean) * (range.high - range.low)),
    relative,
    live: shownArm(live, range),
    canary: shownArm(canary, range),
    difference: Number.isFinite(shown.low) && Number.isFinite(shown.high) ? stretched(shown, range) : null,
    better,
    variance_reduction: reduction,
    users_needed:
      verdict === 'inconclusive'
        ? (moreUsers(counted, rates, keep, options) ?? plannedUsers(options.tunedFor * levels.share - rates.canary.n))
        : 0,
  }
  return { ...check, text: figureText(check) }
}

function compared(counted: Guardrail, rates: Rates, levels: Levels) {
  const { margin, worse } = counted
  const sign = worse === 'lower' ? 1 : -1
  const keep = 'relative' in margin ? 1 - sign * margin.relative : 1
  const absolute = 'absolute' in margin ? margin.absolute : 0
  const options = { alpha: levels.alpha, sides: 1, tunedFor: tunedFor(counted, levels) } as const
  const left = contrast(rates.live, rates.canary, keep, options)
  const excluded = (sign > 0 ? left.low : -left.high) >= -absolute
  const change = contrast(rates.live, rates.canary, 1, { ...options, alpha: levels.lossAlpha })
  const lost = sign > 0 ? change.high < 0 : change.low > 0
  const shown = contrast(rates.live, rates.canary, 1, options)
  const better = sign > 0 ? shown.low > 0 : shown.high < 0
  const verdict: Finding = excluded ? 'advance' : lost ? 'stop' : 'inconclusive'
  return { options, keep, shown, better, verdict }
}

/** Users of both arms at which a canary that loses nothing would be through, if the live rate is the typical one. */
function tunedFor(counted: Guardrail, { alpha, share }: Levels): number {
  const { typical, deviation } = counted
  const variance = deviation === undefined ? typical * (1 - typical) : deviation * deviation
  const spread = variance * (1 / share + 1 / (1 - share))
  return usersNeeded(spread, absoluteMargin(counted, typical), { alpha, sides: 1 })
}

interface Rates {
  readonly live: Moments
  readonly canary: Moments
}

/** How many mature users more the canary needs, at its present share of them; while nothing is known, by the typical rate. */
function moreUsers(
  guardrail: Guardrail,
  { live, canary }: Rates,
  keep: number,
  options: SequenceOptions,
): number | null {
  const users = live.n + canary.n
  const variance = users * (canary.variance / canary.n + (keep * keep * live.variance) / live.n)
  const needed = usersNeeded(variance, absoluteMargin(guardrail, live.mean), options)
  return needed < MOST_USERS ? Math.max(0, Math.ceil((needed - users) * (canary.n / users))) : null
}

const MOST_USERS = 1e12

const plannedUsers = (users: number): number | null => (users < MOST_USERS ? Math.max(0, Math.ceil(users)) : null)

const shownArm = (arm: ArmSums, { low, high }: FigureRange): ArmShown => ({
  units: arm.units,
  users: arm.totals.clusters,
  rate: finite(low + ((high - low) * arm.totals.sum) / arm.totals.size),
  immature: arm.immature,
})

const stretched = ({ estimate, low, high }: Estimate, range: FigureRange): Estimate => {
  const span = range.high - range.low
  return { estimate: span * estimate, low: span * low, high: span * high }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
