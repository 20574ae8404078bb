import type { LoopEvent } from '../events/event.ts'
import { rankOf } from '../events/order.ts'
import { addAct } from './acts.ts'
import type { FeatureConfig } from './config.ts'
import { newCursor, step } from './cursor.ts'
import { append, isNext, recordsOf } from './log.ts'
import { type Lookups, lookupsOf } from './lookups.ts'
import { type ConversationLink, type OutcomeAct, outcomeAct } from './outcomes.ts'
import { nothingPacked } from './packed-record.ts'
import { CART_EVENT, compareRecords, ORDER_EVENT, type TurnRecord, turnRecord } from './record.ts'
import { hasStarted } from './span.ts'
import type { ConversationState } from './state.ts'

/**
 * Folds events into the state and returns it, changed in place.
 *
 * @param events events that name this conversation, in any order; each the winning copy, none of them late.
 * Events folded before are not folded again. When another copy of an event wins, fold all from `newConversation`.
 */
export function fold(state: ConversationState, events: readonly LoopEvent[], config: FeatureConfig): ConversationState {
  const lookups = lookupsOf(config)
  let waiting: TurnRecord[] | null = null
  for (const event of events) {
    const rank = rankOf(event.type)
    if (rank === CART_EVENT || rank === ORDER_EVENT) {
      const act = outcomeAct(event)
      if (act !== null) addAct(state.acts, act, state.conversationId)
      continue
    }
    const record = turnRecord(event, lookups)
    if (waiting === null && isNext(state.log, record)) step(state.cursor, record, append(state.log, record), lookups)
    else (waiting ??= []).push(record)
  }
  if (waiting !== null) rebuild(state, waiting, lookups)
  return state
}

/** Disorder: all records are put in order, and a new cursor is led through them. */
function rebuild(state: ConversationState, late: readonly TurnRecord[], lookups: Lookups): void {
  const before = recordsOf(state.log)
  const known = new Set(before.map((record) => record.id))
  const added = late.filter((record) => !known.has(record.id) && known.add(record.id))
  if (added.length === 0) return
  state.cursor = newCursor()
  state.log = { packed: nothingPacked(), fresh: [] }
  for (const record of [...before, ...added].sort(compareRecords)) {
    step(state.cursor, record, append(state.log, record), lookups)
  }
}

/**
 * Adds what users did with carts and orders; acts of strangers, or outside of the conversation's time, change nothing.
 * Which acts are needed says `conversationLink`; it can grow with every fold.
 */
export function foldOutcomes(
  state: ConversationState,
  acts: readonly OutcomeAct[],
  _config: FeatureConfig,
): ConversationState {
  for (const act of acts) addAct(state.acts, act, state.conversationId)
  return state
}

/** Whose acts the conversation needs, from when until when; null while it has no start. */
export function conversationLink(state: ConversationState, config: FeatureConfig): ConversationLink | null {
  const { span, users } = state.cursor
  if (!hasStarted(span)) return null
  const until = span.endedAt + Math.max(config.orderWindowMs, config.conversionWindowMs, config.silenceWindowMs)
  return {
    conversationId: state.conversationId,
    users: users.map((user) => user.id),
    from: span.startedAt,
    until: Math.ceil(until / LINK_STEP_MS) * LINK_STEP_MS,
  }
}

/** A link's end is rounded up to this, so that it does not change with every message. */
const LINK_STEP_MS = 3_600_000
