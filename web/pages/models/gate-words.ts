import type { Format } from '../../parts/format.ts'

import type { GateVerdict } from './release-facts.ts'

type Rule =
  | 'gold'
  | 'accuracy'
  | 'negative_flips'
  | 'protected'
  | 'skills'
  | 'recall'
  | 'segment'
  | 'calibration'
  | 'first_model'
  | 'unchanged'

interface Reason {
  readonly rule: Rule
  readonly verdict: GateVerdict
  /** In the unit of `limit`; null = the rule measures nothing. */
  readonly measured: number | null
  readonly limit: number | null
  readonly items: number
  /** Label or segment that it is about. */
  readonly part: string | null
}

/** A finding of the gate in the reader's words: a key under `gate`, and its figures as they are read. */
export interface GateSaid {
  readonly key: `${Rule}.${GateVerdict}`
  readonly values: { readonly measured: string; readonly limit: string; readonly items: string; readonly part: string }
}

/** How each rule's `measured` and `limit` are read. */
const READ: Readonly<Record<Rule, 'points' | 'percent' | 'number' | 'loss'>> = {
  accuracy: 'points',
  calibration: 'percent',
  first_model: 'number',
  gold: 'number',
  negative_flips: 'percent',
  protected: 'number',
  recall: 'loss',
  segment: 'loss',
  skills: 'number',
  unchanged: 'number',
}

export function gateSaid({ rule, verdict, measured, limit, items, part }: Reason, format: Format): GateSaid {
  const shown = (value: number | null): string => {
    if (value === null) return '–'
    if (READ[rule] === 'points') return format.points(value)
    if (READ[rule] === 'percent') return format.percent(value)
    return READ[rule] === 'loss' ? format.points(-value) : format.number(value)
  }
  return {
    key: `${rule}.${verdict}`,
    values: { measured: shown(measured), limit: shown(limit), items: format.number(items), part: part ?? '' },
  }
}
