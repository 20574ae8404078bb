import type { LoopEvent } from '../events/event.ts'
import type { FeatureConfig } from '../features/config.ts'
import { facts, features, fold, foldOutcomes, newConversation } from '../features/conversation.ts'
import { outcomeAct } from '../features/outcomes.ts'
import type { FaultSubject } from './fault-inputs.ts'

/** What is stored of a conversation: its own punctual events, and the carts and orders of its users elsewhere. */
export interface StoredPast {
  readonly events: readonly LoopEvent[]
  readonly elsewhere: readonly LoopEvent[]
}

/**
 * A conversation as it was known at a moment, from the events received by then: so a score can be made again, and one that is learned
 * from knows no more than one that is used.
 *
 * @param at epoch milliseconds
 */
export function conversationAsOf(
  conversationId: string,
  { events, elsewhere }: StoredPast,
  at: number,
  config: FeatureConfig,
): FaultSubject {
  const known = (all: readonly LoopEvent[]) => all.filter((event) => event.receivedAt <= at)
  const state = newConversation(conversationId)
  fold(state, known(events), config)
  const acts = known([...events, ...elsewhere]).flatMap((event) => outcomeAct(event) ?? [])
  if (acts.length > 0) foldOutcomes(state, acts, config)
  return { row: features(state, at, config), facts: facts(state, at, config), events: known(events), knownAt: at }
}
