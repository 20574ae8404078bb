/** What a customer can want, as the reference assistant knows it. */
export const INTENTS = [
  'greeting',
  'price_question',
  'availability',
  'product_comparison',
  'recommendation_request',
  'discount_request',
  'delivery',
  'payment',
  'warranty',
  'returns',
  'order_status',
  'complaint',
  'place_order',
  'goodbye',
] as const
export type Intent = (typeof INTENTS)[number]

/** What holds a customer back. */
export const OBJECTIONS = ['none', 'price_too_high', 'trust', 'need_to_think', 'competitor', 'not_needed'] as const
export type Objection = (typeof OBJECTIONS)[number]

export type Language = 'zh' | 'en'

export const isIntent = (label: string): label is Intent => (INTENTS as readonly string[]).includes(label)
export const isObjection = (label: string): label is Objection => (OBJECTIONS as readonly string[]).includes(label)
