import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, importBoth, released, runOver, trained, twoBundles } from './learning.ts'
import { type Answer, cleanUp, type Service, salesloop, startService } from './service.ts'

afterAll(cleanUp)

interface Seen {
  readonly process: number
  readonly sentAt: number
  readonly answer: Answer
}

/** Asks both processes 50 times a second each, in the open, until it is stopped. */
function load(services: readonly Service[]) {
  const asked: Promise<Seen>[] = []
  let n = 0
  const timer = setInterval(() => {
    services.forEach((service, process) => {
      const sentAt = performance.now()
      asked.push(ask(service, `user-${n++ % 200}`).then((answer) => ({ process, sentAt, answer })))
    })
  }, 20)
  return async () => {
    clearInterval(timer)
    return Promise.all(asked)
  }
}

describe('two service processes on one data folder', () => {
  let services: Service[]
  let bundles: { a: string; b: string }
  beforeAll(async () => {
    const first = await startService()
    services = [first, await startService({ dataDir: first.dataDir })]
    bundles = await twoBundles(first)
  })

  test('promotion, canary and rollback under load: no error, no mixed answer, and the ledger knows', async () => {
    const [first, second] = services as [Service, Service]
    const { a, b } = bundles
    await sleep(1200) // both follow
    const stop = load(services)
    await sleep(700)
    await released(first, { action: 'canary', bundle: b, share: 0.3, force: true, why: 'try it' })
    await sleep(700)
    await released(second, { action: 'promote', force: true, why: 'looks well' })
    await sleep(1000)
    const orderedAt = performance.now()
    await released(second, { action: 'rollback', who: 'on call', why: 'conversion fell' })
    const answeredAt = performance.now()
    for (const service of services)
      await expect.poll(async () => (await ask(service, 'y')).json.bundle, { timeout: 30_000 }).toBe(a)
    const everywhereAt = performance.now()
    await sleep(500)
    const seen = await stop()
    expect(seen.filter(({ answer }) => answer.status !== 200)).toEqual([])
    const prefix: Record<string, string> = { [a]: 'a:', [b]: 'b:' }
    for (const { answer } of seen) {
      const { bundle, arm, experiment, intent, objection, fallback } = answer.json
      expect([intent.label, objection.label]).toEqual([`${prefix[bundle]}price`, `${prefix[bundle]}price`])
      expect(fallback).toBeNull()
      if (experiment !== null) expect(arm === 'canary').toBe(bundle === b)
    }
    expect(new Set(seen.map(({ answer }) => answer.json.bundle))).toEqual(new Set([a, b]))
    const stale = seen.filter(({ sentAt, answer }) => sentAt > orderedAt && answer.json.bundle === b)
    const effect = (process: number) =>
      Math.max(0, ...stale.filter((each) => each.process === process).map((each) => each.sentAt - answeredAt))
    console.log(
      `rollback: answered in ${(answeredAt - orderedAt).toFixed(0)} ms; last answer of the old bundle after it: ${effect(0).toFixed(0)} ms (other process), ${effect(1).toFixed(0)} ms (same); ${seen.length} answers`,
    )
    expect(seen.filter(({ sentAt, answer }) => sentAt > everywhereAt && answer.json.bundle === b)).toEqual([])
    const { json } = await first.get('/v1/releases?limit=1')
    expect(json).toMatchObject({
      live: a,
      canary: null,
      ledger: [{ action: 'rollback', who: 'on call', why: 'conversion fell', live: a }],
    })
  })

  test('each user stays with his arm in both processes, and the share is about right', async () => {
    const [first, second] = services as [Service, Service]
    await released(first, { action: 'canary', bundle: bundles.b, share: 0.3, force: true })
    await expect
      .poll(async () => (await ask(second, 'x')).json.experiment, { timeout: 5000 })
      .toContain(`canary:${bundles.b}:`)
    const users = Array.from({ length: 150 }, (_, i) => `sticky-${i}`)
    const arms = async (service: Service) => {
      const answers = await Promise.all(users.map((user) => ask(service, user)))
      return answers.map(({ json }) => json.arm)
    }
    const [one, two, again] = [await arms(first), await arms(second), await arms(first)]
    expect(two).toEqual(one)
    expect(again).toEqual(one)
    const share = one.filter((arm) => arm === 'canary').length / users.length
    expect(Math.abs(share - 0.3)).toBeLessThan(0.12)
    await released(first, { action: 'rollback' })
  })

  test('what was live when', async () => {
    const [first] = services as [Service, Service]
    const { json } = await first.get('/v1/releases')
    for (const entry of json.ledger) {
      const then = (await first.get(`/v1/releases?at=${entry.at}`)).json
      expect(then.revision).toBeGreaterThanOrEqual(entry.revision)
      if (then.revision === entry.revision) expect(then.live).toBe(entry.live)
    }
    expect((await first.get('/v1/releases?at=1')).json).toEqual({
      live: null,
      canary: null,
      revision: 0,
      assistant_id: null,
      assistants: [],
      ledger: [],
    })
  })

  test('every decision is on record, by its id, with what answered it', async () => {
    const [first] = services as [Service, Service]
    const answer = (await ask(first, 'recorded')).json
    const look = () => first.get(`/v1/decisions/${answer.decision_id}`)
    await expect.poll(async () => (await look()).status, { timeout: 5000 }).toBe(200)
    const { json } = await look()
    expect(json).toMatchObject({
      bundle: answer.bundle,
      user_id: 'recorded',
      intent: answer.intent.label,
      fallback: null,
    })
    expect(JSON.stringify(json)).not.toContain('how much')
  })
})

