import type { Figure } from '../metrics/figure.ts'
import type { Groupings } from '../metrics/grouping.ts'
import type { FeedbackWindows } from '../metrics/tally.ts'
import {
  type Alert,
  alertIdOf,
  type Judged,
  judgeAlert,
  newAlert,
  type Observation,
  withdrawn,
} from '../monitoring/alert.ts'
import type { AlertRule, AlertSubject } from '../monitoring/alert-rule.ts'
import type { AlertStore } from '../monitoring/alert-store.ts'
import type { DriftRow, DriftStore } from '../monitoring/drift-store.ts'
import { observeDisagreement, observeDrift, observeFigure, observePartings } from '../monitoring/observe.ts'
import { observeTrust, type TrustCase, type TrustStore } from '../monitoring/trust-case.ts'
import { type WatchPorts, watch } from './watch.ts'
import { type ConfidencePorts, watchConfidence } from './watch-confidence.ts'
import { type TruthSegment, watchTruth } from './watch-truth.ts'

export interface AlertPorts extends WatchPorts, ConfidencePorts {
  readonly alerts: AlertStore
  readonly drift: Pick<DriftStore, 'list'>
  readonly trust: Pick<TrustStore, 'list'>
}

const MOST_CASES = 1000

const DAY_MS = 86_400_000
/** How old a drift result may be to say how things stand now: features are known five days late. */
const DRIFT_DAYS = 8
const MOST_DRIFT_ROWS = 20_000
/** An alert whose place has not been seen for so long (a bundle that is gone) ends. */
const FORGET_MS = 14 * DAY_MS

/**
 * Judges every rule at `now`. The same `now` again changes nothing.
 *
 * @param channels to which what fires and what is resolved is told
 * @param madeAt wall clock, epoch milliseconds
 * @returns what changed
 */
export async function watchAlerts(
  now: number,
  windows: FeedbackWindows,
  channels: readonly string[],
  madeAt: number,
  ports: AlertPorts,
): Promise<readonly Judged[]> {
  const { rules } = await ports.alerts.rules()
  const enabled = rules.filter((rule) => rule.enabled)
  const look = lookout(enabled, now, windows, ports)
  const seen = new Map<AlertRule, Observation[]>()
  for (const rule of enabled) seen.set(rule, await look(rule))
  return ports.alerts.change((held) => judgeAll(enabled, seen, held, now), channels, madeAt)
}

function judgeAll(
  rules: readonly AlertRule[],
  seen: ReadonlyMap<AlertRule, readonly Observation[]>,
  held: ReadonlyMap<string, Alert>,
  now: number,
): Judged[] {
  const judged = rules.flatMap((rule) =>
    (seen.get(rule) ?? []).flatMap((each) => {
      const alert = held.get(alertIdOf(rule.rule, each.place))
      if (alert === undefined && each.bad !== true) return [] // nothing to remember
      return [judgeAlert(alert ?? newAlert(rule, each.place, now), rule, each, now)]
    }),
  )
  const live = new Set(rules.map((rule) => rule.rule))
  const looked = new Set(judged.map(({ alert }) => alert.alertId))
  const gone = [...held.values()]
    .filter((alert) => !live.has(alert.rule) || (!looked.has(alert.alertId) && now - alert.evaluatedAt > FORGET_MS))
    .map((alert) => withdrawn(alert, now))
  return [...judged, ...gone]
}

/** Reads each span of figures once, however many rules look at it. */
function lookout(
  rules: readonly AlertRule[],
  now: number,
  windows: FeedbackWindows,
  ports: AlertPorts,
): (rule: AlertRule) => Promise<Observation[]> {
  const spans = new Map<string, Promise<Figure[]>>()
  const figuresOf = (by: Groupings, days: number): Promise<Figure[]> => {
    const key = `${days} ${by.join()}`
    const found = spans.get(key) ?? figuresIn(by, days)
    spans.set(key, found)
    return found
  }
  const figuresIn = async (by: Groupings, days: number): Promise<Figure[]> => {
    const figures = new Set(rules.flatMap(({ subject }) => (subject.kind === 'figure' ? [subject.figure] : [])))
    return (await watch({ by, from: now - days * DAY_MS, to: null, figures }, now, windows, ports)).figures
  }
  let drift: Promise<DriftRow[]> | null = null
  const driftRows = (): Promise<DriftRow[]> => {
    const filter = { reference: null, assistant: null, series: null, drifted: null, limit: MOST_DRIFT_ROWS }
    drift ??= ports.drift.list({ ...filter, from: now - DRIFT_DAYS * DAY_MS, to: null })
    return drift
  }
  let cases: Promise<TrustCase[]> | null = null
  const trustCases = (): Promise<TrustCase[]> => {
    cases ??= ports.trust.list({ kind: null, state: null, after: null, limit: MOST_CASES })
    return cases
  }
  return async (rule) => {
    const subject: AlertSubject = rule.subject
    switch (subject.kind) {
      case 'figure': {
        const figures = await figuresOf(subject.by, subject.days)
        return figures.filter((each) => each.figure === subject.figure).map((each) => observeFigure(rule, each))
      }
      case 'drift':
        return observeDrift(subject, await driftRows())
      case 'parting': {
        const scope = { from: now - subject.days * DAY_MS, to: now + 1, by: subject.by as TruthSegment }
        return observePartings(subject, await watchTruth(scope, ports))
      }
      case 'trust':
        return observeTrust(subject.of, await trustCases())
      case 'disagreement': {
        const scope = { from: now - subject.days * DAY_MS, to: now + 1, assistant: null, bundle: null }
        const view = (await watchConfidence(scope, ports)).find((each) => each.task === subject.task)
        return view === undefined ? [] : [observeDisagreement(view)]
      }
    }
  }
}
