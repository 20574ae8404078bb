import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { MONDAY } from './annotators.ts'
import { runOver } from './learning.ts'
import { cleanUp, type Service, startService } from './service.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const WORDS: Readonly<Record<string, readonly string[]>> = {
  price: ['how much does the phone cost', 'what is the price of the phone', 'how much is the phone today'],
  stock: ['is the tablet in stock now', 'do you have the tablet in stock', 'is the tablet still in stock'],
  delivery: ['when will my parcel arrive', 'when does the parcel arrive here', 'will my parcel arrive today'],
}
const INTENTS = Object.keys(WORDS)
const PEOPLE = ['ann', 'bo', 'cy', 'flip'] as const
const EACH = 15
const SHOUTS = 20
const meant = new Map<string, string>()

/** A doubtful conversation, so that it is drawn for review. */
function talk(i: number): Record<string, unknown>[] {
  const intent = INTENTS[i % INTENTS.length]!
  const at = MONDAY + i * MINUTE
  const event = (name: string, type: string, after: number, fields: Record<string, unknown> = {}) => ({
    ...{ event_id: `t${i}/${name}`, type, conversation_id: `t${i}`, user_id: `user ${i}`, assistant_id: 'shop' },
    ...{ occurred_at: at + after, received_at: at + after, ...fields },
  })
  meant.set(`t${i}`, intent)
  const predicted = { predicted_intent: 'price', intent_confidence: 0.3, bundle: 'b-1' }
  const words = WORDS[intent]![Math.floor(i / INTENTS.length) % 3]!
  return [
    event('question', 'user_message', 0, { text: `${words} please ${i}` }),
    event('reply', 'assistant_message', 1000, { response: 'well', ...predicted }),
    event('end', 'conversation_end', 2000),
  ]
}

/** One user, many conversations, each with the worst rating. */
function shout(i: number): Record<string, unknown>[] {
  const at = MONDAY + i * MINUTE + 30_000
  const by = { conversation_id: `s${i}`, user_id: 'shouter', assistant_id: 'shop' }
  return [
    { ...by, event_id: `s${i}/q`, type: 'user_message', text: 'bad', occurred_at: at, received_at: at },
    {
      ...by,
      event_id: `s${i}/a`,
      type: 'assistant_message',
      response: 'sorry',
      occurred_at: at + 1,
      received_at: at + 1,
    },
    { ...by, event_id: `s${i}/r`, type: 'explicit_feedback', rating: 1, occurred_at: at + 2, received_at: at + 2 },
    { ...by, event_id: `s${i}/e`, type: 'conversation_end', occurred_at: at + 3, received_at: at + 3 },
  ]
}

let service: Service
/** Conversations that the one who flips labelled. */
const flipped = new Set<string>()

async function work(annotator: (typeof PEOPLE)[number], most: number): Promise<void> {
  for (let done = 0; done < most; done++) {
    const task = (await service.post('/v1/queue/next', { annotator })).json?.sample
    if (task === undefined || task === null) return
    const isOurs = meant.has(task.conversation_id)
    const intent = meant.get(task.conversation_id) ?? 'price'
    const said = annotator === 'flip' ? INTENTS[(INTENTS.indexOf(intent) + 1) % INTENTS.length]! : intent
    const answer = await service.post(`/v1/samples/${task.sample_id}/labels`, {
      ...{ lease_id: task.lease_id, annotator, at_fault: false, part: 'none' },
      turns: isOurs ? [{ event_id: `${task.conversation_id}/reply`, intent: said, objection: null }] : [],
    })
    expect(answer.status).toBe(201)
    if (annotator === 'flip' && isOurs) flipped.add(task.conversation_id)
  }
}

beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
  const policy = { budget: 1e6, user_cap: 1e6, emphasis: { floor: 1, power: 1 }, overlap: 0 }
  await fetch(`${service.url}/v1/pool/policy`, {
    ...{ method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(policy) },
  })
  const events = [
    ...Array.from({ length: PEOPLE.length * EACH }, (_, i) => talk(i)),
    ...Array.from({ length: SHOUTS }, (_, i) => shout(i)),
  ].flat()
  expect((await service.post('/v1/events', events)).status).toBe(202)
  expect((await service.post('/v1/clock', { now: MONDAY + 5 * DAY })).status).toBe(200)
  const gold = INTENTS.map((label) => ({ text: WORDS[label]![0]!, label }))
  expect((await service.post('/v1/gold', { task: 'intent', who: 'lead', items: gold })).status).toBe(201)
  const taxonomyHas = (await service.get('/v1/taxonomy')).json.intent.map((each: { id: string }) => each.id)
  expect(taxonomyHas).toEqual(expect.arrayContaining(INTENTS))
  for (let round = 0; round < EACH + 5; round++) for (const person of PEOPLE) await work(person, 1)
})
afterAll(cleanUp)

/** Conversations that a new snapshot learns from. */
async function snapshot(): Promise<string[]> {
  const { json } = await service.post('/v1/training', { who: 'lead' })
  const run = await runOver(service, json.run_id)
  const { items } = (await service.get(`/v1/snapshots/${run.snapshot}`)).json
  return items.map((each: { conversation_id: string }) => each.conversation_id)
}

