import type { Ternary } from '../events/event.ts'
import type { FeatureConfig } from './config.ts'

/** Not ended yet: the last chat event is the candidate end. */
export const OPEN = 0
/** Ended by an idle gap. */
export const IDLE_END = 1
/** Ended by a conversation_end that is a time-out. */
export const SOFT_END = 2
/** Ended by a conversation_end that is a farewell. */
export const HARD_END = 3

/** Where a conversation starts and ends. Instants are epoch milliseconds, NaN while there is none. */
export interface Span {
  startedAt: number
  /** Of the last chat event up to the end. */
  lastChatAt: number
  /** The end, or the candidate end while open. */
  endedAt: number
  end: typeof OPEN | typeof IDLE_END | typeof SOFT_END | typeof HARD_END
  /** Chat events after the end: they belong to no conversation. */
  afterEnd: number
}

export const newSpan = (): Span => ({
  startedAt: Number.NaN,
  lastChatAt: Number.NaN,
  endedAt: Number.NaN,
  end: OPEN,
  afterEnd: 0,
})

export const hasStarted = (span: Span): boolean => !Number.isNaN(span.startedAt)

/** Takes the next chat event in order; false when it lies after the end. */
export function enterChat(span: Span, t: number, config: FeatureConfig): boolean {
  endWhenIdle(span, t, config)
  if (span.end !== OPEN) {
    span.afterEnd++
    return false
  }
  if (!hasStarted(span)) span.startedAt = t
  span.lastChatAt = t
  span.endedAt = t
  return true
}

/** Takes the next conversation_end in order; false when the conversation had ended before. */
export function enterEnd(span: Span, t: number, hard: boolean, config: FeatureConfig): boolean {
  endWhenIdle(span, t, config)
  if (span.end !== OPEN) return false
  if (!hasStarted(span)) span.startedAt = t
  span.endedAt = t
  span.end = hard ? HARD_END : SOFT_END
  return true
}

/** A gap of exactly the limit does not end the conversation. */
function endWhenIdle(span: Span, t: number, config: FeatureConfig): void {
  if (span.end === OPEN && t - span.lastChatAt > config.idleGapMs) span.end = IDLE_END
}

/** From just after this instant the conversation is closed; NaN while it has no start. */
export function closesAfter(span: Span, config: FeatureConfig): number {
  const explicit = span.end === SOFT_END || span.end === HARD_END
  return explicit ? span.endedAt + config.graceMs : span.lastChatAt + config.idleGapMs + config.graceMs
}

export const isClosed = (span: Span, now: number, config: FeatureConfig): boolean => now > closesAfter(span, config)

/** From just after this instant no admissible event can change the row any more; NaN while there is no start. */
export function finalAfter(span: Span, config: FeatureConfig): number {
  const outcomes = span.endedAt + config.conversionWindowMs + config.graceMs + config.lateOutcomeMs
  return Math.max(closesAfter(span, config), outcomes)
}

/** Has the user said anything? An absence is believed when the conversation is closed. */
export const eligible = (userMessages: number, closed: boolean): Ternary =>
  userMessages > 0 ? true : closed ? false : null
