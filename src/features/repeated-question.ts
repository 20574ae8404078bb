import type { Ternary } from '../events/event.ts'
import type { FeatureConfig } from './config.ts'
import { type Question, sameQuestion } from './question.ts'
import type { Reference } from './reference.ts'

/** A user message that a later one may repeat. */
export interface Asked {
  readonly at: Reference
  /** Null when the message is not substantive. */
  readonly question: Question | null
  /** Replies of the conversation before this message. */
  readonly repliesBefore: number
}

/** A question asked again: the first message, a reply between, the second message. */
export type Repeat = readonly [Reference, Reference, Reference]

/** The last user messages of a conversation, and whether one has been a repeat. */
export interface Questions {
  /** The messages in reach of the next one, oldest first. */
  recent: Asked[]
  /** Assistant messages so far. */
  replies: number
  lastReply: Reference | null
  /** The first repeat; once there is one it stays. */
  repeat: Repeat | null
}

export const newQuestions = (): Questions => ({ recent: [], replies: 0, lastReply: null, repeat: null })

/** Takes the next assistant message in order. */
export function replied(questions: Questions, at: Reference): void {
  questions.replies++
  questions.lastReply = at
}

/** Takes the next user message in order; returns the repeat that it makes, if it makes one. */
export function asked(
  questions: Questions,
  question: Question | null,
  at: Reference,
  config: FeatureConfig,
): Repeat | null {
  const repeat = question === null ? null : repeatOf(questions, question, at, config)
  questions.repeat ??= repeat
  remember(questions.recent, { at, question, repliesBefore: questions.replies }, config.repeatReach)
  return repeat
}

function remember(recent: Asked[], message: Asked, reach: number): void {
  if (recent.length < reach) recent.push(message)
  else {
    for (let i = 1; i < reach; i++) recent[i - 1] = recent[i]!
    recent[reach - 1] = message
  }
}

/** The nearest earlier message with the same question and a reply between. No reply between is impatience. */
function repeatOf(questions: Questions, question: Question, at: Reference, config: FeatureConfig): Repeat | null {
  const { recent, replies, lastReply } = questions
  for (let i = recent.length - 1; i >= 0; i--) {
    const earlier = recent[i]!
    if (earlier.question === null || earlier.repliesBefore === replies || lastReply === null) continue
    if (sameQuestion(earlier.question, question, config.question)) return [earlier.at, lastReply, at]
  }
  return null
}

/**
 * Did the user ask the same again after a reply?
 *
 * @returns true as soon as it happened, false when closed without it, else null
 * Source: user_message and assistant_message; spec/features.md, sections 4 and 5.
 */
export const repeatedQuestion = (questions: Questions, closed: boolean): Ternary =>
  questions.repeat !== null ? true : closed ? false : null
