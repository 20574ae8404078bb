import { afterAll, expect, test } from 'vitest'
import { cleanUp, startService } from './service.ts'

afterAll(cleanUp)

const AT = 1767225600000
const DAY = 86_400_000

test('labels of an old log that nobody could choose do not stop the review of its conversations', async () => {
  const service = await startService({ args: ['--clock=replay'] })
  await service.get('/v1/clock')
  const policy = { control_rate: 1, budget: 1000 }
  const changed = await fetch(`${service.url}/v1/pool/policy`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(policy),
  })
  expect(changed.status).toBe(200)
  const strange = ['a\u0000b', '\ud800', 'x'.repeat(600), '']
  const events = strange.flatMap((label, i) => {
    const shared = { conversation_id: `c${i}`, user_id: `u${i}` }
    return [
      { ...shared, event_id: `m${i}`, type: 'user_message', occurred_at: AT, text: 'how much' },
      {
        ...shared,
        event_id: `r${i}`,
        type: 'assistant_message',
        occurred_at: AT + 1000,
        bundle: label,
        predicted_intent: label,
        intent_confidence: 0.2,
        predicted_objection: label,
        objection_confidence: 0.9,
      },
    ]
  })
  expect((await service.post('/v1/events', events)).json).toMatchObject({ accepted: 8 })
  await service.post('/v1/clock', { now: AT + 10 * DAY })

  for (const _ of strange) {
    const leased = await service.post('/v1/queue/next', { annotator: 'li' })
    expect(leased.status, leased.text).toBe(200)
    const { sample_id, lease_id, turns } = leased.json.sample
    const reply = turns.find((turn: { role: string }) => turn.role === 'assistant')
    const answer = {
      lease_id,
      annotator: 'li',
      at_fault: false,
      part: 'none',
      turns: [{ event_id: reply.event_id, intent: null, objection: null }],
    }
    const labelled = await service.post(`/v1/samples/${sample_id}/labels`, answer)
    expect(labelled.status, labelled.text).toBe(201)
  }
  expect((await service.post('/v1/queue/next', { annotator: 'li' })).status).toBe(204)
  expect((await service.get('/v1/taxonomy')).json).toMatchObject({ intent: [], objection: [] })
})
