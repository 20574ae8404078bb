import type { Service } from '../process/service.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** What one person says of each conversation, in their order. */
export interface Opinion {
  readonly annotator: string
  readonly intents: readonly string[]
  readonly note?: string
}

/** Conversations about which people differ. */
export interface Disputed {
  readonly conversationIds: readonly string[]
  /** Answers given, by conversation and annotator. */
  readonly labelIds: ReadonlyMap<string, string>
}

/** Adds so many doubtful conversations to the world, each wanting two answers, and answers them as people think. */
export async function addDisputed(service: Service, opinions: readonly [Opinion, Opinion]): Promise<Disputed> {
  const count = opinions[0].intents.length
  const policy = { overlap: 1, overlap_answers: 2, budget: 1e6, user_cap: 1e6, emphasis: { floor: 1, power: 1 } }
  await put(service, '/v1/pool/policy', policy)
  const { now } = (await service.get('/v1/clock')).json
  const conversationIds = Array.from({ length: count }, (_, i) => `disputed-${i}`)
  await must(
    service.post(
      '/v1/events',
      conversationIds.flatMap((id) => conversation(id, now + MINUTE_MS)),
    ),
  )
  await must(service.post('/v1/clock', { now: now + 2 * HOUR_MS }))
  const labelIds = new Map<string, string>()
  for (const opinion of opinions)
    for (const [id, labelId] of await answerAll(service, opinion, conversationIds))
      labelIds.set(`${id} ${opinion.annotator}`, labelId)
  return { conversationIds, labelIds }
}

function conversation(id: string, at: number): Record<string, unknown>[] {
  const event = (name: string, type: string, offset: number, fields: Record<string, unknown> = {}) => ({
    event_id: `${id}/${name}`,
    type,
    conversation_id: id,
    user_id: `user of ${id}`,
    occurred_at: at + offset,
    received_at: at + offset,
    ...fields,
  })
  return [
    event('question', 'user_message', 0, { text: '这款还有货吗？多少钱？ Is it in stock, and what does it cost?' }),
    event('reply', 'assistant_message', 1000, {
      response: '有现货的。 Yes, we have it.',
      predicted_intent: 'availability',
      intent_confidence: 0.3,
      predicted_objection: 'none',
      objection_confidence: 0.9,
    }),
    event('doubt', 'user_message', 20_000, { text: '我问的是价格。 I asked for the price.' }),
    event('again', 'assistant_message', 22_000, {
      response: '请稍等。 One moment, please.',
      predicted_intent: 'availability',
      intent_confidence: 0.35,
      predicted_objection: 'none',
      objection_confidence: 0.8,
    }),
    event('end', 'conversation_end', 2 * MINUTE_MS),
  ]
}

/** What the queue holds besides is given back at the end. */
async function answerAll(service: Service, { annotator, intents, note }: Opinion, ids: readonly string[]) {
  const labelIds = new Map<string, string>()
  const others: { sample_id: string; lease_id: string }[] = []
  while (labelIds.size < ids.length) {
    const { json, status } = await service.post('/v1/queue/next', { annotator })
    if (status !== 200) throw new Error(`nothing waits for ${annotator} after ${labelIds.size} answers`)
    const { sample } = json
    const place = ids.indexOf(sample.conversation_id)
    if (place < 0) {
      others.push(sample)
      continue
    }
    const recorded = await must(
      service.post(`/v1/samples/${sample.sample_id}/labels`, {
        ...{ lease_id: sample.lease_id, annotator, at_fault: true, part: 'intent', seconds: 30 + place },
        fault_turn: `${sample.conversation_id}/reply`,
        turns: [
          { event_id: `${sample.conversation_id}/reply`, intent: intents[place], objection: 'none' },
          { event_id: `${sample.conversation_id}/again`, intent: 'price_question', objection: 'none' },
        ],
        ...(note && { remark: note }),
      }),
    )
    labelIds.set(sample.conversation_id, recorded.json.label_id)
  }
  for (const { sample_id, lease_id } of others)
    await service.post(`/v1/samples/${sample_id}/release`, { lease_id, annotator })
  return labelIds
}

async function put(service: Service, path: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(service.url + path, { method: 'PUT', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(await answer.text())
}

async function must<T extends { readonly status: number; readonly text: string }>(asked: Promise<T>): Promise<T> {
  const answer = await asked
  if (answer.status >= 300) throw new Error(answer.text)
  return answer
}
