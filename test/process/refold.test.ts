import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { traffic } from '../chaos/traffic.ts'
import { madeUpPairs } from '../models/made-up-pairs.ts'
import { cleanUp, newFolder, type Service, salesloop, startService } from './service.ts'

afterAll(cleanUp)

const MOST_LOOKS = 600

test('another configuration: every row is folded again, through kill -9 half-way, and equals the command line’s', async () => {
  const folder = await newFolder()
  const model = join(folder, 'similarity.model')
  const pairs = join(folder, 'pairs.jsonl')
  await writeFile(
    pairs,
    madeUpPairs(400)
      .map((pair) => JSON.stringify(pair))
      .join('\n'),
  )
  const trained = await salesloop(['similarity', 'train', '--pairs', pairs, '--out', model, '--json'])
  expect(trained.stderr).toBe('')
  const config = join(folder, 'features.json')
  await writeFile(
    config,
    JSON.stringify({
      click_window_ms: 300_000,
      stalled_rounds: 2,
      question: { measure: { file: 'similarity.model' } },
    }),
  )
  const events = traffic(5)
  const lines = Array.from({ length: 2000 }, () => JSON.stringify(events.next().value))
  const log = lines.join('\n')
  const now = Math.max(...lines.map((line) => JSON.parse(line).received_at)) + 2 * 86_400_000

  const first = await startService({ args: ['--clock=replay'] })
  const { dataDir } = first
  for (let i = 0; i < lines.length; i += 1000) {
    const sent = lines.slice(i, i + 1000).join('\n')
    await first.post('/v1/events', sent, { 'content-type': 'application/x-ndjson' })
  }
  await first.post('/v1/clock', { now })
  const before = await rowsOf(first)
  const old = (await first.get('/v1/features/config')).json
  expect(old).toMatchObject({ own: true, measure: { kind: 'bigrams', numerator: 3, denominator: 5 } })
  const dry = await salesloop(['refold', '--dry-run', '--data-dir', dataDir, '--feature-config', config, '--json'])
  expect(dry).toMatchObject({ code: 0, stderr: '' })
  const forecast = JSON.parse(dry.stdout)
  expect(forecast).toMatchObject({ conversations: before.size, in_force: old.config_hash })
  expect(forecast.rows).toBeGreaterThan(0)
  await first.stop()

  const refused = await salesloop(['up', '--port', '0', '--data-dir', dataDir, '--feature-config', pairs])
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('LOOP_BAD_FEATURE_CONFIG')

  const args = ['--clock=replay', '--feature-config', config]
  const second = await startService({ dataDir, args })
  expect(second.stderr()).toContain('conversations are still to be looked at')
  await second.kill()
  const third = await startService({ dataDir, args })
  const during = await rowsOf(third)
  expect(during.size).toBe(before.size)
  const done = await finished(third)
  expect(done).toMatchObject({ own: true, measure: { kind: 'learned' }, refold: { differing: forecast.rows } })
  expect(done.config_hash).toBe(forecast.config_hash)

  const printed = await salesloop(['features', '--now', String(now), '--feature-config', config], log)
  const after = await rowsOf(third)
  const expected = printed.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect([...after.values()].map(({ row }) => row)).toEqual(expected)
  for (const [id, { revision }] of after) expect(revision).toBe(before.get(id)!.revision + 1)
  // Each row was written once, killed or not: with a new hash at least.
  expect(done.refold).toMatchObject({ conversations: before.size, looked_at: before.size, changed: before.size })
  await third.post('/v1/clock', { now })
  const worker = await salesloop(['worker', '--data-dir', dataDir])
  expect(worker.code).toBe(2)
  expect(worker.stderr).toContain('LOOP_FEATURE_CONFIG_DIFFERS')
  const lake = await salesloop(['etl', '--all', '--data-dir', dataDir])
  expect(lake).toMatchObject({ code: 2, stderr: expect.stringContaining('LOOP_FEATURE_CONFIG_DIFFERS') })
  expect((await salesloop(['etl', '--status', '--data-dir', dataDir])).code).toBe(0)
}, 240_000)

interface Kept {
  readonly revision: number
  readonly row: { readonly conversation_id: string }
}

async function rowsOf(service: Service): Promise<Map<string, Kept>> {
  const rows = new Map<string, Kept>()
  for (let after: string | null = ''; after !== null; ) {
    const query: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`
    const { json } = await service.get(`/v1/conversations?limit=1000${query}`)
    for (const one of json.conversations as Kept[]) rows.set(one.row.conversation_id, one)
    after = json.next ?? null
  }
  return rows
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects
async function finished(service: Service): Promise<any> {
  for (let i = 0; i < MOST_LOOKS; i++) {
    const { json } = await service.get('/v1/features/config')
    if (json.refold.finished_at !== null) return json
    await sleep(50)
  }
  throw new Error(`the refold does not end: ${service.stderr()}`)
}
