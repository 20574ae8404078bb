import { type Draw, drawFrom } from '../oracle/draw.ts'

export type Wire = Record<string, unknown>

const TEXTS = [
  '这款手机多少钱',
  '多少钱',
  '能便宜一点吗',
  '有货吗',
  'how much is it',
  'is it in stock',
  '好的',
  '什么时候发货呀',
]
const STATES = ['greeting', 'quote', 'closing', 'closed']

interface Open {
  readonly id: string
  readonly user: string
  left: number
}

/**
 * Endless seeded traffic of a shop in order of time: conversations that run side by side, users with several of them,
 * orders elsewhere, clicks, feedback, late exports, repeated and contradicting copies.
 */
export function* traffic(seed: number, start = 1_767_225_600_000): Generator<Wire> {
  const draw = drawFrom(`chaos ${seed}`)
  const open: Open[] = []
  let [at, serial] = [start, 0]
  for (;;) {
    at += draw.pick([0, 1, 300, 2000, 20_000])
    if (open.length < 30)
      open.push({ id: `c${serial++}`, user: `u${draw.int(1 + serial / 3)}`, left: 2 + draw.int(20) })
    const place = draw.int(open.length)
    const conversation = open[place]!
    if (conversation.left-- <= 0) open.splice(place, 1)
    const event = eventOf(draw, conversation, at, `e${serial++}`)
    yield event
    if (draw.chance(0.05)) yield event
    if (draw.chance(0.02))
      yield {
        ...event,
        received_at: Number(event.received_at) + draw.pick([-500, 0, 500]),
        text: 'another copy',
        copy: true,
      }
  }
}

function eventOf(draw: Draw, { id, user, left }: Open, at: number, event_id: string): Wire {
  const delay = draw.chance(0.9) ? draw.int(1500) : draw.pick([3_600_000, 20 * 3_600_000, 30 * 3_600_000])
  const base = { event_id, conversation_id: id, user_id: user, occurred_at: at, received_at: at + delay }
  if (left <= 0) return { ...base, type: 'conversation_end', reason: draw.pick(['resolved', 'timeout', undefined]) }
  const kind = draw.int(20)
  if (kind < 8) return { ...base, type: 'user_message', text: draw.pick(TEXTS) }
  if (kind < 15) {
    const sure = draw.random()
    const words = { response: draw.pick(TEXTS), predicted_intent: 'price', fsm_state: draw.pick(STATES) }
    return { ...base, type: 'assistant_message', ...words, intent_confidence: sure, objection_confidence: 1 - sure / 3 }
  }
  if (kind === 15) return { ...base, type: 'cta_sent', cta_id: `k${left % 3}` }
  if (kind === 16) return { ...base, type: 'cta_click', cta_id: `k${draw.int(3)}` }
  if (kind === 17) return { ...base, type: 'explicit_feedback', rating: 1 + draw.int(5) }
  if (kind === 18)
    return { ...base, type: 'cart_event', conversation_id: undefined, action: draw.pick(['add', 'remove']) }
  return { ...base, type: 'order_event', conversation_id: draw.chance(0.3) ? id : undefined, amount: draw.int(9000) }
}
