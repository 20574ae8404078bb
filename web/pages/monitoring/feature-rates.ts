import type { ConversationFilter } from '../../parts/conversations-link.ts'

interface FeatureRate {
  /** Name of the figure in the series of rates. */
  readonly figure: string
  /** What the conversations behind it have. */
  readonly filter: ConversationFilter
}

const RULE_PREFIX = 'flag_rate_'
const CONDUCT = [
  'repeated_questions',
  'stalls',
  'silences',
  'hand_over',
  'satisfaction_4_or_5',
  'satisfaction_response',
]

/** The rates of features and rules that a span's points hold, rules after what they rest on, in a fixed order. */
export function featureRates(points: readonly { readonly point: Readonly<Record<string, unknown>> }[]): FeatureRate[] {
  const known = new Set(points.flatMap(({ point }) => Object.keys(point)))
  const rules = [...known].filter((figure) => figure.startsWith(RULE_PREFIX)).sort()
  return [
    ...(known.has('flag_rate') ? [{ figure: 'flag_rate', filter: { flagged: 'yes' as const } }] : []),
    ...rules.map((figure) => ({ figure, filter: { reason: figure.slice(RULE_PREFIX.length) } })),
    ...CONDUCT.filter((figure) => known.has(figure)).map((figure) => ({ figure, filter: {} })),
  ]
}

/** The rule behind `flag_rate_<rule>`; null = another figure. */
export const ruleOf = (figure: string): string | null =>
  figure.startsWith(RULE_PREFIX) ? figure.slice(RULE_PREFIX.length) : null
