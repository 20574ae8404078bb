import type { ArmSums } from '../experiments/arm-sums.ts'
import { checkExposure, type ExposureCheck, type ExposureCounts } from '../experiments/exposure-check.ts'
import { FIGURE_FORMS, type Guarded, rangeOf } from '../experiments/figure.ts'
import type { FigureCheck, Finding } from '../experiments/figure-check.ts'
import { absoluteMargin, countedIn, type Guardrail, judge, type Levels } from '../experiments/guardrail.ts'
import { checkSplit, type SplitCheck } from '../experiments/split.ts'
import { guardrailsAt, levelsAt, type RampPolicy, type Stage, stageAt, type Trial } from './ramp-policy.ts'

/** What both arms of a canary have brought since an instant. */
export interface Exposures {
  /** Users with a conversation that the arm's bundle answered, mature or not; one whom both answered stands with the first. */
  readonly users: { readonly live: number; readonly canary: number }
  /** Whom something other than the draw disturbed. */
  readonly exposure: Omit<ExposureCounts, 'users'>
  readonly figures: Readonly<Record<Guarded, ArmPair>>
  /** Of the values of orders: the commonest of both arms; null = nothing was ordered. */
  readonly currency: string | null
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
  readonly currency: string | null
  readonly split: SplitCheck
  readonly exposure: ExposureCheck
  /** Where the question is whether it is better; else null. */
  readonly trial: TrialCheck | null
  readonly since: number
  readonly share: number
  /** What it still waits for, in words; empty when it can advance. */
  readonly waits_for: readonly string[]
}

/** What a trial's figure says now. Until it is over, that may still change. */
export interface TrialCheck {
  readonly figure: Guarded
  /** win: better for sure, at all looks together. loss: worse for sure. */
  readonly verdict: 'win' | 'loss' | 'inconclusive'
  /** When its time is over, epoch milliseconds. */
  readonly endsAt: number
  readonly over: boolean
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
  const { users, currency } = exposures
  const split = checkSplit(users.live, users.canary, share)
  const exposure = checkExposure({ ...exposures.exposure, users: users.live + users.canary }, ramp.mostInBoth)
  const figures = guardrailsAt(ramp, stage).map((guardrail) => checkFigure(guardrail, exposures, levels, stage))
  const trial = ramp.trial === undefined ? null : checkTrial(ramp.trial, figures, since + stage.leastMs, now)
  const waitsFor = [
    ...(now - since < stage.leastMs
      ? [`${hours(since + stage.leastMs - now)} until the least time of this stage`]
      : []),
    ...(split.wrong ? [splitText(split)] : []),
    ...exposureTexts(exposure),
    ...figures.filter((each) => each.holds && each.verdict === 'inconclusive').map(waitText),
    ...(trial === null || trial.verdict === 'win' ? [] : [trialText(trial)]),
  ]
  const stopped = figures.some((each) => each.verdict === 'stop')
  const verdict = stopped ? 'stop' : waitsFor.length === 0 ? 'advance' : 'inconclusive'
  const about = { currency, split, exposure, trial, since, share }
  return { verdict, figures, ...about, waits_for: stopped ? [] : waitsFor }
}

function checkFigure(guardrail: Guardrail, { figures }: Exposures, levels: Levels, stage: Stage): FigureCheck {
  const { live, canary } = figures[guardrail.figure]
  const counted = countedIn(rangeOf(guardrail), guardrail)
  const liveRate = live.totals.sum / live.totals.size
  const rare = LEAST_EVENTS / absoluteMargin(counted, liveRate > 0 ? liveRate : counted.typical)
  const isShare = FIGURE_FORMS[guardrail.figure].unit === 'share'
  const most = Math.max(stage.leastUsers, isShare ? Math.ceil(rare) : 0)
  const check = judge(guardrail, live, canary, levels)
  return atLeast(check.verdict === 'stop' ? Math.min(stage.leastUsers, LEAST_TO_STOP) : most, check)
}

/** A win needs as many mature users as an advance does: a sequence is about large numbers. */
function checkTrial({ figure }: Trial, figures: readonly FigureCheck[], endsAt: number, now: number): TrialCheck {
  const found = figures.find((each) => each.figure === figure)
  const verdict = found?.verdict === 'stop' ? 'loss' : found?.better ? 'win' : 'inconclusive'
  return { figure, verdict, endsAt, over: now >= endsAt }
}

/** Few users decide nothing: the sequence is asymptotic. */
function atLeast(leastUsers: number, check: FigureCheck): FigureCheck {
  const missing = leastUsers - Math.min(check.live.users, check.canary.users)
  if (missing <= 0) return check
  const needed = check.canary.users < leastUsers ? leastUsers - check.canary.users : 0
  const text = `${check.figure}: ${check.live.users} live and ${check.canary.users} canary users are mature, and each arm needs ${leastUsers}; ${check.canary.immature} conversations of the canary are still open.`
  return {
    ...check,
    better: false,
    verdict: 'inconclusive',
    users_needed: Math.max(needed, check.users_needed ?? 0),
    text,
  }
}

const waitText = ({ figure, users_needed }: FigureCheck): string =>
  users_needed === null
    ? `${figure}: not enough data yet`
    : `${figure}: not enough data yet: about ${Math.max(1, users_needed).toLocaleString('en-GB')} more users in the canary`

const splitText = ({ expected, observed, p }: SplitCheck): string =>
  `the split of users: ${percent(observed ?? 0)} are in the canary and ${percent(expected)} should be (p ${p.toPrecision(1)}); something sorts them, so nothing is compared until that is found`

const exposureTexts = (check: ExposureCheck): string[] => [
  ...(check.tooManyInBoth
    ? [
        `users whom both arms answered: ${percent(check.bothShare ?? 0)}, and ${percent(check.limit)} are borne; find out how users are recognised`,
      ]
    : []),
  ...(check.tooManyMismatched
    ? [
        `replies that name another arm than was drawn: ${percent(check.mismatchedShare ?? 0)} of conversations, and ${percent(check.limit)} are borne; find out what the assistant logs`,
      ]
    : []),
]

const trialText = ({ figure, over }: TrialCheck): string =>
  over
    ? `${figure}: its time is over, and it was not shown to be better; a person ends it`
    : `${figure}: not shown to be better yet`

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const hours = (ms: number): string => `${Math.ceil(ms / 3_600_000)} h`

/** The figures' words, as an answer gives them. */
export const findings = (check: StageCheck): string =>
  [
    ...check.figures.filter((each) => each.holds || each.verdict === 'stop').map((each) => each.text),
    ...(check.split.wrong ? [`Split: ${splitText(check.split)}.`] : []),
  ].join(' ')
