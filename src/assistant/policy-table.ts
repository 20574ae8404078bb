import type { Intent, Objection } from './taxonomy.ts'

/** Where a conversation stands. `closed` is terminal. */
export const STATES = [
  'greeting',
  'discovery',
  'recommendation',
  'objection_handling',
  'closing',
  'service',
  'handover',
  'closed',
] as const
export type State = (typeof STATES)[number]

export const ACTIONS = [
  'greet',
  'clarify',
  'give_price',
  'check_stock',
  'compare',
  'recommend',
  'offer_coupon',
  'explain_delivery',
  'explain_payment',
  'explain_warranty',
  'explain_returns',
  'track_order',
  'apologise',
  'check_out',
  'justify_price',
  'build_trust',
  'give_time',
  'beat_competitor',
  'show_use',
  'say_goodbye',
  'hand_over',
] as const
export type Action = (typeof ACTIONS)[number]

/** What a button under a reply leads to. */
export type Offer = 'product' | 'coupon' | 'checkout' | null

export interface PolicyRow {
  readonly intent?: Intent
  readonly objection?: Exclude<Objection, 'none'>
  readonly action: Action
  /** The state afterwards; absent = as it was. */
  readonly to?: State
  readonly offer: Offer
}

/**
 * What the reference assistant does, first matching row first: an objection is answered before the question that
 * came with it.
 */
export const POLICY: readonly PolicyRow[] = [
  { objection: 'price_too_high', action: 'justify_price', to: 'objection_handling', offer: 'coupon' },
  { objection: 'trust', action: 'build_trust', to: 'objection_handling', offer: null },
  { objection: 'need_to_think', action: 'give_time', to: 'objection_handling', offer: null },
  { objection: 'competitor', action: 'beat_competitor', to: 'objection_handling', offer: 'product' },
  { objection: 'not_needed', action: 'show_use', to: 'objection_handling', offer: null },
  { intent: 'greeting', action: 'greet', to: 'discovery', offer: null },
  { intent: 'price_question', action: 'give_price', to: 'recommendation', offer: null },
  { intent: 'availability', action: 'check_stock', to: 'recommendation', offer: null },
  { intent: 'product_comparison', action: 'compare', to: 'recommendation', offer: null },
  { intent: 'recommendation_request', action: 'recommend', to: 'recommendation', offer: 'product' },
  { intent: 'discount_request', action: 'offer_coupon', to: 'closing', offer: 'coupon' },
  { intent: 'delivery', action: 'explain_delivery', offer: null },
  { intent: 'payment', action: 'explain_payment', to: 'closing', offer: null },
  { intent: 'warranty', action: 'explain_warranty', to: 'service', offer: null },
  { intent: 'returns', action: 'explain_returns', to: 'service', offer: null },
  { intent: 'order_status', action: 'track_order', to: 'service', offer: null },
  { intent: 'complaint', action: 'apologise', to: 'service', offer: null },
  { intent: 'place_order', action: 'check_out', to: 'closing', offer: 'checkout' },
  { intent: 'goodbye', action: 'say_goodbye', to: 'closed', offer: null },
]

export const CLARIFY: PolicyRow = { action: 'clarify', offer: null }
export const HAND_OVER: PolicyRow = { action: 'hand_over', to: 'handover', offer: null }

/** The row for what was understood; every intent has one. */
export function policyFor(intent: Intent, objection: Objection): PolicyRow {
  const row = POLICY.find((each) => each.objection === objection || each.intent === intent)
  return row ?? CLARIFY
}
