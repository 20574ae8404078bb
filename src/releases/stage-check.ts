import type { ArmSums } from '../experiments/arm-sums.ts'
import { absoluteMargin, type FigureCheck, type Finding, type Guarded, judge } from '../experiments/guardrail.ts'
import { checkSplit, type SplitCheck } from '../experiments/split.ts'
import { guardrailsAt, levelsAt, type RampPolicy, stageAt } from './ramp-policy.ts'

/** What both arms of a canary have brought since an instant. */
export interface Exposures {
  /** Users with an eligible conversation that the arm's bundle answered, mature or not. */
  readonly users: { readonly live: number; readonly canary: number }
  readonly figures: Readonly<Record<Guarded, ArmPair>>
}
export interface ArmPair {
  readonly live: ArmSums
  readonly canary: ArmSums
}

/** What the figures say of the present stage of a canary. */
export interface StageCheck {
  /** advance: every figure that holds it back excludes a loss above its margin. stop: one shows a loss. */
  readonly verdict: Finding
  readonly figures: readonly FigureCheck[]
  readonly split: SplitCheck
  readonly since: number
  readonly share: number
  /** What it still waits for, in words; empty when it can advance. */
  readonly waits_for: readonly string[]
}

/** Users in whom a loss at the margin would show itself so many times: the sequences are about large numbers. */
const LEAST_EVENTS = 5
/**
 * Mature users of each arm that may show a loss: a loss is taken back long before so many have come as an advance needs. With fewer,
 * weighted figures (reviews) show losses that are none; docs/releases.md has the measurement.
 */
const LEAST_TO_STOP = 100

interface Stand {
  readonly share: number
  readonly since: number
  readonly ramp: RampPolicy
  /** Of the canary; absent = none. */
  readonly restarts?: number
}

/**
 * May the canary go to the next stage? Only when each figure's confidence sequence excludes a loss above the margin (then all
 * of them do, so that no correction is needed), when its least time and least users have come, and when the users are split
 * as they should be. It stops when one figure shows a loss. Else it is inconclusive, and an inconclusive canary stays where it is.
 * The sequences hold at all looks together: looking often changes nothing.
 */
export function checkStage({ share, since, ramp, restarts = 0 }: Stand, exposures: Exposures, now: number): StageCheck {
  const stage = stageAt(ramp, share)
  const levels = { ...levelsAt(ramp, restarts), share }
  const split = checkSplit(exposures.users.live, exposures.users.canary, share)
  const figures = guardrailsAt(ramp, stage).map((guardrail) => {
    const { live, canary } = exposures.figures[guardrail.figure]
    const liveRate = live.totals.sum / live.totals.size
    const rare = LEAST_EVENTS / absoluteMargin(guardrail, liveRate > 0 ? liveRate : guardrail.typical)
    const check = judge(guardrail, live, canary, levels)
    const least =
      check.verdict === 'stop' ? Math.min(stage.leastUsers, LEAST_TO_STOP) : Math.max(stage.leastUsers, Math.ceil(rare))
    return atLeast(least, check)
  })
  const waitsFor = [
    ...(now - since < stage.leastMs
      ? [`${hours(since + stage.leastMs - now)} until the least time of this stage`]
      : []),
    ...(split.wrong ? [splitText(split)] : []),
    ...figures.filter((each) => each.holds && each.verdict === 'inconclusive').map(waitText),
  ]
  const stopped = figures.some((each) => each.verdict === 'stop')
  const verdict = stopped ? 'stop' : waitsFor.length === 0 ? 'advance' : 'inconclusive'
  return { verdict, figures, split, since, share, waits_for: stopped ? [] : waitsFor }
}

/** Few users decide nothing: the sequence is asymptotic. */
function atLeast(leastUsers: number, check: FigureCheck): FigureCheck {
  const missing = leastUsers - Math.min(check.live.users, check.canary.users)
  if (missing <= 0) return check
  const needed = check.canary.users < leastUsers ? leastUsers - check.canary.users : 0
  const text = `${check.figure}: ${check.live.users} live and ${check.canary.users} canary users are mature, and each arm needs ${leastUsers}; ${check.canary.immature} conversations of the canary are still open.`
  return { ...check, verdict: 'inconclusive', users_needed: Math.max(needed, check.users_needed ?? 0), text }
}

const waitText = ({ figure, users_needed }: FigureCheck): string =>
  users_needed === null
    ? `${figure}: not enough data yet`
    : `${figure}: not enough data yet: about ${Math.max(1, users_needed).toLocaleString('en-GB')} more users in the canary`

const splitText = ({ expected, observed, p }: SplitCheck): string =>
  `the split of users: ${percent(observed ?? 0)} are in the canary and ${percent(expected)} should be (p ${p.toPrecision(1)}); something sorts them, so nothing is compared until that is found`

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const hours = (ms: number): string => `${Math.ceil(ms / 3_600_000)} h`

/** The figures' words, as an answer gives them. */
export const findings = (check: StageCheck): string =>
  [
    ...check.figures.filter((each) => each.holds || each.verdict === 'stop').map((each) => each.text),
    ...(check.split.wrong ? [`Split: ${splitText(check.split)}.`] : []),
  ].join(' ')
