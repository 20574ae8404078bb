import type { NeedFact } from './facts.ts'

export type NeedKind = NeedFact['kind'] | 'conflicts'

/** Something that stands still until a person does something, and where that is done. */
export interface NeedLine {
  readonly kind: NeedKind
  readonly severity: NeedFact['severity']
  readonly count: number
  readonly since: number | null
  readonly id: string | null
  readonly text: string | null
  readonly to: string
}

const PATHS: Readonly<Record<NeedFact['kind'], string>> = {
  alerts_firing: '/monitoring?tab=alerts',
  broken_bundle: '/models',
  run_failed: '/models',
  candidate_waits: '/models',
  approval_waits: '/models',
  canary_paused: '/experiments',
  loop_paused: '/settings',
  step_waits: '/models',
  labels_wait: '/annotate',
  queue_empty: '/rules',
  events_set_aside: '/monitoring',
  alerts_untold: '/monitoring?tab=alerts',
  intents_proposed: '/quality',
}
const URGENCY = ['critical', 'warning', 'info']

/** @param conflicts how many samples wait for a last word; null = not known */
export function needLines(needs: readonly NeedFact[], conflicts: number | null): NeedLine[] {
  const lines: NeedLine[] = needs.map((need) => ({ ...need, to: PATHS[need.kind] }))
  if (conflicts !== null && conflicts > 0) {
    const nothing = { since: null, id: null, text: null }
    lines.push({ ...nothing, kind: 'conflicts', severity: 'warning', count: conflicts, to: '/quality' })
  }
  return lines.sort((a, b) => URGENCY.indexOf(a.severity) - URGENCY.indexOf(b.severity))
}