interface Case {
  readonly case_id: string
  readonly kind: string
  readonly subject: string
  readonly state: string
}
const cases = async (): Promise<Case[]> => (await service.get('/v1/trust/cases')).json.cases
const decide = (id: string, action: string) =>
  service.post(`/v1/trust/cases/${id}`, { action, who: 'lead', why: 'read the answers' })

describe('who poisons', () => {
  test('a look tells of every annotator, and holds the one who flips and the user who shouts', async () => {
    const { status, json } = await service.post('/v1/trust/look', {})
    expect(status).toBe(200)
    const suspected = json.annotators.filter((each: { suspected: boolean }) => each.suspected)
    expect(suspected.map((each: { annotator: string }) => each.annotator)).toEqual(['flip'])
    expect(new Set(json.annotators.map((each: { annotator: string }) => each.annotator))).toEqual(new Set(PEOPLE))
    const found = await cases()
    expect(found.map(({ kind, subject, state }) => [kind, subject, state]).sort()).toEqual([
      ['annotator', 'flip', 'held'],
      ['user', 'shouter', 'held'],
    ])
  })

  test('an alert fires for each until somebody decides, and another look does not open it again', async () => {
    await service.post('/v1/clock', { now: MONDAY + 5 * DAY + 60 * MINUTE }) // the watch looks once an hour
    await service.post('/v1/watch', {})
    const firing = async () =>
      (await service.get('/v1/alerts?state=firing')).json.alerts.map((each: { rule: string }) => each.rule).sort()
    // The service watches by itself as well: whoever comes second finds the hour done, and it is over a moment later.
    const told = (check: (rules: string[]) => void) =>
      vi.waitFor(async () => check(await firing()), { timeout: 20_000, interval: 100 })
    await told((rules) => expect(rules).toEqual(expect.arrayContaining(['labels_suspected', 'users_suspected'])))
    const shouter = (await cases()).find(({ subject }) => subject === 'shouter')!
    expect((await decide(shouter.case_id, 'confirm')).json.case).toMatchObject({ state: 'confirmed' })
    expect(await decide(shouter.case_id, 'confirm')).toMatchObject({
      status: 409,
      json: { code: 'LOOP_TRUST_DECIDED' },
    })
    await service.post('/v1/clock', { now: MONDAY + 5 * DAY + 2 * 60 * MINUTE })
    await service.post('/v1/watch', {})
    await told((rules) => expect(rules).not.toContain('users_suspected'))
    expect((await cases()).find(({ subject }) => subject === 'shouter')).toMatchObject({ state: 'confirmed' })
  })

  test('what is held stays out of a snapshot; released, it counts again; each decision is on record', async () => {
    const flip = (await cases()).find(({ subject }) => subject === 'flip')!
    const without = await snapshot()
    expect(without.filter((id) => flipped.has(id))).toEqual([])
    expect(without.length).toBeGreaterThan(EACH)
    await decide(flip.case_id, 'release')
    const all = await snapshot()
    expect(all.filter((id) => flipped.has(id)).length).toBeGreaterThan(EACH / 2)
    expect(all.filter((id) => !flipped.has(id)).sort()).toEqual(without.sort())
    await decide(flip.case_id, 'hold')
    expect((await snapshot()).sort()).toEqual(without.sort())
    const { decisions } = (await service.get(`/v1/trust/cases/${flip.case_id}`)).json
    expect(decisions.map(({ action, who }: { action: string; who: string }) => [action, who])).toEqual([
      ['hold', 'lead'],
      ['release', 'lead'],
    ])
  })

  test('a case that is not there is said so', async () => {
    expect(await service.get('/v1/trust/cases/tc-none')).toMatchObject({
      ...{ status: 404, json: { code: 'LOOP_NO_TRUST_CASE' } },
    })
  })
})

describe('truth by segment', () => {
  test('each channel, assistant and intent shows the weighted figures beside the unlabelled ones', async () => {
    const { segments } = (await service.get('/v1/metrics/truth?by=assistant')).json
    const shop = segments.find((each: { group: string }) => each.group === 'shop')
    expect(shop.failure_rate).toMatchObject({
      estimate: 0,
      units: PEOPLE.length * EACH + SHOUTS,
      users: PEOPLE.length * EACH + 1,
    })
    const [intent] = shop.tasks
    expect(intent.mean_confidence.estimate).toBeCloseTo(0.3, 6)
    expect(intent.difference.estimate).toBeCloseTo(intent.weighted.estimate - 0.3, 6)
    const whole = (await service.get('/v1/metrics/truth')).json.segments
    expect(whole).toHaveLength(1)
    const byIntent = (await service.get('/v1/metrics/truth?by=intent')).json.segments
    expect(byIntent).toMatchObject([{ group: 'price', failure_rate: null }])
    expect(byIntent[0].tasks[0].weighted.units).toBe(PEOPLE.length * EACH)
  })
})
