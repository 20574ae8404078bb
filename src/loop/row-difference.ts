import type { AdmissionRow } from '../admission/rules.ts'
import { FEATURE_NAMES } from '../features/row.ts'

const FLAG_NAMES = [
  'low_confidence',
  'negative_feedback',
  'repeat_while_stalled',
  'eligible',
  'closed',
  'final',
] as const

/** Names of the features and flags that differ, `flagged` among them; evidence and reasons apart. */
export function differencesOf(before: AdmissionRow | null, after: AdmissionRow): string[] {
  if (before === null) return ['new']
  return [
    ...FEATURE_NAMES.filter((name) => before.features[name] !== after.features[name]),
    ...FLAG_NAMES.filter((name) => before.flags[name] !== after.flags[name]),
    ...(before.flagged === after.flagged ? [] : ['flagged']),
  ]
}

export const differs = (before: AdmissionRow | null, after: AdmissionRow): boolean =>
  differencesOf(before, after).length > 0
