import type { Ternary } from '../events/event.ts'
import { type Act, belongs } from './acts.ts'
import type { FeatureConfig } from './config.ts'
import { clickBelievedAfter } from './cta-not-clicked.ts'
import { userIds } from './cursor.ts'
import { freshRecord } from './log.ts'
import { orderBelievedAfter } from './no-order.ts'
import { predictedIds } from './packed-record.ts'
import type { ConversationFacts } from './row.ts'
import { HARD_END, hasStarted, isClosed } from './span.ts'
import type { ConversationState } from './state.ts'
import type { Texts } from './texts.ts'

/** More predicted turns than this are only counted. */
const MOST_PREDICTED_TURNS = 64

/**
 * What metrics, admission and labels need beside the row.
 *
 * @param now epoch milliseconds, as for `features`
 */
export function facts(state: ConversationState, now: number, config: FeatureConfig): ConversationFacts {
  const { span, texts, exposure, confidences, feedback, ctas, userMessages } = state.cursor
  const closed = isClosed(span, now, config)
  const orders = ordersOf(state, config)
  const feedbackUntil = span.endedAt + config.feedbackWindowMs
  return {
    startedAt: hasStarted(span) ? span.startedAt : null,
    endedAt: hasStarted(span) ? span.endedAt : null,
    users: userIds(state.cursor),
    assistantId: texts.text(exposure.assistantId),
    channel: texts.text(exposure.channel),
    bundle: texts.text(exposure.bundle),
    arm: texts.text(exposure.arm),
    userMessages,
    predictedTurns: exposure.predictedTurns === 0 ? [] : predictedTurns(state),
    predictedTurnCount: exposure.predictedTurns,
    leastConfidence: Number.isNaN(confidences.least) ? null : confidences.least,
    ctasSent: ctas.sent,
    clicked: clicked(state, closed, now, config),
    hardEnd: span.end === HARD_END,
    terminalReached: exposure.terminalReached,
    humanReply: exposure.humanReply,
    ratings: feedback.ratings.filter(({ t }) => t <= feedbackUntil).map(({ rating }) => rating),
    ordered: orders.length > 0 ? true : closed && now > orderBelievedAfter(span, config) ? false : null,
    ...worthOf(orders, texts),
  }
}

/** Only messages up to the end: the records are in order, so those are the first ones. */
function predictedTurns({ log, cursor }: ConversationState): string[] {
  const limit = Math.min(cursor.exposure.predictedTurns, MOST_PREDICTED_TURNS)
  const ids = predictedIds(log.packed, limit)
  for (let place = 0; place < log.fresh.length && ids.length < limit; place++) {
    const record = freshRecord(log, place)
    if (record.predicted) ids.push(record.id)
  }
  return ids
}

/** Was one of the CTAs clicked? False without a CTA. */
function clicked({ cursor }: ConversationState, closed: boolean, now: number, config: FeatureConfig): Ternary {
  if (cursor.ctas.click !== null) return true
  if (!closed) return null
  return cursor.ctas.sent === 0 || now > clickBelievedAfter(cursor.ctas, config) ? false : null
}

/** Orders, carts apart, in the order window. */
function ordersOf({ acts, cursor }: ConversationState, config: FeatureConfig): Act[] {
  const { span, users } = cursor
  const until = span.endedAt + config.orderWindowMs
  return acts.filter((act) => act.kind === 'order' && act.t >= span.startedAt && act.t <= until && belongs(act, users))
}

/** Value of the orders in the currency of the first one that states an amount; each order id counts once. */
function worthOf(orders: readonly Act[], texts: Texts): { orderAmount: number | null; orderCurrency: string | null } {
  const first = orders.find((order) => order.amount !== null)
  if (first === undefined) return { orderAmount: null, orderCurrency: null }
  const counted = new Set<string>()
  let orderAmount = 0
  for (const { amount, currency, orderId } of orders) {
    if (amount === null || currency !== first.currency || (orderId !== null && counted.has(orderId))) continue
    if (orderId !== null) counted.add(orderId)
    orderAmount += amount
  }
  return { orderAmount, orderCurrency: texts.text(first.currency) }
}
