import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MONDAY } from './annotators.ts'
import { tokenIn, type Visit, visit } from './person-session.ts'
import { cleanUp, type Service, startService } from './service.ts'

const HOUR = 3_600_000
const PASSWORD = 'correct horse battery'

let service: Service
let admin: Visit
let anna: Visit
beforeAll(async () => {
  service = await startService({ auth: true, args: ['--clock=replay'] })
  admin = visit(service)
  const first = { token: tokenIn(service.stderr()), login: 'root', name: 'Root', password: PASSWORD }
  await admin.come('/v1/session/first', first)
  const { json } = await admin.ask('POST', '/v1/users', { login: 'anna', name: 'Anna', role: 'annotator' })
  anna = visit(service)
  await anna.come('/v1/session/password', { token: tokenIn(json.link.url), password: PASSWORD })
})
afterAll(cleanUp)

test('a person who is logged in is blind first, whatever the request says, and labels and looks in no other name', async () => {
  const event = (name: string, type: string, offset: number, fields: object) => {
    const at = MONDAY + offset
    return { event_id: name, type, conversation_id: 'c', user_id: 'u', occurred_at: at, received_at: at, ...fields }
  }
  const events = [
    event('q', 'user_message', 0, { text: 'how much' }),
    event('a', 'assistant_message', 1000, { response: 'in stock', predicted_intent: 'stock', intent_confidence: 0.21 }),
    event('end', 'conversation_end', 2000, {}),
  ]
  expect((await admin.ask('POST', '/v1/events', events)).status).toBe(202)
  expect((await admin.ask('POST', '/v1/clock', { now: MONDAY + HOUR })).status).toBe(200)
  const { sample } = (await anna.ask('POST', '/v1/queue/next', { hold_back: false })).json
  expect(JSON.stringify(sample)).not.toMatch(/predicted_intent|intent_confidence|0\.21/)
  expect(sample.held_back || sample.blind).toBe(true)
  const elsewhere = [
    '/v1/conversations/c',
    `/v1/samples/${sample.sample_id}`,
    '/v1/events/a',
    '/v1/labels',
    '/v1/conflicts',
  ]
  for (const path of [...elsewhere, `/v1/samples/${sample.sample_id}/comparison`])
    expect([path, (await anna.ask('GET', path)).status]).toEqual([path, 403])
  // Its answer says what the model said of every message.
  const skill = await anna.ask('POST', '/v1/skills', { conversation_id: 'c', why: 'to see' })
  expect(skill).toMatchObject({ status: 403, json: { code: 'LOOP_SCOPE_MISSING' } })
  const machine = `ml-${createHash('sha256').update('intent:q').digest('hex').slice(0, 16)}`
  for (const path of ['/v1/gold', `/v1/machine-labels/${machine}/verdict`])
    expect([path, (await anna.ask('POST', path, { label: null })).status]).toEqual([path, 403])
  const answer = { lease_id: sample.lease_id, at_fault: false, part: 'none' }
  const path = `/v1/samples/${sample.sample_id}/labels`
  expect((await anna.ask('POST', path, { ...answer, annotator: 'bob' })).json.code).toBe('LOOP_NOT_YOU')
  expect((await anna.ask('POST', path, answer)).status).toBe(201)
  expect((await anna.ask('GET', '/v1/queue/progress')).json).toMatchObject({ annotator: 'anna', answers: 1 })
  expect((await anna.ask('GET', '/v1/queue/progress?annotator=bob')).json.code).toBe('LOOP_NOT_YOU')
})
