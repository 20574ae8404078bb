import { LoopError } from '../errors/loop-error.ts'
import { GROUPINGS, type Grouping } from '../metrics/grouping.ts'
import type { Task } from '../models/task.ts'
import type { TrustKind } from './trust-kind.ts'

/** What a rule looks at. */
export type AlertSubject =
  /** A figure of spec/metrics.md over the last days, one alert per group. */
  | { readonly kind: 'figure'; readonly figure: string; readonly by: readonly Grouping[]; readonly days: number }
  /** Series that drifted from a reference (null = any), whose names begin with `series` ('' = all). */
  | { readonly kind: 'drift'; readonly reference: string | null; readonly series: string }
  /** Weighted live accuracy and the accuracy that the confidences tell contradict each other. */
  | { readonly kind: 'disagreement'; readonly task: Task; readonly days: number }
  /** The same segment by segment, their number allowed for; one alert each. */
  | { readonly kind: 'parting'; readonly task: Task; readonly by: Grouping | 'intent'; readonly days: number }
  /** Cases of what may be poisoned on which nobody has decided; one alert each. */
  | { readonly kind: 'trust'; readonly of: readonly TrustKind[] }

/** When a figure is bad. `low` above a value, or `high` below it, is surely bad; the estimate alone may be chance. */
export interface Breach {
  readonly bound: 'estimate' | 'low' | 'high'
  readonly is: 'above' | 'below'
  readonly value: number
}

export const SEVERITIES = ['info', 'warning', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

/** One rule: data, kept in versions. Durations are milliseconds. */
export interface AlertRule {
  readonly rule: string
  readonly enabled: boolean
  readonly severity: Severity
  readonly subject: AlertSubject
  /** Of figures; null for the other kinds, which are bad or not. */
  readonly breach: Breach | null
  /** A firing alert is over only when the bound is back on the other side of this; null = of `breach.value`. */
  readonly clearsAt: number | null
  /** It must have been bad for so long before it fires. */
  readonly forMs: number
  /** It must have been good for so long before it is resolved. */
  readonly keepMs: number
  /** Groups of fewer mature units are not judged. */
  readonly leastUnits: number
  /** Wait until nothing can change the figure any more. */
  readonly settledOnly: boolean
  /** What to do, for whoever is told. */
  readonly note: string
}

const DAY_MS = 86_400_000
const BLANK = {
  ...{ enabled: true, severity: 'warning' as const, breach: null, clearsAt: null, forMs: 0, keepMs: 0, leastUnits: 0 },
  settledOnly: false,
}

/** What holds until somebody saves rules. */
export const DEFAULT_RULES: readonly AlertRule[] = [
  {
    ...BLANK,
    rule: 'intent_accuracy_low',
    subject: { kind: 'figure', figure: 'live_accuracy_intent', by: [], days: 28 },
    breach: { bound: 'high', is: 'below', value: 0.85 },
    clearsAt: 0.87,
    leastUnits: 50,
    note: 'Look at GET /v1/metrics/faults, label more of the weak intents, train.',
  },
  {
    ...BLANK,
    rule: 'failure_rate_high',
    severity: 'critical',
    subject: { kind: 'figure', figure: 'failure_rate', by: ['assistant'], days: 14 },
    breach: { bound: 'low', is: 'above', value: 0.3 },
    clearsAt: 0.25,
    leastUnits: 50,
    note: 'See whether it began with a release; if so, take that back (salesloop rollback).',
  },
  {
    ...BLANK,
    rule: 'drift',
    subject: { kind: 'drift', reference: null, series: '' },
    forMs: DAY_MS,
    note: 'Two days in a row. Read a few of the new conversations; new topics want labels or a new intent.',
  },
  {
    ...BLANK,
    rule: 'intent_accuracy_disputed',
    subject: { kind: 'disagreement', task: 'intent', days: 28 },
    // It has no second bound: looked at each hour, a difference on the edge would come and go.
    forMs: DAY_MS,
    keepMs: DAY_MS,
    note: 'The confidences say something else than the reviewed turns. See the calibration; do not trust thresholds until it is mended.',
  },
  {
    ...BLANK,
    rule: 'segment_accuracy_disputed',
    subject: { kind: 'parting', task: 'intent', by: 'assistant', days: 28 },
    forMs: DAY_MS,
    keepMs: DAY_MS,
    note: 'In one segment the confidences say something else than the reviewed turns. Label more of it, and see its calibration.',
  },
  {
    ...BLANK,
    rule: 'labels_suspected',
    severity: 'critical',
    subject: { kind: 'trust', of: ['annotator', 'phrase'] },
    note: 'Read the evidence on the page Label quality, tab Trust, and decide: confirm and withdraw the answers, or release.',
  },
  {
    ...BLANK,
    rule: 'users_suspected',
    subject: { kind: 'trust', of: ['user'] },
    note: 'Read a few of the conversations; confirm what is no customer, release what is.',
  },
]

const MOST_RULES = 200
const MOST_MS = 90 * DAY_MS

/** Throws LOOP_BAD_ALERT_RULE, naming the rule. */
export function refuseBadRules(rules: readonly AlertRule[], figures: ReadonlySet<string>): void {
  if (rules.length > MOST_RULES)
    throw bad('(all)', `There are ${rules.length} rules; at most ${MOST_RULES} are allowed.`)
  const names = new Set<string>()
  for (const rule of rules) {
    if (!/^[a-z0-9_]{1,64}$/.test(rule.rule)) throw bad(rule.rule, 'A name has up to 64 of a-z, 0-9 and _.')
    if (names.has(rule.rule)) throw bad(rule.rule, 'Two rules have this name; give each its own.')
    names.add(rule.rule)
    refuseBadRule(rule, figures)
  }
}

function refuseBadRule(
  { rule, subject, breach, clearsAt, forMs, keepMs }: AlertRule,
  figures: ReadonlySet<string>,
): void {
  if (!(forMs >= 0 && forMs <= MOST_MS && keepMs >= 0 && keepMs <= MOST_MS))
    throw bad(rule, `for_ms and keep_ms go from 0 to ${MOST_MS} (90 days).`)
  if ((subject.kind === 'figure') !== (breach !== null))
    throw bad(rule, 'A rule on a figure needs a breach (bound, is, value); the other kinds have none.')
  if (subject.kind === 'parting' && subject.by === 'hour')
    throw bad(rule, 'by takes one of the groupings except hour, or intent.')
  if (subject.kind !== 'figure' || breach === null) return
  if (!figures.has(subject.figure))
    throw bad(rule, `There is no figure "${subject.figure}". See GET /v1/metrics for their names.`)
  if (subject.by.length > 2 || subject.by.some((name) => !GROUPINGS.includes(name)))
    throw bad(rule, `by takes up to two of ${GROUPINGS.join(', ')}.`)
  if (subject.by.some((name) => name === 'day' || name === 'hour'))
    throw bad(rule, 'A day or an hour of its own raises no alert; choose the span with days.')
  const wrongSide = clearsAt !== null && (breach.is === 'above' ? clearsAt > breach.value : clearsAt < breach.value)
  if (wrongSide) throw bad(rule, `clears_at ${clearsAt} lies on the bad side of ${breach.value}.`)
}

const bad = (rule: string, why: string): LoopError => new LoopError('LOOP_BAD_ALERT_RULE', `Rule ${rule}: ${why}`)
