import type { FeatureConfig } from './config.ts'
import { clickBelievedAfter } from './cta-not-clicked.ts'
import { firstUnendedWait, silenceBelievedAfter } from './long-silence.ts'
import { feedbackBelievedAfter } from './negative-feedback.ts'
import { conversionBelievedAfter } from './no-conversion.ts'
import { orderBelievedAfter } from './no-order.ts'
import { closesAfter, finalAfter } from './span.ts'
import type { ConversationState } from './state.ts'

/**
 * The next instant at which the row or the facts can change without a new event.
 *
 * @param now epoch milliseconds
 * @returns an instant after `now`, or null when the row is settled for good, late events apart
 */
export function nextDeadline(state: ConversationState, now: number, config: FeatureConfig): number | null {
  const { span, users, waits, ctas } = state.cursor
  const wait = firstUnendedWait(waits, state.acts, users, config)
  const boundaries = [
    closesAfter(span, config),
    ctas.click === null ? clickBelievedAfter(ctas, config) : Number.NaN,
    orderBelievedAfter(span, config),
    conversionBelievedAfter(span, config),
    feedbackBelievedAfter(span, config),
    wait === null ? Number.NaN : silenceBelievedAfter(wait, config),
    finalAfter(span, config),
  ]
  let next: number | null = null
  for (const boundary of boundaries) {
    // Values change when `now` is greater than a boundary, so one millisecond after it; NaN is no boundary.
    if (boundary >= now && (next === null || boundary < next)) next = boundary
  }
  return next === null ? null : next + 1
}
