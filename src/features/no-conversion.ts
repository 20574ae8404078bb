import type { Ternary } from '../events/event.ts'
import { type Act, firstActIn } from './acts.ts'
import type { FeatureConfig } from './config.ts'
import { hasStarted, type Span } from './span.ts'
import type { NamedUser } from './users.ts'

/** The order, or the cart addition, that counts as a conversion; null while there is none. */
export function firstConversion(acts: readonly Act[], users: readonly NamedUser[], span: Span, config: FeatureConfig) {
  return firstActIn(
    acts,
    users,
    span.startedAt,
    span.endedAt + config.conversionWindowMs,
    config.cartCountsForConversion,
  )
}

/** From just after this instant the absence of a conversion is believed. */
export const conversionBelievedAfter = (span: Span, config: FeatureConfig): number =>
  span.endedAt + config.conversionWindowMs + config.graceMs

/**
 * Did the conversation lead to nothing, from its start to three days after its end?
 *
 * @param conversion the first one in the window, see `firstConversion`
 * @returns false at once when there is one; true when closed and the window is over with its grace, else null
 * Source: cart_event and order_event; spec/features.md, section 4.
 */
export function noConversion(
  conversion: Act | null,
  span: Span,
  closed: boolean,
  now: number,
  config: FeatureConfig,
): Ternary {
  if (!hasStarted(span)) return null
  if (conversion !== null) return false
  return closed && now > conversionBelievedAfter(span, config) ? true : null
}
