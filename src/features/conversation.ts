/**
 * The derived features of a conversation: what other rooms use of this one.
 *
 * Events are folded into a state, key by key; the row, the facts and the next deadline are read off it at any moment.
 * Nothing here knows the time, does I/O, or depends on the order, the batches or the repetitions in which events came.
 *
 * @example
 * const state = fold(decode(stored), events, config)
 * foldOutcomes(state, actsFor(conversationLink(state, config), acts), config)
 * save(encode(state), features(state, now, config), nextDeadline(state, now, config))
 */
export { nextDeadline } from './deadline.ts'
export { facts } from './facts.ts'
export { features } from './features.ts'
export { conversationLink, fold, foldOutcomes } from './fold.ts'
export { type ConversationState, newConversation } from './state.ts'
export { decode, encode } from './state-code.ts'
