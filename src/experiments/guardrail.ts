import type { SequenceOptions } from '../stats/confidence-sequence.ts'
import type { Moments } from '../stats/moments.ts'
import type { ArmSums } from './arm-sums.ts'
import { contrast, usersNeeded } from './contrast.ts'
import { adjusted } from './pre-exposure.ts'

/** Figures on which a canary is judged, beside those of spec/metrics.md: `errors` = predictions that another bundle had to give. */
export const GUARDED = [
  'conversion',
  'click_through',
  'completion',
  'repeated_questions',
  'hand_over',
  'failure_rate',
  'errors',
] as const
export type Guarded = (typeof GUARDED)[number]

/** How much worse a figure may become, and what is made of it. */
export interface Guardrail {
  readonly figure: Guarded
  /** Which way is worse. */
  readonly worse: 'lower' | 'higher'
  /** The greatest loss that is borne: of 1, or as a share of the live rate. */
  readonly margin: { readonly absolute: number } | { readonly relative: number }
  /** The rate to expect: what the sequence is tuned for. A wrong guess costs users, never validity. */
  readonly typical: number
  /** Must its loss be excluded before a stage advances? False: it can only take the canary back. */
  readonly holds: boolean
}

export type Finding = 'advance' | 'stop' | 'inconclusive'

export interface ArmShown {
  readonly units: number
  readonly users: number
  readonly rate: number | null
  readonly immature: number
}

export interface FigureCheck {
  readonly figure: Guarded
  /** advance: a loss above the margin is excluded. stop: it is worse for sure, and that is not excluded. */
  readonly verdict: Finding
  readonly holds: boolean
  readonly worse: Guardrail['worse']
  /** As absolute loss; a relative one times the live rate. null = the live rate is not known. */
  readonly margin: number | null
  readonly relative: number | null
  readonly live: ArmShown
  readonly canary: ArmShown
  /** Canary minus live with its confidence sequence; null = an arm is empty. */
  readonly difference: { readonly estimate: number; readonly low: number; readonly high: number } | null
  /** Share of the variance that the users' past took out; null = their past was not used. */
  readonly variance_reduction: number | null
  /** Mature users that the canary still needs until it can advance, if the arms do not differ; null = cannot be told. */
  readonly users_needed: number | null
  readonly text: string
}

export interface Levels {
  /** Chance that a loss at the margin is ever taken for less: decides advancing. */
  readonly alpha: number
  /** Chance that no loss is ever taken for one: smaller, since any of the figures may show one by chance. */
  readonly lossAlpha: number
  /** Share of users that the canary has: the sequence is tuned for it. */
  readonly share: number
}

/** The greatest loss that is borne, of 1, at a live rate. */
export const absoluteMargin = ({ margin }: Pick<Guardrail, 'margin'>, rate: number): number =>
  'absolute' in margin ? margin.absolute : margin.relative * rate

/**
 * What a figure says of a canary. Its loss is excluded when the whole confidence sequence lies above the margin; it is shown when
 * the whole sequence (at the stricter level) lies below no change, and a loss above the margin is not excluded.
 */
export function judge(guardrail: Guardrail, live: ArmSums, canary: ArmSums, levels: Levels): FigureCheck {
  const { figure, margin, holds, worse } = guardrail
  const sign = worse === 'lower' ? 1 : -1
  const { reduction, ...rates } = adjusted(live, canary)
  const relative = 'relative' in margin ? margin.relative : null
  const keep = relative === null ? 1 : 1 - sign * relative
  const absolute = relative === null ? absoluteMargin(guardrail, 0) : 0
  const options = { alpha: levels.alpha, sides: 1, tunedFor: tunedFor(guardrail, levels) } as const
  const left = contrast(rates.live, rates.canary, keep, options)
  const excluded = (sign > 0 ? left.low : -left.high) >= -absolute
  const change = contrast(rates.live, rates.canary, 1, { ...options, alpha: levels.lossAlpha })
  const lost = sign > 0 ? change.high < 0 : change.low > 0
  const shown = contrast(rates.live, rates.canary, 1, options)
  const verdict: Finding = excluded ? 'advance' : lost ? 'stop' : 'inconclusive'
  const check = {
    figure,
    verdict,
    holds,
    worse,
    margin: finite(absoluteMargin(guardrail, rates.live.mean)),
    relative,
    live: shownArm(live),
    canary: shownArm(canary),
    difference: Number.isFinite(shown.low) && Number.isFinite(shown.high) ? shown : null,
    variance_reduction: reduction,
    users_needed:
      verdict === 'inconclusive'
        ? (moreUsers(guardrail, rates, keep, options) ?? plannedUsers(options.tunedFor * levels.share - rates.canary.n))
        : 0,
  }
  return { ...check, text: textOf(check) }
}

/** Users of both arms at which a canary that loses nothing would be through, if the live rate is the typical one. */
function tunedFor(guardrail: Guardrail, { alpha, share }: Levels): number {
  const spread = guardrail.typical * (1 - guardrail.typical) * (1 / share + 1 / (1 - share))
  return usersNeeded(spread, absoluteMargin(guardrail, guardrail.typical), { alpha, sides: 1 })
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

const shownArm = (arm: ArmSums): ArmShown => ({
  units: arm.units,
  users: arm.totals.clusters,
  rate: finite(arm.totals.sum / arm.totals.size),
  immature: arm.immature,
})

const WORDS = { advance: 'excludes', stop: 'shows', inconclusive: 'does not yet exclude' } as const

function textOf({
  figure,
  verdict,
  difference,
  margin,
  relative,
  live,
  canary,
  worse,
}: Omit<FigureCheck, 'text'>): string {
  if (difference === null) {
    return `${figure}: ${live.users} live and ${canary.users} canary users are mature, ${canary.immature} conversations of the canary still open; nothing can be said yet.`
  }
  const { estimate, low, high } = difference
  const limit = relative === null ? `${points(margin ?? 0)} points` : `${points(relative)} % of the live rate`
  const loss = verdict === 'stop' ? `a ${worse === 'lower' ? 'fall' : 'rise'}` : `a loss above ${limit}`
  return `${figure}: canary minus live ${points(estimate)} points (95 % bounds that hold at all looks: ${points(low)} to ${points(high)}; ${canary.users} canary users) ${WORDS[verdict]} ${loss}.`
}

const points = (share: number): string => `${share < 0 ? '-' : ''}${(100 * Math.abs(share)).toFixed(1)}`
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
