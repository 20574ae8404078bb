import type { Language } from '../../assistant/taxonomy.ts'
import type { TurnContext } from '../../assistant/turn-events.ts'
import { CATALOGUE, type Product, priceOf } from '../../simulator/catalogue.ts'

/** Whom chats of the console name: an assistant and a channel of their own, so that figures can leave them out. */
export const CHAT = { assistantId: 'reference-assistant', channel: 'console' } as const

/** What the reference shop sells. */
export const SHELF: readonly Product[] = CATALOGUE.test

export const ACTS = ['click', 'cart', 'order', 'rate', 'leave'] as const
export type ActName = (typeof ACTS)[number]

type Place = Omit<TurnContext, 'turn' | 'at'>

export const named = ({ conversationId, userId, assistantId, channel, productId }: Place) => ({
  ...{ conversation_id: conversationId, user_id: userId, assistant_id: assistantId, channel },
  product_ids: [productId],
})

/** Where time follows the events somebody must say how long people and machines take; these are usual. */
const THINKING_MS = 8000
const ANSWERING_MS = 1500

/** When the customer said or did something, and when the assistant answered. Live, both are now. */
export function whenOf(clock: 'live' | 'replay', now: number): { asked: number; answered: number } {
  if (clock === 'live') return { asked: now - 1, answered: now }
  return { asked: now + THINKING_MS, answered: now + THINKING_MS + ANSWERING_MS }
}

export const priceText = (product: Product, language: Language): string =>
  language === 'zh' ? `${priceOf(product, language)}元` : `$${priceOf(product, language)}`

interface Done {
  readonly act: ActName
  readonly cta_id?: string | undefined
  readonly rating?: number | undefined
}

/** The event of an act (spec/features.md, section 2). Clicking the same offer again, or leaving twice, is one event. */
export function actEvent({ act, cta_id, rating }: Done, place: Place, language: Language, at: number) {
  const base = { ...named(place), occurred_at: at }
  const id = (kind: string) => `${place.conversationId}-${kind}`
  switch (act) {
    case 'click':
      return { ...base, event_id: `${cta_id ?? id('x')}-x`, type: 'cta_click', ...(cta_id !== undefined && { cta_id }) }
    case 'cart':
      return { ...base, event_id: id(`c${at}`), type: 'cart_event', action: 'add' }
    case 'order':
      return { ...base, ...orderOf(place, language), event_id: id(`o${at}`) }
    case 'rate':
      return { ...base, event_id: id(`r${at}`), type: 'explicit_feedback', ...(rating !== undefined && { rating }) }
    case 'leave':
      return { ...base, event_id: id('end'), type: 'conversation_end', reason: 'customer_left' }
  }
}

function orderOf({ conversationId, productId }: Place, language: Language) {
  const product = SHELF.find(({ id }) => id === productId)!
  return {
    type: 'order_event',
    status: 'paid',
    order_id: `o-${conversationId}`,
    amount: priceOf(product, language),
    currency: language === 'zh' ? 'CNY' : 'USD',
  }
}
