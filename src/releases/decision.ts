import type { FigureUnit } from '../experiments/figure.ts'
import type { FigureCheck } from '../experiments/figure-check.ts'
import type { Experiment } from './experiment-history.ts'
import { GUARDRAIL } from './ramp.ts'
import { nextShare, stageAt } from './ramp-policy.ts'
import type { StageCheck, TrialCheck } from './stage-check.ts'

export const DECISIONS = [
  'splitWrong',
  'bothMany',
  'mismatched',
  'worse',
  'paused',
  'advances',
  'advancesToEveryone',
  'needsPerson',
  'waitTime',
  'waitUsers',
  'waitUsersSpan',
  'waitUnknown',
  'trialRuns',
  'trialLeads',
  'trialWon',
  'trialOver',
  'live',
  'takenBackByFigures',
  'takenBack',
  'abandoned',
  'replaced',
] as const

/** What was decided about an experiment, or is to be done, as a code and its parameters: words are made of them where they are read. */
export interface Decision {
  readonly code: (typeof DECISIONS)[number]
  /** Is it well, does it need time, or a person? */
  readonly tone: 'good' | 'wait' | 'act'
  readonly figure: string | null
  /** Shares: what was seen and what should be; or the present share and the next one. */
  readonly share: number
  readonly nextShare: number
  /** Mature users that are missing in the canary. */
  readonly users: number
  /** Conversations of the canary whose window is still open. */
  readonly open: number
  /** When the least time or the trial is over, or when it ended; epoch milliseconds. */
  readonly at: number
  /** How long the missing users take at the present pace, milliseconds. */
  readonly spanMs: number
  readonly who: string
  /** Why: the figures that it rests on. */
  readonly because: readonly Because[]
}

/** What one figure says, with its numbers in its own unit. */
export interface Because {
  readonly figure: string
  readonly says: 'noLoss' | 'loss' | 'better' | 'notEnough' | 'nothingYet'
  readonly unit: FigureUnit
  readonly currency: string | null
  readonly estimate: number | null
  readonly low: number | null
  readonly high: number | null
  /** The greatest loss that is borne. */
  readonly margin: number | null
}

export type Known = Pick<Experiment, 'state' | 'share' | 'since' | 'endedAt' | 'ramp'> & {
  readonly now: number
  readonly check: StageCheck
  /** The last line of the ledger about it. */
  readonly last: { readonly who: string; readonly check: StageCheck | null }
}

type Parameters = Omit<Decision, 'code' | 'tone'>
const NOTHING: Parameters = {
  figure: null,
  share: 0,
  nextShare: 1,
  users: 0,
  open: 0,
  at: 0,
  spanMs: 0,
  who: '',
  because: [],
}

/**
 * Code, not judgement: what goes wrong first, then what needs a person, then what needs time.
 *
 * - A wrong split, users in both arms and replies of another arm come before every figure: nothing may be compared then.
 * - A shown loss comes before a pause: the guardrail acts on paused canaries, too.
 * - "Not enough data" never ships: it waits, or a person ends it.
 * - Missing users are those of the figure that lacks most; the pace is that of its mature users since the stage began.
 */
export function decisionOf(known: Known): Decision {
  return known.state === 'running' || known.state === 'paused' ? ofRunning(known) : ofEnded(known)
}

function ofEnded({ state, last, endedAt, share }: Known): Decision {
  const about = { ...NOTHING, share, at: endedAt ?? 0, who: last.who, because: reasonsOf(last.check) }
  if (state === 'live') return { ...about, code: 'live', tone: 'good' }
  if (state === 'abandoned') return { ...about, code: 'abandoned', tone: 'good' }
  if (state !== 'taken_back') return { ...about, code: 'replaced', tone: 'good' }
  return last.who === GUARDRAIL
    ? { ...about, code: 'takenBackByFigures', tone: 'act', figure: stopped(last.check) }
    : { ...about, code: 'takenBack', tone: 'good' }
}

