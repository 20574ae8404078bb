import type { FeatureConfig } from './config.ts'
import { type Ctas, ctaClicked, ctaSent, newCtas } from './cta-not-clicked.ts'
import { type Exposure, expose, newExposure } from './exposure.ts'
import { newRounds, type Rounds, roundAsked, roundMoved, roundReplied, type State } from './fsm-stalled.ts'
import { addWait, endWaits, newWaits, type Waits } from './long-silence.ts'
import type { Lookups } from './lookups.ts'
import { type Confidences, newConfidences, predicted } from './low-confidence.ts'
import { type Feedback, fedBack, newFeedback } from './negative-feedback.ts'
import {
  ASSISTANT_MESSAGE,
  CONVERSATION_END,
  CTA_CLICK,
  CTA_SENT,
  EXPLICIT_FEEDBACK,
  FSM_TRANSITION,
  type TurnRecord,
  USER_MESSAGE,
} from './record.ts'
import type { Reference } from './reference.ts'
import { asked, newQuestions, type Questions, replied } from './repeated-question.ts'
import { enterChat, enterEnd, HARD_END, newSpan, type Span } from './span.ts'
import type { Texts } from './texts.ts'
import { type NamedUser, nameUser } from './users.ts'

/**
 * Everything that the features need of the records so far, in the order of events. A step's work does not grow
 * with the conversation. Records out of order need a new cursor, led through all of them again.
 */
export interface Cursor {
  /** Users, states, CTAs and versions, by number. */
  readonly texts: Texts
  readonly span: Span
  readonly users: NamedUser[]
  /** User messages up to the end. */
  userMessages: number
  readonly questions: Questions
  readonly rounds: Rounds
  readonly waits: Waits
  readonly ctas: Ctas
  readonly confidences: Confidences
  readonly feedback: Feedback
  readonly exposure: Exposure
}

export const newCursor = (texts: Texts): Cursor => ({
  texts,
  span: newSpan(),
  users: [],
  userMessages: 0,
  questions: newQuestions(),
  rounds: newRounds(),
  waits: newWaits(),
  ctas: newCtas(),
  confidences: newConfidences(),
  feedback: newFeedback(),
  exposure: newExposure(),
})

/** The users, in the order in which they were first named. */
export const userIds = ({ users, texts }: Cursor): string[] => users.map((user) => texts.text(user.text)!)

/** Leads the cursor over the next record in the order of events; `at` points at the record in the log. */
export function step(cursor: Cursor, record: TurnRecord, at: Reference, lookups: Lookups): void {
  const { config } = lookups
  switch (record.rank) {
    case USER_MESSAGE:
      endWaits(cursor.waits, record.t, config)
      if (enter(cursor, record, config)) stepUserMessage(cursor, record, at, config)
      break
    case ASSISTANT_MESSAGE:
      if (enter(cursor, record, config)) stepReply(cursor, record, at, lookups)
      break
    case FSM_TRANSITION:
      if (!enter(cursor, record, config)) break
      roundMoved(cursor.rounds, stateOf(cursor, record, lookups), record.moved)
      stepState(cursor, record.t, at, config)
      break
    case CTA_SENT:
      if (enter(cursor, record, config)) ctaSent(cursor.ctas, cursor.texts.numberOf(record.ctaId), record.t, at)
      break
    case CTA_CLICK:
      endWaits(cursor.waits, record.t, config)
      ctaClicked(cursor.ctas, cursor.texts.numberOf(record.ctaId), record.t, at, config)
      break
    case EXPLICIT_FEEDBACK:
      endWaits(cursor.waits, record.t, config)
      fedBack(cursor.feedback, record.negative, record.rating, record.t, at)
      break
    case CONVERSATION_END:
      stepEnd(cursor, record, config)
      break
  }
}

/** A chat event: false when it lies after the end and belongs to no conversation. */
function enter(cursor: Cursor, record: TurnRecord, config: FeatureConfig): boolean {
  if (!enterChat(cursor.span, record.t, config)) return false
  if (record.userId !== null) name(cursor, record.userId, record.t)
  expose(cursor.exposure, record, cursor.texts)
  return true
}

/** Mostly it is the user who was named first. */
function name({ users, texts }: Cursor, userId: string, t: number): void {
  if (users.length === 0 || !texts.has(users[0]!.text, userId)) nameUser(users, texts.numberOf(userId), t)
}

function stepUserMessage(cursor: Cursor, record: TurnRecord, at: Reference, config: FeatureConfig): void {
  cursor.userMessages++
  roundAsked(cursor.rounds, asked(cursor.questions, record.question, at, config))
}

function stepReply(cursor: Cursor, record: TurnRecord, at: Reference, lookups: Lookups): void {
  replied(cursor.questions, at)
  predicted(cursor.confidences, record.confidence, at, lookups.config)
  roundReplied(cursor.rounds, stateOf(cursor, record, lookups), at, lookups.config)
  stepState(cursor, record.t, at, lookups.config)
}

// Written again by every call.
const named = { text: 0, terminal: false }

/** The state that a record names. */
function stateOf({ rounds, texts }: Cursor, { state }: TurnRecord, { terminalStates }: Lookups): State {
  if (state === null) named.text = 0
  else if (texts.has(rounds.state, state)) {
    named.text = rounds.state
    named.terminal = rounds.terminal
  } else {
    named.text = texts.numberOf(state)
    named.terminal = terminalStates.has(state)
  }
  return named
}

/** The state at a reply or transition: a terminal one ends the waits like an act, else a wait begins. */
function stepState(cursor: Cursor, t: number, at: Reference, config: FeatureConfig): void {
  if (cursor.rounds.terminal) {
    cursor.exposure.terminalReached = true
    endWaits(cursor.waits, t, config)
  } else if (cursor.userMessages > 0) {
    addWait(cursor.waits.open, t, at)
  }
}

/** Only the end that closes the conversation can end its waits, and only if it is hard. */
function stepEnd(cursor: Cursor, record: TurnRecord, config: FeatureConfig): void {
  if (!enterEnd(cursor.span, record.t, record.hard, config)) return
  if (record.userId !== null) name(cursor, record.userId, Number.POSITIVE_INFINITY)
  expose(cursor.exposure, record, cursor.texts)
  if (cursor.span.end === HARD_END) endWaits(cursor.waits, record.t, config)
}
