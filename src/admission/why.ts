import type { Ternary } from '../events/event.ts'
import { type AdmissionRow, holds, type Rule, type Signal } from './rules.ts'

/** What a rule says of a conversation, and what it says it by. */
export interface Why {
  readonly reason: string
  readonly holds: Ternary
  readonly signals: readonly {
    readonly signal: Signal
    readonly value: Ternary
    readonly eventIds: readonly string[]
  }[]
}

/** Every rule in its order, with the value of each of its signals and the events that show it. */
export const whyOf = (row: AdmissionRow, rules: readonly Rule[]): Why[] =>
  rules.map((rule) => ({
    reason: rule.reason,
    holds: holds(rule, row),
    signals: rule.all.map((signal) => ({
      signal,
      value: holds({ reason: '', all: [signal] }, row),
      eventIds: row.evidence[signal] ?? [],
    })),
  }))
