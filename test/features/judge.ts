import type { LoopEvent } from '../../src/events/event.ts'
import { defaultConfig, type FeatureConfig } from '../../src/features/config.ts'
import {
  type ConversationState,
  facts,
  features,
  fold,
  foldOutcomes,
  newConversation,
} from '../../src/features/conversation.ts'
import { type OutcomeAct, outcomeAct } from '../../src/features/outcomes.ts'
import { BASE } from './events.ts'

export const actsOf = (events: readonly LoopEvent[]): OutcomeAct[] =>
  events.map(outcomeAct).filter((act): act is OutcomeAct => act !== null)

/** State of conversation `c` after these events: those that name it are folded, all acts are offered to it. */
export function stateOf(events: readonly LoopEvent[], config: FeatureConfig = defaultConfig): ConversationState {
  const own = events.filter((event) => event.conversationId === 'c')
  return foldOutcomes(fold(newConversation('c'), own, config), actsOf(events), config)
}

/** Row and facts of conversation `c` at `BASE + at`. */
export function judge(events: readonly LoopEvent[], at: number, config: FeatureConfig = defaultConfig) {
  const state = stateOf(events, config)
  const row = features(state, BASE + at, config)
  return { ...row.features, ...row.flags, facts: facts(state, BASE + at, config), evidence: row.evidence }
}
