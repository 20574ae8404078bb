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
  readonly userMessages: number
  readonly leastConfidence: number | null
  readonly ctasSent: number
  readonly clicked: Ternary
  readonly hardEnd: boolean
  readonly terminalReached: boolean
  readonly humanReply: boolean
  readonly ratings: readonly number[]
  readonly ordered: Ternary
  readonly orderAmount: number | null
  readonly orderCurrency: string | null
  /** Replies of the models that carried a prediction. */
  readonly predictedTurnCount: number
  /** The part of the population that it was drawn from for review, selected or not; null = its draw was not made. */
  readonly stratum: 'flagged' | 'control' | null
  /** Segments (src/metrics/segments.ts); null = not known, or not asked for. */
  readonly language: string | null
  readonly visitor: 'new' | 'returning' | null
  readonly pace: 'slow' | 'other' | null
}

/** JSON has no NaN and no infinity. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
