import { examples, runOver } from './learning.ts'
import type { Service } from './service.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
export const MONDAY = 20_003 * 24 * HOUR

/** A customer asks for a refund, which the live model does not know: it is unsure. Then he buys after all. */
export function refund(i: number, startAt = MONDAY): Record<string, unknown>[] {
  const at = startAt + i * MINUTE
  const base = { conversation_id: `c${i}`, user_id: `user ${i}` }
  const event = (name: string, type: string, offsetMs: number, fields: Record<string, unknown> = {}) => ({
    ...base,
    event_id: `c${i}/${name}`,
    type,
    occurred_at: at + offsetMs,
    received_at: at + offsetMs,
    ...fields,
  })
  const order = { order_id: `o${i}`, status: 'paid', amount: 1999, currency: 'CNY', conversation_id: undefined }
  return [
    event('question', 'user_message', 0, { text: `${i % 2 ? 'refund please, parcel' : '我要退款 订单'} ${i}` }),
    event('reply', 'assistant_message', 1000, {
      response: '?',
      predicted_intent: 'price',
      intent_confidence: 0.3,
      predicted_objection: 'none',
      objection_confidence: 0.9,
      bundle: 'b-old',
    }),
    event('end', 'conversation_end', MINUTE),
    event('order', 'order_event', 2 * MINUTE, order),
  ]
}

/** A first model that knows no refunds, live; returns its bundle. */
export async function firstModel(service: Service): Promise<string> {
  await fetch(`${service.url}/v1/taxonomy`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ intent: ['price', 'delivery', 'order', 'refund'], objection: ['none'] }),
  })
  const body = { task: 'intent', examples: examples(), who: 'mia' }
  const { json } = await service.post('/v1/models/import', body)
  const run = await runOver(service, json.run_id)
  const items = examples('', 9).map(({ text, label }) => ({ text: `${text} please`, label }))
  await service.post('/v1/gold', { task: 'intent', items, who: 'ann' })
  return run.candidate_bundle
}

/** `n` customers who ask for a refund; three hours later what was drawn is labelled. Returns how many were. */
export async function refundsLabelled(service: Service, n: number, from = 0): Promise<number> {
  const events = Array.from({ length: n }, (_, i) => refund(from + i))
    .flat()
    .sort((a, b) => Number(a.received_at) - Number(b.received_at))
  await service.post('/v1/events', events)
  await service.post('/v1/clock', { now: MONDAY + (from + n) * MINUTE + 3 * HOUR })
  return labelAll(service)
}

export async function labelAll(service: Service): Promise<number> {
  for (let labelled = 0; ; labelled++) {
    const { status, json } = await service.post('/v1/queue/next', { annotator: 'ann' })
    if (status === 204) return labelled
    const { sample_id, lease_id, turns } = json.sample
    const reply = turns.find((turn: { role: string }) => turn.role === 'assistant').event_id
    const answer = await service.post(`/v1/samples/${sample_id}/labels`, {
      lease_id,
      annotator: 'ann',
      at_fault: true,
      part: 'intent',
      turns: [{ event_id: reply, intent: 'refund', objection: 'none' }],
    })
    if (answer.status !== 201) throw new Error(answer.text)
  }
}
