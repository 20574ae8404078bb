import type { LoopEvent } from '../events/event.ts'
import { confidenceOf, textOf } from '../events/fields.ts'
import { type SegmentTraits, segmentTraits } from './segments.ts'

/** What the models said on one reply of theirs. A reply that a person wrote is none. */
export interface PredictedTurn {
  /** Epoch milliseconds. */
  readonly at: number
  /** Version that answered. */
  readonly bundle: string | null
  readonly intent: string | null
  readonly intentConfidence: number | null
  readonly objection: string | null
  readonly objectionConfidence: number | null
}

/** What a conversation's events say beside its row. */
export interface Traits extends SegmentTraits {
  readonly turns: readonly PredictedTurn[]
}

const CHAT: ReadonlySet<string> = new Set(['user_message', 'assistant_message', 'fsm_transition', 'cta_sent'])

/**
 * @param events punctual events that name one conversation, in order
 * @param endedAt chat after it belongs to no conversation; null = not known
 */
export function traitsOf(events: readonly LoopEvent[], endedAt: number | null): Traits {
  const kept = events.filter((event) => endedAt === null || event.t <= endedAt || !CHAT.has(event.type))
  return { ...segmentTraits(kept), turns: kept.flatMap(predictedTurn) }
}

function predictedTurn({ type, t, wire }: LoopEvent): PredictedTurn[] {
  if (type !== 'assistant_message' || textOf(wire, 'author') === 'human') return []
  const [intent, objection] = [textOf(wire, 'predicted_intent'), textOf(wire, 'predicted_objection')]
  if (intent === null && objection === null) return []
  return [
    {
      at: t,
      bundle: textOf(wire, 'bundle'),
      intent,
      intentConfidence: confidenceOf(wire, 'intent_confidence'),
      objection,
      objectionConfidence: confidenceOf(wire, 'objection_confidence'),
    },
  ]
}
