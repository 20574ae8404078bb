import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { released, twoBundles } from './learning.ts'
import { cleanUp, type Service, salesloop, startService } from './service.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = 1_767_225_600_000
afterAll(cleanUp)

let service: Service
let second: Service
let bundles: { a: string; b: string }
beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
  await service.post('/v1/clock', { now: START })
  bundles = await twoBundles(service)
  second = await startService({ dataDir: service.dataDir, args: ['--clock=replay'] })
})

/** Two stages whose figures a hundred users can tell. */
const ramp = (...shares: number[]) => ({
  stages: shares.map((share) => ({ share, least_hours: 2, least_users: 20 })),
  guardrails: [{ figure: 'click_through', margin: { absolute: 0.4 } }],
})

let visits = 0
/** Users talk at one moment, and click what they are offered, or not. */
async function visit(at: number, users: number, clicks: (arm: string) => boolean, assistant = 'guide'): Promise<void> {
  const events: object[] = []
  await Promise.all(
    Array.from({ length: users }, async () => {
      const id = `c${visits++}`
      const ids = { conversation_id: id, user_id: `user of ${id}` }
      const asked = { ...ids, assistant_id: assistant, text: 'how much is it' }
      const { bundle, arm } = (await service.post('/v1/predict', asked)).json
      const event = (type: string, after: number, some: object = {}) =>
        events.push({
          event_id: `${id}/${type}`,
          type,
          ...ids,
          assistant_id: assistant,
          occurred_at: at + after,
          ...some,
        })
      event('user_message', 0, { text: 'how much is it' })
      event('assistant_message', 1000, { response: '10', bundle, arm })
      event('cta_sent', 2000, { cta_id: `${id}/buy` })
      if (clicks(arm)) event('cta_click', MINUTE, { cta_id: `${id}/buy` })
      event('conversation_end', 2 * MINUTE, { reason: 'closed' })
    }),
  )
  expect((await service.post('/v1/events', events)).status).toBe(202)
}
const status = async (assistant = '') =>
  (await service.get(`/v1/releases/status${assistant && `?assistant_id=${assistant}`}`)).json
const clockTo = async (now: number) => expect((await service.post('/v1/clock', { now })).status).toBe(200)
const served = async (which: Service, assistant: string) =>
  (await which.post('/v1/predict', { conversation_id: 'x', user_id: 'x', assistant_id: assistant, text: 'hi' })).json
    .bundle

