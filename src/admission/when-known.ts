import type { FeatureConfig } from '../features/config.ts'
import { type ConversationState, features, nextDeadline } from '../features/conversation.ts'
import { FEATURE_NAMES, type FeatureName } from '../features/row.ts'
import { type AdmissionRow, admissionRow, type Rule } from './rules.ts'

/** The moment (epoch milliseconds) at which each value is known at the latest; null = it is known now. */
export interface KnownAt {
  readonly features: Readonly<Record<FeatureName, number | null>>
  readonly flagged: number | null
  readonly final: number | null
}

/** More than there are windows. */
const MOST_STEPS = 32

/**
 * Goes from deadline to deadline as if nothing came any more, and notes when each value is told. An event can tell it earlier.
 *
 * @param now epoch milliseconds; what is unknown then has a moment, what is known has null
 */
export function whenKnown(
  state: ConversationState,
  now: number,
  config: FeatureConfig,
  rules?: readonly Rule[],
): KnownAt {
  const rowAt = (at: number): AdmissionRow => admissionRow(features(state, at, config), rules)
  const first = rowAt(now)
  const open = {
    features: new Set(FEATURE_NAMES.filter((name) => first.features[name] === null)),
    flagged: first.flagged === null,
    final: !first.flags.final,
  }
  const known: { -readonly [K in keyof KnownAt]: KnownAt[K] } = { features: noneOpen(), flagged: null, final: null }
  let at = nextDeadline(state, now, config)
  for (let step = 0; at !== null && step < MOST_STEPS; step++) {
    const row = rowAt(at)
    for (const name of open.features) {
      if (row.features[name] === null) continue
      known.features = { ...known.features, [name]: at }
      open.features.delete(name)
    }
    if (open.flagged && row.flagged !== null) [known.flagged, open.flagged] = [at, false]
    if (open.final && row.flags.final) [known.final, open.final] = [at, false]
    at = nextDeadline(state, at, config)
  }
  return known
}

const noneOpen = (): Record<FeatureName, number | null> =>
  Object.fromEntries(FEATURE_NAMES.map((name) => [name, null])) as Record<FeatureName, number | null>
