import { shownLosses } from '../../parts/shown-losses.ts'

/** What to do about an experiment, in one sentence: a key of the words under `advice`, and its figures. */
export interface Advice {
  readonly key:
    | 'splitWrong'
    | 'worse'
    | 'paused'
    | 'advances'
    | 'advancesToEveryone'
    | 'needsPerson'
    | 'waitTime'
    | 'waitUsers'
    | 'waitUsersSpan'
    | 'waitUnknown'
    | 'live'
    | 'takenBackByFigures'
    | 'takenBack'
    | 'abandoned'
    | 'replaced'
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
  /** When the least time is over, or when it ended; epoch milliseconds. */
  readonly at: number
  /** How long the missing users take at the present pace, milliseconds. */
  readonly spanMs: number
  readonly who: string
}

/** What the sentence rests on: the parts of GET /v1/experiments/:experiment that it reads. Instants are epoch milliseconds. */
export interface Known {
  readonly state: 'running' | 'paused' | 'live' | 'taken_back' | 'abandoned' | 'replaced'
  readonly share: number
  readonly now: number
  readonly since: number
  readonly ended_at: number | null
  readonly check: {
    readonly verdict: 'advance' | 'stop' | 'inconclusive'
    readonly figures: readonly Figure[]
    readonly split: { readonly wrong: boolean; readonly observed: number | null; readonly expected: number }
  }
  /** Lines of the ledger, oldest first. */
  readonly history: readonly {
    readonly who: string
    readonly check?: unknown
    readonly canary: {
      readonly stages: readonly number[]
      readonly least_hours: number
      readonly automatic: boolean
    } | null
  }[]
}

export interface Figure {
  readonly figure: string
  readonly verdict: 'advance' | 'stop' | 'inconclusive'
  readonly holds: boolean
  readonly canary: { readonly users: number; readonly immature: number }
  readonly users_needed: number | null
  readonly difference: { readonly estimate: number; readonly low: number; readonly high: number } | null
}

const NOTHING = { figure: null, share: 0, nextShare: 1, users: 0, open: 0, at: 0, spanMs: 0, who: '' }

/**
 * Code, not judgement: what goes wrong first, then what needs a person, then what needs time.
 *
 * - A wrong split comes before every figure: nothing may be compared then.
 * - A shown loss comes before a pause: the guardrail acts on paused canaries, too.
 * - Missing users are those of the figure that lacks most; the pace is that of its mature users since the stage began.
 */
export function adviceOf(known: Known): Advice {
  return known.state === 'running' || known.state === 'paused' ? ofRunning(known) : ofEnded(known)
}

function ofEnded({ state, history, ended_at, share }: Known): Advice {
  const last = history.at(-1)
  const about = { ...NOTHING, share, at: ended_at ?? 0, who: last?.who ?? '' }
  if (state === 'live') return { ...about, key: 'live', tone: 'good' }
  if (state === 'abandoned') return { ...about, key: 'abandoned', tone: 'good' }
  if (state !== 'taken_back') return { ...about, key: 'replaced', tone: 'good' }
  return last?.who === 'guardrail'
    ? { ...about, key: 'takenBackByFigures', tone: 'act', figure: stopped(last.check) }
    : { ...about, key: 'takenBack', tone: 'good' }
}

function ofRunning(known: Known): Advice {
  const { check, state, history, share } = known
  const { split, verdict } = check
  if (split.wrong) {
    const seen = { share: split.observed ?? 0, nextShare: split.expected }
    return { ...NOTHING, ...seen, key: 'splitWrong', tone: 'act' }
  }
  if (verdict === 'stop') return { ...NOTHING, key: 'worse', tone: 'act', share, figure: stopped(check) }
  if (state === 'paused') return { ...NOTHING, key: 'paused', tone: 'act', share }
  const canary = history.at(-1)?.canary ?? null
  const nextShare = canary?.stages.find((each) => each > share) ?? 1
  if (verdict === 'advance') {
    if (canary?.automatic === false) return { ...NOTHING, key: 'needsPerson', tone: 'act', share, nextShare }
    return { ...NOTHING, key: nextShare === 1 ? 'advancesToEveryone' : 'advances', tone: 'good', share, nextShare }
  }
  return waiting(known, canary?.least_hours ?? 0)
}

const HOUR_MS = 3_600_000

function waiting({ check, now, since }: Known, leastHours: number): Advice {
  const lacking = check.figures.filter((each) => each.holds && each.verdict === 'inconclusive')
  const leastEnds = since + leastHours * HOUR_MS
  if (lacking.length === 0) return { ...NOTHING, key: 'waitTime', tone: 'wait', at: leastEnds }
  const most = lacking.reduce((a, b) => (needs(b) > needs(a) ? b : a))
  const about = { ...NOTHING, tone: 'wait' as const, figure: most.figure, open: most.canary.immature }
  if (most.users_needed === null) return { ...about, key: 'waitUnknown' }
  const users = Math.max(1, most.users_needed)
  const pace = most.canary.users / (now - since)
  if (!(pace > 0)) return { ...about, key: 'waitUsers', users }
  const spanMs = Math.max(users / pace, leastEnds - now)
  return { ...about, key: 'waitUsersSpan', users, spanMs: Math.ceil(spanMs / HOUR_MS) * HOUR_MS }
}

const needs = ({ users_needed }: Figure): number => users_needed ?? Number.POSITIVE_INFINITY

/** The first figure that showed a loss. */
const stopped = (check: unknown): string | null => shownLosses(check)[0]?.figure ?? null
