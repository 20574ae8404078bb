import type { Ternary } from '../events/event.ts'
import type { FeatureName, RuleName } from '../features/row.ts'

/** One conversation as the rates see it: its row, its facts, and what it is grouped by. Instants are epoch milliseconds. */
export interface Unit {
  readonly conversationId: string
  /** First user; null = nobody known, then the conversation is a cluster of its own. */
  readonly userId: string | null
  readonly startedAt: number | null
  readonly endedAt: number | null
  readonly bundle: string | null
  readonly arm: string | null
  readonly assistantId: string | null
  readonly channel: string | null
  readonly eligible: Ternary
  readonly closed: boolean
  readonly features: Readonly<Record<FeatureName, Ternary>>
  readonly flagged: Ternary
  readonly rules: Readonly<Partial<Record<RuleName, Ternary>>>
  readonly ctasSent: number
  readonly clicked: Ternary
  readonly hardEnd: boolean
  readonly terminalReached: boolean
  readonly humanReply: boolean
  readonly ratings: readonly number[]
  readonly ordered: Ternary
  readonly orderAmount: number | null
  readonly orderCurrency: string | null
  /** Replies that carried a prediction. */
  readonly predictedTurnCount: number
  /** The part of the population that it was drawn from for review, selected or not; null = its draw was not made. */
  readonly stratum: 'flagged' | 'control' | null
}

export const GROUPINGS = ['bundle', 'arm', 'assistant', 'channel', 'day'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** The group of everything, where nothing is grouped by. */
export const ALL = 'all'
const UNKNOWN = 'unknown'
const DAY_MS = 86_400_000

/** Days are those of UTC, by the conversation's start. */
export function groupOf(
  unit: Pick<Unit, 'bundle' | 'arm' | 'assistantId' | 'channel' | 'startedAt'>,
  by: Grouping | null,
): string {
  if (by === null) return ALL
  if (by === 'day') return unit.startedAt === null ? UNKNOWN : dayOf(unit.startedAt)
  return { bundle: unit.bundle, arm: unit.arm, assistant: unit.assistantId, channel: unit.channel }[by] ?? UNKNOWN
}

const dayOf = (instant: number): string => new Date(Math.floor(instant / DAY_MS) * DAY_MS).toISOString().slice(0, 10)

/** One line of GET /v1/metrics. */
export interface Figure {
  readonly figure: string
  readonly by: Grouping | null
  readonly group: string
  /** Units that count for it; for means the sum. */
  readonly numerator: number
  /** Mature units. */
  readonly denominator: number
  /** Units whose value can still change, shown beside the rate; null where it is not known per group. */
  readonly immature: number | null
  /** null = no unit yet. */
  readonly estimate: number | null
  /** 95 % interval; null = nothing can be said. */
  readonly low: number | null
  readonly high: number | null
  /** Units behind the estimate after clustering and weights. */
  readonly effective_size: number
  readonly users: number
  /** Of means of money. */
  readonly unit?: string
}

/** JSON has no NaN and no infinity. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
