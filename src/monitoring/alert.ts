import { createHash } from 'node:crypto'
import type { AlertRule, Severity } from './alert-rule.ts'

/**
 * quiet: nothing is wrong. pending: it is bad, but not long enough yet. firing: it has been bad long enough. resolved: it
 * was, and is good again.
 */
export const ALERT_STATES = ['quiet', 'pending', 'firing', 'resolved'] as const
export type AlertState = (typeof ALERT_STATES)[number]

/** A rule and one place where it is judged. Instants are epoch milliseconds of the data's clock. */
export interface Alert {
  readonly alertId: string
  readonly rule: string
  readonly severity: Severity
  /** Grouping or dimension -> name; empty = the whole. */
  readonly place: Readonly<Record<string, string>>
  readonly state: AlertState
  /** Since when it is in this state. */
  readonly since: number
  /** How often it has fired. */
  readonly episode: number
  /** Since when it has been good again while firing; null = it is not. */
  readonly goodSince: number | null
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  /** What was seen, in words and figures. */
  readonly why: string
  /** The same in Chinese; alerts that were last judged by an older salesloop have none. */
  readonly whyZh?: string
  /** What its rule says to do; of an older salesloop, too. */
  readonly note?: string
  /** Has anybody been told that it fires? */
  readonly told: boolean
  readonly acknowledged: { readonly who: string; readonly at: number; readonly why: string } | null
  readonly silenced: { readonly who: string; readonly until: number; readonly why: string } | null
  readonly evaluatedAt: number
}

/** What a rule saw at one place. */
export interface Observation {
  readonly place: Readonly<Record<string, string>>
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  /** null = too little is known: it changes nothing. */
  readonly bad: boolean | null
  /** Back on the good side of `clearsAt`: between the two bounds a firing alert goes on firing. */
  readonly clear: boolean
  readonly why: string
  /** The same in Chinese. */
  readonly whyZh?: string
}

export type AlertAction = 'pending' | 'firing' | 'resolved' | 'quiet' | 'acknowledged' | 'silenced' | 'unsilenced'

/** What happened to an alert; `tell` says that the outside is to hear of it. */
export interface AlertChange {
  readonly action: AlertAction
  readonly at: number
  readonly who: string | null
  readonly tell: boolean
}

export interface Judged {
  readonly alert: Alert
  readonly changes: readonly AlertChange[]
}

export const alertIdOf = (rule: string, place: Readonly<Record<string, string>>): string => {
  const named = Object.entries(place).sort(([a], [b]) => (a < b ? -1 : 1))
  return `al-${createHash('sha256')
    .update(JSON.stringify([rule, named]))
    .digest('hex')
    .slice(0, 12)}`
}

export const newAlert = (rule: AlertRule, place: Alert['place'], now: number): Alert => ({
  ...{ alertId: alertIdOf(rule.rule, place), rule: rule.rule, severity: rule.severity, place, state: 'quiet' },
  ...{ since: now, episode: 0, goodSince: null, value: null, low: null, high: null, why: '', told: false },
  ...{ acknowledged: null, silenced: null, evaluatedAt: -1 },
})

/**
 * The alert after one look. A look no later than the last one changes nothing, so that a step may be repeated.
 *
 * @param now moment of the look
 */
export function judgeAlert(alert: Alert, rule: AlertRule, seen: Observation, now: number): Judged {
  if (now <= alert.evaluatedAt) return { alert, changes: [] }
  const { value, low, high, why, whyZh = why } = seen
  const told = { value, low, high, why, whyZh, note: rule.note }
  const looked: Alert = { ...alert, severity: rule.severity, ...told, evaluatedAt: now }
  const moved = seen.bad === null ? { alert: looked, actions: [] } : step(looked, rule, seen, now)
  return withTold(moved.alert, moved.actions, now)
}

interface Moved {
  readonly alert: Alert
  readonly actions: readonly AlertAction[]
}

function step(alert: Alert, rule: AlertRule, { bad, clear }: Observation, now: number): Moved {
  switch (alert.state) {
    case 'quiet':
    case 'resolved':
      return bad ? worsened({ ...alert, state: 'pending', since: now }, rule, now, ['pending']) : { alert, actions: [] }
    case 'pending':
      return bad
        ? worsened(alert, rule, now, [])
        : { alert: { ...alert, state: 'quiet', since: now }, actions: ['quiet'] }
    case 'firing':
      return bad || !clear ? { alert: { ...alert, goodSince: null }, actions: [] } : bettered(alert, rule, now)
  }
}

function worsened(alert: Alert, { forMs }: AlertRule, now: number, actions: readonly AlertAction[]): Moved {
  if (now - alert.since < forMs) return { alert, actions }
  const episode = alert.episode + 1
  const firing: Alert = {
    ...alert,
    state: 'firing',
    since: now,
    episode,
    goodSince: null,
    told: false,
    acknowledged: null,
  }
  return { alert: firing, actions: [...actions, 'firing'] }
}

function bettered(alert: Alert, { keepMs }: AlertRule, now: number): Moved {
  const goodSince = alert.goodSince ?? now
  if (now - goodSince < keepMs) return { alert: { ...alert, goodSince }, actions: [] }
  return { alert: { ...alert, state: 'resolved', since: now, goodSince: null }, actions: ['resolved'] }
}

/**
 * Who is told: that it fires, unless it is silenced, and then when the silence is over and it still fires; that it is
 * resolved, if they were told that it fired.
 */
function withTold(alert: Alert, actions: readonly AlertAction[], now: number): Judged {
  const silent = isSilenced(alert, now)
  const changes = actions.map((action): AlertChange => {
    const tell = !silent && (action === 'firing' || (action === 'resolved' && alert.told))
    return { action, at: now, who: null, tell }
  })
  const over = alert.silenced !== null && !silent
  const late = alert.state === 'firing' && !alert.told && !silent && !actions.includes('firing')
  if (over || late) changes.unshift({ action: over ? 'unsilenced' : 'firing', at: now, who: null, tell: late })
  const tells = changes.some((change) => change.tell)
  return { alert: { ...alert, told: alert.told || tells, silenced: over ? null : alert.silenced }, changes }
}

export const isSilenced = ({ silenced }: Alert, now: number): boolean => silenced !== null && now < silenced.until

/** A named person has seen it. */
export function acknowledge(alert: Alert, who: string, why: string, now: number): Judged {
  return {
    alert: { ...alert, acknowledged: { who, at: now, why } },
    changes: [{ action: 'acknowledged', at: now, who, tell: false }],
  }
}

/** Nothing is told of it until then; its state goes on. */
export function silence(alert: Alert, who: string, until: number, why: string, now: number): Judged {
  return {
    alert: { ...alert, silenced: { who, until, why } },
    changes: [{ action: 'silenced', at: now, who, tell: false }],
  }
}

/** Alerts of a rule that is gone or switched off end without being told of. */
export function withdrawn(alert: Alert, now: number): Judged {
  if (alert.state === 'quiet' || alert.state === 'resolved') return { alert, changes: [] }
  return {
    alert: { ...alert, state: 'quiet', since: now, goodSince: null, evaluatedAt: Math.max(now, alert.evaluatedAt) },
    changes: [{ action: 'quiet', at: now, who: null, tell: false }],
  }
}
