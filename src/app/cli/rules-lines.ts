/** Answers of the routes of rules, as far as people read them here. */
interface Rule {
  readonly reason: string
  readonly all: readonly string[]
  readonly enabled: boolean
  readonly note: string | null
}
interface Version {
  readonly version: number
  readonly restored: number | null
  readonly author: string
  readonly comment: string
  readonly at: number
  readonly rules: readonly Rule[]
}
interface Diff {
  readonly added: readonly Rule[]
  readonly removed: readonly Rule[]
  readonly changed: readonly { readonly before: Rule; readonly after: Rule }[]
  readonly reordered: boolean
  readonly thresholds: readonly {
    readonly name: string
    readonly before: number | null
    readonly after: number | null
    readonly added: readonly string[]
    readonly removed: readonly string[]
  }[]
}
interface Precision {
  readonly estimate: number | null
  readonly low: number | null
  readonly high: number | null
  readonly labelled: number
}
interface Size {
  readonly flagged: number
  readonly undecided: number
  readonly precision: Precision
}
interface Table extends Size {
  readonly rules: readonly (Size & { readonly reason: string; readonly alone: number })[]
  readonly reviews: { readonly flagged: number; readonly control: number }
  readonly next_day: {
    readonly day_at: number
    readonly low: number
    readonly high: number
    readonly days: number
  } | null
}
interface Move {
  readonly conversations: number
  readonly precision: Precision
  readonly examples: readonly string[]
}
interface Trial {
  readonly against: number
  readonly took_ms: number
  readonly conversations: number
  readonly before: Table
  readonly after: Table
  readonly added: Move
  readonly dropped: Move
  readonly kept: Move
}

const headOf = ({ version, author, at, comment, restored }: Version): string => {
  const when = at === 0 ? '' : `, ${new Date(at).toISOString()}`
  return `version ${version}, by ${author}${when}: ${comment}${restored === null ? '' : ` (restores version ${restored})`}`
}

const conditionsOf = ({ all, enabled }: Rule): string => `${all.join(' and ')}${enabled ? '' : ' (off)'}`

export const versionLines = (version: Version): string =>
  lines([
    headOf(version),
    ...version.rules.map(
      (rule) => `  ${rule.reason.padEnd(24)} ${conditionsOf(rule)}${rule.note ? `  # ${rule.note}` : ''}`,
    ),
  ])

export const versionsLines = ({ versions }: { readonly versions: readonly Version[] }): string =>
  lines(versions.map(headOf))

export function diffLines({ added, removed, changed, reordered, thresholds }: Diff): string {
  const told = [
    ...added.map((rule) => `+ ${rule.reason}: ${conditionsOf(rule)}`),
    ...removed.map((rule) => `- ${rule.reason}: ${conditionsOf(rule)}`),
    ...changed.map(({ before, after }) => `~ ${after.reason}: ${conditionsOf(before)} -> ${conditionsOf(after)}`),
    ...(reordered ? ['~ the order of the rules'] : []),
    ...thresholds.map(({ name, before, after, ...words }) =>
      before === null
        ? `~ ${name}: ${[...words.added.map((word) => `+${word}`), ...words.removed.map((word) => `-${word}`)].join(' ')}`
        : `~ ${name}: ${before} -> ${after}`,
    ),
  ]
  return told.length === 0 ? 'no difference\n' : lines(told)
}

const percent = (share: number | null): string => (share === null ? '?' : (100 * share).toFixed(1))
const precisionOf = ({ estimate, low, high, labelled }: Precision): string =>
  estimate === null
    ? 'not judged yet'
    : `${percent(estimate)} % (${percent(low)} to ${percent(high)}, ${labelled} judged)`

const nextDayOf = ({ next_day: next }: Table): string =>
  next === null
    ? 'not known: fewer than three settled days'
    : `${next.low} to ${next.high} flagged on ${new Date(next.day_at).toISOString().slice(0, 10)} (${next.days} settled days)`

export function trialLines({ against, took_ms, conversations, before, after, ...moves }: Trial): string {
  const reviews = ({ reviews: { flagged, control } }: Table): string => (flagged + control).toFixed(1)
  const earlier = new Map(before.rules.map((rule) => [rule.reason, rule]))
  return lines([
    `against version ${against}, ${conversations} conversations, ${took_ms} ms`,
    `  flagged      ${before.flagged} -> ${after.flagged} (${after.undecided} undecided)`,
    `  next day     ${nextDayOf(after)}`,
    `  reviews/day  ${reviews(before)} -> ${reviews(after)}`,
    `  precision    ${precisionOf(before.precision)} -> ${precisionOf(after.precision)}`,
    ...after.rules.map(
      ({ reason, flagged, alone, precision }) =>
        `  ${reason.padEnd(24)} ${earlier.get(reason)?.flagged ?? '-'} -> ${flagged}, ${alone} alone, ${precisionOf(precision)}`,
    ),
    ...(['added', 'dropped', 'kept'] as const).map((name) => {
      const { conversations: count, precision, examples } = moves[name]
      const shown = examples.length === 0 ? '' : `, such as ${examples.join(', ')}`
      return `  ${name.padEnd(12)} ${count}${count === 0 ? '' : `, ${precisionOf(precision)}`}${shown}`
    }),
  ])
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`