describe('a ramp by the clock of the data', () => {
  test('goes on by itself when its time and its users have come, and ends live for everyone', async () => {
    const entry = await released(service, { action: 'canary', bundle: bundles.b, force: true, ramp: ramp(0.3, 0.6) })
    const { experiment } = entry.canary
    expect(entry).toMatchObject({ forced: true, canary: { share: 0.3, automatic: true, stages: [0.3, 0.6] } })
    await expect
      .poll(
        async () =>
          new Set(
            await Promise.all(
              [...Array(20).keys()].map(
                async (i) =>
                  (await service.post('/v1/predict', { conversation_id: 'p', user_id: `p${i}`, text: 'x' })).json.arm,
              ),
            ),
          ),
      )
      .toEqual(new Set(['live', 'canary']))
    await visit(START + MINUTE, 100, () => true)
    await clockTo(START + 2 * HOUR - 1)
    expect(await status()).toMatchObject({
      next: 'wait',
      waits_for: ['1 h until the least time of this stage'],
      check: { figures: [{ figure: 'click_through', verdict: 'advance' }], split: { wrong: false } },
    })
    await clockTo(START + 2 * HOUR)
    expect(await status()).toMatchObject({ canary: { share: 0.6, since: START + 2 * HOUR, experiment } })
    expect((await status()).waits_for.join()).toContain('click_through: not enough data yet')
    await visit(START + 2 * HOUR + MINUTE, 80, () => true)
    await clockTo(START + 4 * HOUR)
    expect(await status()).toMatchObject({ live: bundles.b, canary: null, next: 'nothing' })
    const { json } = await service.get(`/v1/experiments/${encodeURIComponent(experiment)}`)
    expect(json).toMatchObject({ state: 'live', share: 0.6, past_used: false, users: { live: expect.any(Number) } })
    expect(json.history.map(({ action, who }: { action: string; who: string }) => [action, who])).toEqual([
      ['canary', 'mia'],
      ['advance', 'ramp'],
      ['advance', 'ramp'],
    ])
    expect(json.users_in_both).toBe(0)
    const { points } = (await service.get(`/v1/experiments/${encodeURIComponent(experiment)}/course?points=4`)).json
    expect(points.map((each: { at: number; share: number }) => [each.at, each.share])).toEqual([
      [START + HOUR, 0.3],
      [START + 2 * HOUR, 0.6], // the stage that began with this very moment
      [START + 3 * HOUR, 0.6],
      [START + 4 * HOUR, 0.6],
    ])
    const users = points.map(({ check }: { check: { split: { live: number; canary: number } } }) =>
      [check.split.live, check.split.canary].reduce((sum, each) => sum + each),
    )
    expect(users).toEqual([100, 0, 80, 80])
    expect(points.at(-1).check.verdict).toBe('advance')
  })

  test('a loss takes it back by itself, figures in the ledger; another assistant keeps what it has', async () => {
    await released(service, { action: 'rollback', bundle: bundles.a })
    await released(service, { action: 'promote', bundle: bundles.b, assistant_id: 'other', force: true })
    await released(service, { action: 'canary', bundle: bundles.b, force: true, ramp: ramp(0.5) })
    await expect.poll(async () => (await status()).canary?.bundle).toBe(bundles.b)
    await clockTo(START + 5 * HOUR)
    await visit(START + 5 * HOUR, 120, (arm) => arm === 'live')
    await clockTo(START + 7 * HOUR)
    const { json } = await second.get('/v1/releases?limit=1')
    expect(json).toMatchObject({
      live: bundles.a,
      canary: null,
      assistants: ['other'],
      ledger: [{ action: 'rollback', who: 'guardrail', why: expect.stringContaining('click_through') }],
    })
    expect(json.ledger[0].check.figures[0]).toMatchObject({ verdict: 'stop', canary: { rate: 0 }, live: { rate: 1 } })
    for (const each of [service, second]) {
      await expect.poll(() => served(each, 'guide')).toBe(bundles.a)
      await expect.poll(() => served(each, 'other')).toBe(bundles.b)
    }
  })

  test('the rollback of one assistant is seen by both processes, and leaves the others', async () => {
    await released(second, { action: 'rollback', assistant_id: 'other' })
    for (const each of [service, second]) {
      await expect.poll(() => served(each, 'other')).toBe(bundles.a)
      expect(await served(each, 'guide')).toBe(bundles.a)
    }
    const { json } = await service.get('/v1/releases/ledger?assistant_id=other&limit=1')
    expect(json).toMatchObject({ entries: [{ action: 'rollback', assistant_id: 'other' }], next: expect.any(Number) })
    const page = (await service.get(`/v1/releases/ledger?assistant_id=other&before=${json.next}`)).json
    expect(page).toMatchObject({ entries: [{ action: 'promote' }], next: null })
    expect((await service.get(`/v1/releases?assistant_id=other&at=${START + 6 * HOUR}`)).json.live).toBe(bundles.b)
  })

  test('approval: kept in the policy, waited for, told from who asked', async () => {
    const policy = { approval: { before: ['canary'] }, who: 'mia' }
    expect(await salesloopPut('/v1/releases/policy', policy)).toMatchObject({ code: 'LOOP_BAD_REQUEST' }) // no reason
    const put = await salesloopPut('/v1/releases/policy', { ...policy, why: 'four eyes' })
    expect(put).toMatchObject({ version: 1, approval: { before: ['canary'], approvers: [] }, why: 'four eyes' })
    expect((await service.get('/v1/releases/policy')).json).toEqual(put)
    const canary = { action: 'canary', bundle: bundles.b, force: true, who: 'mia', why: 'test' }
    expect((await service.post('/v1/releases', canary)).json.code).toBe('LOOP_NOT_APPROVED')
    await released(service, { action: 'approve', bundle: bundles.b, who: 'ann' })
    expect((await released(service, canary)).canary.bundle).toBe(bundles.b)
    const say = async (...args: string[]) => (await salesloop([...args, '--url', service.url])).stdout
    expect(await say('release', 'status')).toMatch(/its way: 5\.0 % -> 25\.0 % -> 50\.0 % -> everyone/)
    expect(await say('experiment', 'list', '--state', 'running')).toContain(`canary:${bundles.b}`)
    const { experiment } = (await status()).canary
    expect(await say('experiment', 'show', experiment)).toMatch(
      /conversion .*not enough data yet: about [\d,]+ more users/,
    )
    expect(await say('release', 'pause', '--why', 'the sale begins')).toContain('for 5.0 % of users, paused')
    expect(await say('release', 'status')).toContain('somebody to resume it')
    expect(await say('release', 'abandon', '--why', 'enough')).not.toContain('canary')
  })

  test.each(['', 'state=taken_back', 'state=live&assistant_id=default', 'state=replaced'])(
    'experiments with %s come page by page, none twice and none left out',
    async (filter) => {
      const { json } = await service.get(`/v1/experiments?${filter}`)
      expect(json.next).toBeNull()
      const paged: unknown[] = []
      for (let next: number | null = null; ; ) {
        const before: string = next === null ? '' : `&before=${next}`
        const page = (await service.get(`/v1/experiments?${filter}&limit=1${before}`)).json
        paged.push(...page.experiments)
        next = page.next
        if (next === null) break
      }
      expect(paged).toEqual(json.experiments)
      expect(paged).toHaveLength(json.experiments.length)
      if (filter === '') expect(paged.length).toBeGreaterThan(2)
    },
  )

  test.each([
    { path: '/v1/experiments/nothing', code: 'LOOP_NO_EXPERIMENT', status: 404 },
    { path: '/v1/experiments/nothing/course', code: 'LOOP_NO_EXPERIMENT', status: 404 },
    { path: '/v1/experiments/nothing/course?points=49', code: 'LOOP_BAD_REQUEST', status: 400 },
    { path: '/v1/experiments?state=mood', code: 'LOOP_BAD_REQUEST', status: 400 },
  ])('GET $path -> $status', async ({ path, code, status: expected }) => {
    const answer = await service.get(path)
    expect([answer.status, answer.json.code]).toEqual([expected, code])
  })

  test.each([
    { path: '/v1/releases', body: { action: 'rollback', who: 'guardrail', why: 'x' } },
    { path: '/v1/releases', body: { action: 'pause', who: ' Ramp', why: 'x' } },
    { path: '/v1/loop/orders', body: { action: 'pause', who: 'loop', why: 'x' } },
    { path: '/v1/loop/turns', body: { who: 'loop', why: 'x' } },
  ])('nobody orders in the name of the loop: $path as "$body.who"', async ({ path, body }) => {
    const { status: refused, json } = await service.post(path, body)
    expect([refused, json]).toEqual([
      400,
      { code: 'LOOP_BAD_REQUEST', message: expect.stringContaining('is a name under which the loop itself writes') },
    ])
  })

  test.each(['guardrail', 'Loop', 'anonymous'])('no key has the name %s', async (name) => {
    const { status: refused, json } = await service.post('/v1/keys', { name, scopes: ['admin'] })
    expect([refused, json.code]).toEqual([400, 'LOOP_NAME_RESERVED'])
  })

  test('a ramp that nothing could pass through is refused, with the reason', async () => {
    const wrong = { action: 'canary', bundle: bundles.b, ramp: ramp(0.5, 0.3), who: 'mia', why: 'x', force: true }
    await released(service, { action: 'approve', bundle: bundles.b, who: 'ann' })
    const answer = await service.post('/v1/releases', wrong)
    expect(answer.json).toMatchObject({ code: 'LOOP_BAD_RAMP', message: expect.stringContaining('0.5, 0.3') })
    expect(answer.status).toBe(400)
  })
})

async function salesloopPut(path: string, body: object) {
  const init = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return (await fetch(service.url + path, init)).json()
}