describe('a damaged model', () => {
  async function flipOneByte(service: Service, bundle: string): Promise<() => Promise<void>> {
    const { json } = await service.get('/v1/models')
    const { id } = json.bundles.find((each: { id: string }) => each.id === bundle).models.intent
    const folder = join(service.dataDir, 'models', id)
    const name = (await readdir(folder)).find((each) => each.startsWith('weights'))!
    const whole = await readFile(join(folder, name))
    await writeFile(join(folder, name), Buffer.from(whole).fill(whole[100]! ^ 1, 100, 101))
    return () => writeFile(join(folder, name), whole)
  }

  test('is refused, and the old one serves on; after a restart too; once mended it is taken up', async () => {
    let service = await startService()
    const { a, b } = await twoBundles(service)
    const mend = await flipOneByte(service, b)
    await released(service, { action: 'promote', bundle: b, force: true })
    const served = () => ask(service, 'u').then(({ json }) => json)
    await expect.poll(async () => (await served()).fallback, { timeout: 5000 }).toContain('LOOP_MODEL_DAMAGED')
    expect(await served()).toMatchObject({ bundle: a, intent: { label: 'a:price' }, objection: { label: 'a:price' } })
    expect((await service.get('/v1/models')).json.broken).toHaveProperty(b)
    await service.stop()
    service = await startService({ dataDir: service.dataDir })
    expect(await served()).toMatchObject({ bundle: a, fallback: expect.stringContaining('LOOP_MODEL_DAMAGED') })
    await mend()
    await expect.poll(async () => (await served()).bundle, { timeout: 5000 }).toBe(b)
    expect(await served()).toMatchObject({ fallback: null, intent: { label: 'b:price' } })
    await service.stop()
  })
})

describe('training runs', () => {
  test('the same labels and seed give the same snapshot, models and bundle; another seed does not', async () => {
    const service = await startService()
    await importBoth(service, '')
    const runs = []
    for (const seed of [1, 1, 2]) {
      const { json } = await service.post('/v1/training', { seed })
      runs.push(await runOver(service, json.run_id))
    }
    expect(runs[1].snapshot).toBe(runs[0].snapshot)
    expect(runs[1].candidate_bundle).toBe(runs[0].candidate_bundle)
    expect(runs[2].snapshot).toBe(runs[0].snapshot)
    expect(runs[2].candidate_bundle).not.toBe(runs[0].candidate_bundle)
    await service.stop()
  })

  test('a run whose process is killed is taken up by the next, and ends as it would have', async () => {
    const service = await startService()
    await importBoth(service, '', 400)
    const { json } = await service.post('/v1/training', {})
    await expect
      .poll(async () => (await service.get(`/v1/training/${json.run_id}`)).json.state, { interval: 5 })
      .toBe('running')
    await service.kill()
    const next = await startService({ dataDir: service.dataDir })
    const run = await runOver(next, json.run_id)
    expect(run).toMatchObject({ state: 'done', attempts: 2 })
    expect(await trained(next)).toBe(run.candidate_bundle)
    expect((await readdir(join(next.dataDir, 'models'))).filter((name) => !name.startsWith('.'))).toHaveLength(2)
    await next.stop()
  })
})

