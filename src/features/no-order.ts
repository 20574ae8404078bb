import type { Ternary } from '../events/event.ts'
import { type Act, firstActIn } from './acts.ts'
import type { FeatureConfig } from './config.ts'
import { hasStarted, type Span } from './span.ts'
import type { NamedUser } from './users.ts'

/** The order, or the cart addition, that counts as one; null while there is none. */
export function firstOrder(acts: readonly Act[], users: readonly NamedUser[], span: Span, config: FeatureConfig) {
  return firstActIn(acts, users, span.startedAt, span.endedAt + config.orderWindowMs, config.cartCountsForOrder)
}

/** From just after this instant the absence of an order is believed. */
export const orderBelievedAfter = (span: Span, config: FeatureConfig): number =>
  span.endedAt + config.orderWindowMs + config.graceMs

/**
 * Was nothing ordered and nothing put into the cart, from the start to a day after the end?
 *
 * @param order the first one in the window, see `firstOrder`
 * @returns false at once when there is one; true when closed and the window is over with its grace, else null
 * Source: cart_event and order_event; spec/features.md, section 4.
 */
export function noOrder(order: Act | null, span: Span, closed: boolean, now: number, config: FeatureConfig): Ternary {
  if (!hasStarted(span)) return null
  if (order !== null) return false
  return closed && now > orderBelievedAfter(span, config) ? true : null
}
