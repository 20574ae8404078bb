import type { LoopEvent } from '../events/event.ts'
import { addAct } from './acts.ts'
import type { FeatureConfig } from './config.ts'
import { newCursor, step, userIds } from './cursor.ts'
import { isExposed } from './exposure.ts'
import { append, isNext, newLog, recordsOf } from './log.ts'
import { type Lookups, lookupsOf } from './lookups.ts'
import { type ConversationLink, type OutcomeAct, outcomeAct } from './outcomes.ts'
import { questionOf } from './question.ts'
import { compareRecords, newRecord, readRecord, type TurnRecord } from './record.ts'
import { hasStarted } from './span.ts'
import type { ConversationState } from './state.ts'

// Written again by every event.
const scratch = newRecord()

/**
 * Folds events into the state and returns it, changed in place.
 *
 * @param events events that name this conversation, in any order; each the winning copy, none of them late.
 * Events folded before are not folded again. When another copy of an event wins, fold all from `newConversation`.
 */
export function fold(state: ConversationState, events: readonly LoopEvent[], config: FeatureConfig): ConversationState {
  const lookups = lookupsOf(config)
  const { log, cursor } = state
  log.lookups = lookups
  let disordered: TurnRecord[] | null = null
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!
    if (event.type === 'cart_event' || event.type === 'order_event') {
      const act = outcomeAct(event)
      if (act !== null) addAct(state.acts, act, state.conversationId, cursor.texts)
      continue
    }
    const text = event.type === 'user_message' ? event.wire.text : null
    const question = typeof text === 'string' ? questionOf(text, lookups) : null
    if (disordered === null) {
      readRecord(scratch, event, question, !isExposed(cursor.exposure), lookups)
      if (isNext(log, scratch)) {
        step(cursor, scratch, append(log, scratch, question === null ? event : { event, question }), lookups)
        continue
      }
      disordered = []
    }
    const record = newRecord()
    readRecord(record, event, question, true, lookups)
    disordered.push(record)
  }
  if (disordered !== null) rebuild(state, disordered, lookups)
  return state
}

/** Disorder: all records are put in order, and a new cursor is led through them. */
function rebuild(state: ConversationState, disordered: readonly TurnRecord[], lookups: Lookups): void {
  const { texts } = state.cursor
  const before = recordsOf(state.log, texts)
  const known = new Set(before.map((record) => record.id))
  const added = disordered.filter((record) => !known.has(record.id) && known.add(record.id))
  if (added.length === 0) return
  state.cursor = newCursor(texts)
  state.log = newLog()
  state.log.lookups = lookups
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
  for (const act of acts) addAct(state.acts, act, state.conversationId, state.cursor.texts)
  return state
}

/** Whose acts the conversation needs, from when until when; null while it has no start. */
export function conversationLink(state: ConversationState, config: FeatureConfig): ConversationLink | null {
  const { span } = state.cursor
  if (!hasStarted(span)) return null
  const until = span.endedAt + Math.max(config.orderWindowMs, config.conversionWindowMs, config.silenceWindowMs)
  return {
    conversationId: state.conversationId,
    users: userIds(state.cursor),
    from: span.startedAt,
    until: Math.ceil(until / LINK_STEP_MS) * LINK_STEP_MS,
  }
}

/** A link's end is rounded up to this, so that it does not change with every message. */
const LINK_STEP_MS = 3_600_000