function ofRunning(known: Known): Decision {
  const { check, state, ramp, share } = known
  const { split, exposure, verdict, trial } = check
  if (split.wrong) {
    return { ...NOTHING, share: split.observed ?? 0, nextShare: split.expected, code: 'splitWrong', tone: 'act' }
  }
  const because = reasonsOf(check)
  if (verdict === 'stop') {
    return { ...NOTHING, code: 'worse', tone: 'act', share, figure: stopped(check), because }
  }
  if (exposure.tooManyMismatched) {
    const seen = { share: exposure.mismatchedShare ?? 0, nextShare: exposure.limit }
    return { ...NOTHING, ...seen, code: 'mismatched', tone: 'act' }
  }
  if (exposure.tooManyInBoth) {
    const seen = { share: exposure.bothShare ?? 0, nextShare: exposure.limit }
    return { ...NOTHING, ...seen, code: 'bothMany', tone: 'act' }
  }
  if (state === 'paused') return { ...NOTHING, code: 'paused', tone: 'act', share, because }
  if (trial !== null) return { ...ofTrial(trial, share), because }
  const next = nextShare(ramp, share)
  if (verdict === 'advance') {
    const about = { ...NOTHING, share, nextShare: next, because }
    if (!ramp.automatic) return { ...about, code: 'needsPerson', tone: 'act' }
    return { ...about, code: next === 1 ? 'advancesToEveryone' : 'advances', tone: 'good' }
  }
  return { ...waiting(known), because }
}

function ofTrial({ figure, verdict, endsAt, over }: TrialCheck, share: number): Decision {
  const about = { ...NOTHING, figure, share, at: endsAt }
  if (verdict === 'win') return { ...about, code: over ? 'trialWon' : 'trialLeads', tone: over ? 'act' : 'wait' }
  return { ...about, code: over ? 'trialOver' : 'trialRuns', tone: over ? 'act' : 'wait' }
}

const HOUR_MS = 3_600_000

function waiting({ check, now, since, ramp, share }: Known): Decision {
  const lacking = check.figures.filter((each) => each.holds && each.verdict === 'inconclusive')
  const leastEnds = since + stageAt(ramp, share).leastMs
  if (lacking.length === 0) return { ...NOTHING, code: 'waitTime', tone: 'wait', at: leastEnds }
  const most = lacking.reduce((a, b) => (needs(b) > needs(a) ? b : a))
  const about = { ...NOTHING, tone: 'wait' as const, figure: most.figure, open: most.canary.immature }
  if (most.users_needed === null) return { ...about, code: 'waitUnknown' }
  const users = Math.max(1, most.users_needed)
  const pace = most.canary.users / (now - since)
  if (!(pace > 0)) return { ...about, code: 'waitUsers', users }
  const spanMs = Math.max(users / pace, leastEnds - now)
  return { ...about, code: 'waitUsersSpan', users, spanMs: Math.ceil(spanMs / HOUR_MS) * HOUR_MS }
}

const needs = ({ users_needed }: FigureCheck): number => users_needed ?? Number.POSITIVE_INFINITY

/** The first figure that showed a loss. */
const stopped = (check: StageCheck | null): string | null =>
  check?.figures.find((each) => each.verdict === 'stop')?.figure ?? null

/** What each figure that counted says: all that hold it back, and those that showed a loss; a trial's figure first. */
function reasonsOf(check: StageCheck | null): Because[] {
  if (check === null) return []
  const asked = check.trial?.figure
  const counted = check.figures.filter((each) => each.holds || each.verdict === 'stop' || each.figure === asked)
  return counted
    .toSorted((a, b) => rankOf(a, asked) - rankOf(b, asked))
    .map((each) => ({
      figure: each.figure,
      says: saysOf(each, each.figure === asked),
      unit: each.unit ?? 'share',
      currency: each.unit === 'money' ? (check.currency ?? null) : null,
      estimate: each.difference?.estimate ?? null,
      low: each.difference?.low ?? null,
      high: each.difference?.high ?? null,
      margin: each.margin,
    }))
}

const rankOf = ({ figure, verdict }: FigureCheck, asked: string | undefined): number =>
  figure === asked ? 0 : verdict === 'stop' ? 1 : verdict === 'inconclusive' ? 2 : 3

function saysOf({ verdict, difference, better }: FigureCheck, isAsked: boolean): Because['says'] {
  if (verdict === 'stop') return 'loss'
  if (isAsked) return better ? 'better' : difference === null ? 'nothingYet' : 'notEnough'
  if (verdict === 'advance') return 'noLoss'
  return difference === null ? 'nothingYet' : 'notEnough'
}
