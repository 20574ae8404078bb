import type { Service } from './service.ts'

export const MINUTE = 60_000
export const DAY = 24 * 60 * MINUTE
export const MONDAY = 20_000 * DAY

/** Strings that name one person and stand in every kind of place that salesloop keeps. */
export const tokensOf = (who: string) => ({
  user: `user-${who}-9f31c7`,
  conversation: `conv-${who}-77ab20`,
  event: `ev-${who}-51d0e8`,
  chinese: `暗号${who}青龙九七三`,
  english: `zebrawort${who}kx`,
  fullWidth: `ｍａｒｋ${who}ｘｙｚ`,
  long: `longtail${who}qqv`,
  flatRow: `flatrow${who}mnb`,
  response: `replytoken${who}vfr`,
  feedback: `feedback${who}cde`,
  orderId: `order-${who}-bhu8`,
  orderNote: `ordernote${who}nji`,
  cart: `cart${who}mko0`,
  unknownField: `extra${who}zaq1`,
  betterReply: `betterreply${who}xsw2`,
  remark: `remark${who}cde3`,
  example: `example${who}vfr4`,
  phone: `139${who.length}5550${who.charCodeAt(0)}`,
  gold: `goldtext${who}bgt5`,
  exported: `exported${who}nhy6`,
})
export type Tokens = ReturnType<typeof tokensOf>

/** Everything that a customer does, in conversations of which some are drawn for review. */
export function eventsOf(tokens: Tokens, conversations: number): Record<string, unknown>[] {
  const all = Array.from({ length: conversations }, (_, i) => {
    const at = MONDAY + i * MINUTE
    const id = `${tokens.conversation}-${i}`
    const event = (name: string, type: string, offsetMs: number, fields: Record<string, unknown> = {}) => ({
      event_id: `${tokens.event}-${i}-${name}`,
      type,
      conversation_id: id,
      user_id: tokens.user,
      occurred_at: at + offsetMs,
      received_at: at + offsetMs,
      ...fields,
    })
    const text = `refund ${tokens.english} ${i} 我要退款 ${tokens.chinese} ${tokens.fullWidth} ${tokens.phone}`
    return [
      event('q', 'user_message', 0, { text, note: tokens.unknownField }),
      event('r', 'assistant_message', 1000, {
        response: tokens.response,
        predicted_intent: 'price',
        intent_confidence: 0.3,
        predicted_objection: 'none',
        objection_confidence: 0.9,
      }),
      event('l', 'user_message', 2000, { text: `${tokens.long} ${'a long story '.repeat(400)} ${i}` }),
      event('f', 'explicit_feedback', 3000, { rating: 1, comment: tokens.feedback }),
      event('e', 'conversation_end', MINUTE),
    ]
  }).flat()
  const at = MONDAY + 2 * MINUTE
  return [
    ...all,
    {
      ...{
        event_id: `${tokens.event}-order`,
        type: 'order_event',
        user_id: tokens.user,
        occurred_at: at,
        received_at: at,
      },
      ...{ order_id: tokens.orderId, amount: 5, currency: 'CNY', note: tokens.orderNote },
    },
    {
      event_id: `${tokens.event}-cart`,
      type: 'cart_event',
      user_id: tokens.user,
      occurred_at: at,
      received_at: at,
      what: tokens.cart,
    },
    {
      ...{
        type: 'turn',
        conversation_id: `${tokens.conversation}-flat`,
        user_id: tokens.user,
        timestamp: at,
        received_at: at,
      },
      ...{ message: tokens.flatRow, response_generated: 'ok', predicted_intent: 'price', intent_confidence: 0.9 },
    },
  ].sort((a, b) => Number(a.received_at) - Number(b.received_at))
}

/** Labels every sample that is due; those of this person with remarks that name it. Returns how many were theirs. */
export async function labelAll(service: Service, tokens: readonly Tokens[]): Promise<number> {
  for (let theirs = 0; ; ) {
    const { status, json } = await service.post('/v1/queue/next', { annotator: 'ann' })
    if (status === 204) return theirs
    const { sample_id, lease_id, conversation_id, turns } = json.sample
    const reply = turns.find((turn: { role: string }) => turn.role === 'assistant').event_id
    const own = tokens.find((each) => conversation_id.startsWith(each.conversation))
    if (own) theirs++
    const answer = await service.post(`/v1/samples/${sample_id}/labels`, {
      ...{ lease_id, annotator: 'ann', at_fault: true, part: 'intent' },
      turns: [{ event_id: reply, intent: 'refund', objection: 'none' }],
      ...(own && { better_reply: `so: ${own.betterReply}`, remark: own.remark }),
    })
    if (answer.status !== 201) throw new Error(answer.text)
  }
}
