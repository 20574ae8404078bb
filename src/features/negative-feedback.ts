import type { Ternary } from '../events/event.ts'
import type { FeatureConfig } from './config.ts'
import type { Reference } from './reference.ts'
import { hasStarted, type Span } from './span.ts'

/** The explicit feedback that names a conversation, before its start too. */
export interface Feedback {
  /** First negative feedback; NaN without one. */
  negativeAt: number
  negative: Reference | null
  /** Usable ratings in order. */
  ratings: { readonly t: number; readonly rating: number }[]
}

export const newFeedback = (): Feedback => ({ negativeAt: Number.NaN, negative: null, ratings: [] })

/** Takes the next explicit_feedback in order; `rating` is NaN without a usable one. */
export function fedBack(feedback: Feedback, negative: boolean, rating: number, t: number, at: Reference): void {
  if (negative && feedback.negative === null) {
    feedback.negative = at
    feedback.negativeAt = t
  }
  if (!Number.isNaN(rating)) feedback.ratings.push({ t, rating })
}

/** From just after this instant the absence of feedback is believed. */
export const feedbackBelievedAfter = (span: Span, config: FeatureConfig): number =>
  span.endedAt + config.feedbackWindowMs + config.graceMs

/**
 * Was the user dissatisfied and said so?
 *
 * @returns true as soon as there is negative feedback by a day after the (candidate) end; false when closed and the
 * window is over with its grace; null else, and while the conversation has no start
 * Source: explicit_feedback; spec/features.md, section 6.
 */
export function negativeFeedback(
  feedback: Feedback,
  span: Span,
  closed: boolean,
  now: number,
  config: FeatureConfig,
): Ternary {
  if (!hasStarted(span)) return null
  if (feedback.negativeAt <= span.endedAt + config.feedbackWindowMs) return true
  return closed && now > feedbackBelievedAfter(span, config) ? false : null
}