describe('on the command line', () => {
  let service: Service
  beforeAll(async () => {
    service = await startService()
    await importBoth(service, '')
  })
  const run = (...args: string[]) => salesloop([...args, '--url', service.url])

  test('train, evaluate, release and rollback', async () => {
    const first = await run('train', '--json', '--who', 'mia')
    expect(first.code).toBe(0)
    const { candidate_bundle: bundle } = JSON.parse(first.stdout)
    const promoted = await run('release', 'promote', '--bundle', bundle, '--why', 'first', '--who', 'mia', '--json')
    expect(JSON.parse(promoted.stdout)).toMatchObject({ live: bundle, who: 'mia', why: 'first' })
    await importBoth(service, 'new:')
    expect((await run('train')).stdout).toContain(`against ${bundle}: inconclusive`)
    const judged = JSON.parse((await run('evaluate', '--json')).stdout)
    expect(judged).toMatchObject({ against: bundle, verdict: 'inconclusive' })
    const kept = JSON.parse(
      (await run('evaluate', '--bundle', judged.bundle, '--record', '--who', 'ann', '--json')).stdout,
    )
    expect(kept).toMatchObject({ bundle: judged.bundle, against: bundle, verdict: 'inconclusive' })
    expect((await service.get(`/v1/bundles/${judged.bundle}`)).json.verdicts).toMatchObject([
      { against: bundle, verdict: 'inconclusive', who: 'ann', run_id: null },
      { against: bundle, who: 'loop' },
    ])
    const canary = await run('release', 'canary', '--bundle', judged.bundle, '--share', '0.25', '--why', 'try')
    expect(canary).toMatchObject({ code: 1, stderr: expect.stringContaining('LOOP_GATE_NOT_PASSED') })
    const forced = await run(
      'release',
      'canary',
      '--bundle',
      judged.bundle,
      '--share',
      '0.25',
      '--why',
      'try',
      '--force',
    )
    expect(forced.stdout).toContain(`canary ${judged.bundle} for 25.0 % of users`)
    const advance = await run('release', 'advance', '--why', 'more')
    expect(advance).toMatchObject({ code: 1, stderr: expect.stringContaining('LOOP_CANARY_NOT_READY') })
    expect(JSON.parse((await run('rollback', '--why', 'enough', '--json')).stdout)).toMatchObject({
      live: bundle,
      canary: null,
    })
  })

  test.each([
    { name: 'no reason', args: ['rollback'] },
    { name: 'a verdict to keep of no bundle', args: ['evaluate', '--record'] },
    { name: 'an unknown action', args: ['release', 'bless', '--why', 'x'] },
    { name: 'a share that is no number', args: ['release', 'canary', '--share', 'half', '--why', 'x'] },
    { name: 'an unknown task', args: ['train', '--task', 'mood'] },
  ])('$name is wrong use: exit code 2', async ({ args }) => {
    expect((await run(...args)).code).toBe(2)
  })

  test('no service: says so', async () => {
    const { code, stderr } = await salesloop(['evaluate', '--url', 'http://127.0.0.1:9'])
    expect(stderr).toContain('LOOP_SERVICE_UNREACHABLE')
    expect(code).toBe(1)
  })
})

describe('wrong requests', () => {
  let service: Service
  beforeAll(async () => {
    service = await startService()
  })

  test.each([
    { path: '/v1/predict', body: {}, status: 400 },
    { path: '/v1/predict', body: { conversation_id: 'c', user_id: 'u\u0000', text: 'x' }, status: 400 },
    { path: '/v1/predict', body: { conversation_id: 'c', text: 5 }, status: 400 },
    { path: '/v1/predict', body: { conversation_id: 'c', text: 'x' }, status: 503 },
    { path: '/v1/training', body: { tasks: ['mood'] }, status: 400 },
    { path: '/v1/training', body: { seed: -1 }, status: 400 },
    { path: '/v1/models/import', body: { task: 'intent', examples: [], who: 'mia' }, status: 400 },
    {
      path: '/v1/models/import',
      body: { task: 'intent', examples: [{ text: 'hi', label: '' }], who: 'mia' },
      status: 400,
    },
    {
      path: '/v1/gold',
      body: { task: 'intent', items: [{ event_id: 'unknown', label: 'x' }], who: 'mia' },
      status: 400,
    },
    { path: '/v1/gold', body: { task: 'intent', items: [{ label: 'x' }], who: 'mia' }, status: 400 },
    {
      path: '/v1/gold',
      body: { task: 'intent', items: [{ event_id: 'e', text: 't', label: 'x' }], who: 'mia' },
      status: 400,
    },
    { path: '/v1/releases', body: { action: 'bless', who: 'mia', why: 'x' }, status: 400 },
    { path: '/v1/releases', body: { action: 'promote', bundle: 'b-unknown', who: 'mia', why: 'x' }, status: 404 },
    { path: '/v1/releases', body: { action: 'rollback', who: 'mia', why: 'x' }, status: 409 },
    { path: '/v1/releases', body: { action: 'rollback', who: '', why: 'x' }, status: 400 },
    { path: '/v1/evaluations', body: { bundle: 'b-unknown' }, status: 404 },
  ])('POST $path $body -> $status', async ({ path, body, status }) => {
    const answer = await service.post(path, body)
    expect(answer.status).toBe(status)
    expect(answer.json.code).toMatch(/^LOOP_/)
  })

  test.each(['/v1/training/r-unknown', '/v1/snapshots/s-unknown', '/v1/decisions/unknown'])(
    'GET %s -> 404',
    async (path) => {
      expect((await service.get(path)).status).toBe(404)
    },
  )

  test.each(['/v1/metrics?by=mood', '/v1/releases?at=soon', '/v1/models?limit=0'])('GET %s -> 400', async (path) => {
    expect((await service.get(path)).status).toBe(400)
  })
})
