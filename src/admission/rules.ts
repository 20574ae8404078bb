import type { Ternary } from '../events/event.ts'
import { FEATURE_NAMES, type FeatureName, type FeatureRow, type RuleName } from '../features/row.ts'

/** What a rule may speak of: the features and the signals beside them. */
export type Signal = FeatureName | 'eligible' | 'low_confidence' | 'negative_feedback' | 'repeat_while_stalled'

export const SIGNALS: readonly Signal[] = [
  'eligible',
  ...FEATURE_NAMES,
  'repeat_while_stalled',
  'low_confidence',
  'negative_feedback',
]

/** A conversation is flagged for `reason` when all of these hold. */
export interface Rule {
  readonly reason: RuleName
  readonly all: readonly Signal[]
}

/** In the order in which reasons are named (spec/features.md, section 6). */
export const ADMISSION_RULES: readonly Rule[] = [
  { reason: 'no_click_no_order', all: ['eligible', 'cta_not_clicked', 'no_order'] },
  { reason: 'repeat_while_stalled', all: ['eligible', 'repeat_while_stalled'] },
  { reason: 'silence_no_conversion', all: ['eligible', 'long_silence', 'no_conversion'] },
  { reason: 'low_confidence', all: ['eligible', 'low_confidence'] },
  { reason: 'negative_feedback', all: ['negative_feedback'] },
]

/** A feature row with the verdict of the rules (spec/features.md, section 7). */
export interface AdmissionRow extends Omit<FeatureRow, 'flags'> {
  readonly flags: FeatureRow['flags'] & { readonly needs_human: Ternary }
  readonly flagged: Ternary
  readonly reasons: readonly RuleName[]
  readonly undecided: readonly RuleName[]
}

/** Three-valued: false as soon as one part is false, null while one is unknown. */
export const and = (parts: readonly Ternary[]): Ternary =>
  parts.includes(false) ? false : parts.includes(null) ? null : true

/** Three-valued: true as soon as one part is true, null while one is unknown. */
export const or = (parts: readonly Ternary[]): Ternary =>
  parts.includes(true) ? true : parts.includes(null) ? null : false

/** Does the rule hold for this row? null = not yet known. */
export const holds = (rule: Rule, row: FeatureRow): Ternary => and(rule.all.map((signal) => signalOf(row, signal)))

const signalOf = ({ features, flags }: FeatureRow, signal: Signal): Ternary =>
  signal in features ? features[signal as FeatureName] : flags[signal as Exclude<Signal, FeatureName>]

/** Finishes a feature row: flagged, reasons and undecided in the order of the rules, needs_human. Keys in the order of the spec. */
export function admissionRow(row: FeatureRow, rules: readonly Rule[] = ADMISSION_RULES): AdmissionRow {
  const verdicts = rules.map((rule) => ({ reason: rule.reason, holds: holds(rule, row) }))
  const { low_confidence, negative_feedback, repeat_while_stalled, eligible, closed, final } = row.flags
  const needs_human = and([eligible, low_confidence, or([row.features.no_order, row.features.no_conversion])])
  return {
    conversation_id: row.conversation_id,
    features: row.features,
    flags: { low_confidence, negative_feedback, repeat_while_stalled, eligible, closed, needs_human, final },
    flagged: or(verdicts.map((verdict) => verdict.holds)),
    reasons: verdicts.filter((verdict) => verdict.holds === true).map((verdict) => verdict.reason),
    undecided: verdicts.filter((verdict) => verdict.holds === null).map((verdict) => verdict.reason),
    evidence: row.evidence,
  }
}
