import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { released } from './learning.ts'
import { firstModel, refundsLabelled } from './refunds.ts'
import { type Answer, cleanUp, type Service, salesloop, startService } from './service.ts'

let service: Service
let first: string
const workers: ChildProcess[] = []
beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
  first = await firstModel(service)
})
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL')
  await cleanUp()
})

const loop = async (...args: string[]) => {
  const done = await salesloop(['loop', ...args, '--url', service.url])
  if (done.code !== 0) throw new Error(done.stderr)
  return done.stdout
}
const status = async () => (await service.get('/v1/loop')).json
const until = (reached: (answer: Answer['json']) => boolean) =>
  expect.poll(async () => reached(await status()), { timeout: 170_000, interval: 100 }).toBe(true)

/** All the labels in one turn, however fast the loop is. */
async function labelledWhilePaused(from: number): Promise<void> {
  await loop('pause', '--who', 'mia', '--why', 'people label')
  expect((await status()).waits_for).toBe('somebody to resume it: mia paused it (people label)')
  expect(await loop('pause', '--who', 'mia', '--why', 'people label')).toMatch(
    /^the loop was paused already, by mia since \d{4}-\d\d-\d\d \d\d:\d\d UTC \(people label\); your pause is kept as line \d+/,
  )
  expect(await refundsLabelled(service, 60, from)).toBeGreaterThan(20)
  await sleep(1500)
  expect((await status()).turn).toBeNull()
  await loop('resume', '--who', 'mia', '--why', 'done')
}

describe('the loop by itself', () => {
  test('as shipped it waits for people, and says so', async () => {
    expect(await status()).toMatchObject({ paused: null, turn: null, last_turns: [], policy_version: 0 })
    expect(await loop('status')).toContain('waits for a person (salesloop loop start)')
    expect(await loop('policy')).toContain('a turn begins   by a person')
  })

  test('a policy is changed with a reason, and what it waits for is told in the zone of the people', async () => {
    const flags = [
      'policy',
      '--train',
      'on',
      '--cron',
      '0 2 * * 1',
      '--time-zone',
      'Asia/Shanghai',
      '--least-labels',
      '20',
    ]
    expect(await salesloop(['loop', ...flags, '--url', service.url])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('needs a reason'),
    })
    expect(await loop(...flags, '--who', 'mia', '--why', 'weekly')).toContain(
      'with 20 new labels of one task, or "0 2 * * 1" in Asia/Shanghai',
    )
    expect((await status()).waits_for).toMatch(
      /^20 more labels of \w+, or Monday \d{4}-\d\d-\d\d 02:00 \(Asia\/Shanghai\)$/,
    )
    const odd = await service.post('/v1/loop/orders', { action: 'skip', step: 'watch', why: 'x' })
    expect(odd).toMatchObject({ status: 409, json: { code: 'LOOP_STEP_NOT_NOW' } })
    const put = await fetch(`${service.url}/v1/loop/policy`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ why: 'typo', train: { schedule: { cron: '99 * * * *', time_zone: 'UTC' } } }),
    })
    expect(await put.json()).toMatchObject({ code: 'LOOP_BAD_SCHEDULE' })
  })

  test('labels begin a turn; it stands where a person is needed, and goes on from there', async () => {
    await labelledWhilePaused(0)
    await until(({ turn }) => turn?.step === 'canary' && turn.steps.at(-1).waits_for !== null)
    const { turn, waits_for } = await status()
    expect(turn).toMatchObject({ turn_id: 't-1', trigger: { kind: 'labels' }, run_id: 'r-loop-1' })
    expect(waits_for).toContain(`salesloop release canary --bundle ${turn.candidate_bundle}`)
    const lines = await loop('status')
    expect(lines).toMatch(/evaluate {2}done .*verdict pass/)
    expect(lines).toMatch(/canary {4}doing .*waits for a person/)
    await released(service, { action: 'promote', bundle: turn.candidate_bundle, force: true })
    await until((answer) => answer.turn?.step === 'watch')
    expect(await loop('skip', 'watch', '--who', 'mia', '--why', 'seen enough')).toContain('skip watch of turn t-1')
    await until((answer) => answer.turn === null)
    expect((await service.get('/v1/loop/turns/t-1')).json).toMatchObject({
      state: 'over',
      outcome: 'kept',
      why: `${turn.candidate_bundle} is live.`,
      steps: expect.arrayContaining([expect.objectContaining({ step: 'watch', state: 'skipped' })]),
    })
    const { json } = await service.get('/v1/loop/ledger')
    expect(json.entries.map((entry: { action: string }) => entry.action)).toEqual([
      'skip',
      'resume',
      'pause',
      'pause',
      'policy',
    ])
    expect(json.entries[0]).toMatchObject({ who: 'mia', why: 'seen enough', turn_id: 't-1', recorded_by: 'anonymous' })
  })
})

async function startWorker(): Promise<ChildProcess> {
  const bin = resolve(import.meta.dirname, '../../bin/salesloop')
  const worker = spawn(bin, ['worker', '--data-dir', service.dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  workers.push(worker)
  await once(worker.stdout!, 'data')
  return worker
}

test('kill -9 of the service and of workers in the middle: the turn ends as it would have', async () => {
  const back = await released(service, { action: 'promote', bundle: first, force: true })
  expect(back.live).toBe(first)
  const worker = await startWorker()
  await startWorker()
  await labelledWhilePaused(100)
  await until(({ turn }) => turn !== null)
  worker.kill('SIGKILL')
  await service.kill()
  service = await startService({ dataDir: service.dataDir, args: ['--clock=replay'] })
  await until(({ turn }) => turn !== null && (turn.step !== 'freeze' || turn.steps.at(-1).waits_for !== null))
  await service.kill()
  await sleep(200)
  service = await startService({ dataDir: service.dataDir, args: ['--clock=replay'] })
  await until(({ turn }) => turn?.step === 'canary' && turn.steps.at(-1).waits_for !== null)
  const { turn } = await status()
  expect(turn).toMatchObject({ turn_id: 't-2', run_id: 'r-loop-2' })
  expect(turn.steps.map(({ step, state }: { step: string; state: string }) => `${step} ${state}`)).toEqual([
    'freeze done',
    'train done',
    'evaluate done',
    'propose done',
    'canary doing',
  ])
  const { runs } = (await service.get('/v1/training')).json
  expect(runs.filter((run: { run_id: string }) => run.run_id === 'r-loop-2')).toMatchObject([
    { state: 'done', candidate_bundle: turn.candidate_bundle },
  ])
  expect((await service.get('/v1/releases')).json.live).toBe(first)
})
