import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, released } from './learning.ts'
import { firstModel, MONDAY, refundsLabelled } from './refunds.ts'
import { cleanUp, type Service, salesloop, startService } from './service.ts'

const HOUR = 3_600_000
const page = (name: string) => readFileSync(resolve(import.meta.dirname, '../../docs', name), 'utf8')

/** `salesloop show $FROM # relation -> $TO`, line by line. */
const stepsOf = (text: string) =>
  [...text.matchAll(/^salesloop show \$(\w+)\s+# (.+?)\s+-> \$(\w+)$/gm)].map(([, from, relation, to]) => ({
    from: from!,
    relation: relation!,
    to: to!,
  }))

let service: Service
let reply: string
beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
  await firstModel(service)
  await refundsLabelled(service, 60)
  await service.post('/v1/loop/turns', { who: 'mia', why: 'people said what refunds are' })
  const candidate = async () => {
    const { turn } = (await service.get('/v1/loop')).json
    return turn?.step === 'canary' ? turn.candidate_bundle : null
  }
  await until(async () => (await candidate()) !== null)
  const bundle = await candidate()
  await released(service, { action: 'promote', bundle, force: true })
  await until(async () => (await ask(service, 'new')).json.bundle === bundle)
  reply = await answered()
}, 180_000)
afterAll(cleanUp)

/** The time-out is the hook's. */
async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) await sleep(100)
}

/** A live customer gets a reply that rests on a decision. */
async function answered(): Promise<string> {
  const { json } = await ask(service, 'live', 'refund please')
  const base = {
    conversation_id: 'c of live',
    user_id: 'live',
    received_at: MONDAY + 9 * HOUR,
    occurred_at: MONDAY + 9 * HOUR,
  }
  const events = [
    { ...base, event_id: 'live-1', type: 'user_message', text: 'refund please' },
    {
      ...base,
      event_id: 'live-2',
      type: 'assistant_message',
      occurred_at: base.occurred_at + 1000,
      response: 'Of course.',
      predicted_intent: json.intent.label,
      intent_confidence: json.intent.confidence,
      bundle: json.bundle,
      decision_id: json.decision_id,
    },
  ]
  expect((await service.post('/v1/events', events)).status).toBe(202)
  // decisions are written in the background
  await until(async () => (await service.get(`/v1/decisions/${json.decision_id}`)).status === 200)
  return 'live-2'
}

/** Runs each command of the page, takes the next id out of its output. */
async function walk(text: string): Promise<Map<string, string>> {
  const ids = new Map([['REPLY', reply]])
  for (const { from, relation, to } of stepsOf(text)) {
    const { code, stdout, stderr } = await salesloop(['show', ids.get(from)!, '--url', service.url])
    expect({ from, code, stderr }).toEqual({ from, code: 0, stderr: '' })
    const line = stdout.split('\n').find((each) => each.startsWith(`  ${relation}:`))
    const id = /^ {2}.+?: +(.+?) {2}\([a-z ]+\)$/.exec(line ?? '')?.[1]
    if (id === undefined) throw new Error(`${relation} is not in the output of show ${ids.get(from)}:\n${stdout}`)
    ids.set(to, ids.get(to) ?? id)
    const all = stdout.split('\n').filter((each) => each.startsWith(`  ${relation}:`))
    expect(all.join('\n')).toContain(ids.get(to)) // on the way back, what we came from
  }
  return ids
}

test('the commands of docs/walk.md lead from a live reply to an order and back', async () => {
  const ids = await walk(page('walk.md'))
  expect(stepsOf(page('walk.md'))).toHaveLength(20)
  expect(ids.get('BUNDLE')).toMatch(/^b-/)
  expect(ids.get('ORDER')).toMatch(/^o\d+$/)
  expect(ids.get('CONVERSATION')).toBe(`c${ids.get('ORDER')!.slice(1)}`)
  expect(ids.get('TURN')).toBe(`${ids.get('CONVERSATION')}/reply`)
  expect(ids.get('LOOP_TURN')).toBe('t-1')
}, 180_000) // twenty commands, one after the other

test('the Chinese page walks the same way', () => {
  expect(stepsOf(page('walk.zh-CN.md'))).toEqual(stepsOf(page('walk.md')))
})

test('over HTTP, the path of each neighbour gives the whole of it; no text is told', async () => {
  const { json, text } = await service.get('/v1/ids/live-2')
  expect(text).not.toContain('Of course')
  expect(json.found).toMatchObject([{ kind: 'event', path: '/v1/events/live-2', facts: { type: 'assistant_message' } }])
  for (const neighbour of json.found[0].neighbours.filter((each: { path: string | null }) => each.path !== null)) {
    expect((await service.get(neighbour.path)).status, neighbour.path).toBe(200)
  }
})

test('what nothing has is 404, and said in words', async () => {
  expect(await salesloop(['show', 'nonsense', '--url', service.url])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/the id 'nonsense': no event, .*\[LOOP_UNKNOWN_ID\]/),
  })
  expect((await service.get('/v1/ids/%00')).status).toBe(400)
})

test('what was decided on a thing can be followed too: evaluations, experiments, withdrawals', async () => {
  const next = async (id: string, relation: string): Promise<string> => {
    const { json } = await service.get(`/v1/ids/${encodeURIComponent(id)}`)
    const found = json.found[0].neighbours.find((each: { relation: string }) => each.relation === relation)
    if (found === undefined) throw new Error(`${relation} is not among the neighbours of ${id}`)
    expect((await service.get(found.path)).status, found.path).toBe(200)
    return found.id
  }
  const bundle = await next('live-2', 'bundle that answered')
  const evaluation = await next(bundle, 'judged lately in')
  expect(await next(evaluation, 'judged')).toBe(bundle)

  const first = await next(evaluation, 'against')
  await released(service, { action: 'canary', bundle: first, share: 0.5, force: true })
  const experiment = await next(first, 'was the canary of')
  expect([await next(experiment, 'canary'), await next(experiment, 'against')]).toEqual([first, bundle])

  const label = await next(await next(bundle, 'trained on'), 'learned from')
  await service.post('/v1/label-withdrawals', { label_ids: [label], who: 'mia', why: 'a test' })
  const withdrawal = await next(label, 'withdrawn by')
  expect(await next(withdrawal, 'concerns')).toBe(label)
})
