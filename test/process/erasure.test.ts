import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { examples, released, runOver } from './learning.ts'
import { DAY, eventsOf, labelAll, MONDAY, type Tokens, tokensOf } from './person.ts'
import { cleanUp, newFolder, type Service, salesloop, startService } from './service.ts'

const [ada, bea, cyd] = [tokensOf('ada'), tokensOf('bea'), tokensOf('cyd')]
let service: Service
let backup: string
let erased: { erasure_id: string; state: string } & Record<string, unknown>

beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
  const put = { method: 'PUT', headers: { 'content-type': 'application/json' } }
  const taxonomy = JSON.stringify({ intent: ['price', 'delivery', 'order', 'refund'], objection: ['none'] })
  await fetch(`${service.url}/v1/taxonomy`, { ...put, body: taxonomy })
  for (const tokens of [ada, bea, cyd]) {
    for (const batch of chunks(eventsOf(tokens, 20), 500))
      expect((await service.post('/v1/events', batch)).status).toBe(202)
  }
  await service.post('/v1/predict', { conversation_id: `${ada.conversation}-0`, user_id: ada.user, text: 'how much' })
  await service.post('/v1/clock', { now: MONDAY + 5 * DAY })
  expect(await labelAll(service, [ada, bea, cyd])).toBeGreaterThan(10)
  const named = [ada, bea, cyd].flatMap((tokens) => [
    { text: tokens.flatRow, label: 'refund' }, // word for word what the customer wrote
    { text: `call me: ${tokens.example} ${tokens.phone}`, label: 'refund' },
  ])
  const { json } = await service.post('/v1/models/import', {
    task: 'intent',
    examples: [...examples(), ...named],
    who: 'mia',
  })
  expect((await runOver(service, json.run_id)).state).toBe('done')
  const items = [ada, bea].map((tokens) => ({ text: `${tokens.gold} ${tokens.phone}`, label: 'refund' }))
  await service.post('/v1/gold', { task: 'intent', items, who: 'ann' })
  await service.post('/v1/gold', {
    task: 'intent',
    items: [{ event_id: `${ada.event}-1-q`, label: 'refund' }],
    who: 'ann',
  })
  const run = await runOver(service, (await service.post('/v1/training', { who: 'mia' })).json.run_id)
  await released(service, { action: 'promote', bundle: run.candidate_bundle, force: true })
  await mkdir(join(service.dataDir, 'exports'))
  const lines = [ada, bea].map(
    (tokens) => `${JSON.stringify({ conversation_id: `${tokens.conversation}-0`, x: tokens.exported })}\n`,
  )
  await writeFile(join(service.dataDir, 'exports', 'rows.ndjson'), lines.join(''))
  backup = join(await newFolder(), 'before.backup')
  expect((await salesloop(['backup', '--out', backup, '--data-dir', service.dataDir])).code).toBe(0)
}, 120_000)
afterAll(cleanUp)

function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size)
}

/** Which tokens stand in which files, byte for byte in UTF-8. */
async function inFiles(folder: string, tokens: Tokens): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path).catch(() => Buffer.alloc(0)) // the server has removed it meanwhile
    for (const [name, token] of Object.entries(tokens))
      if (bytes.includes(token)) found.push(`${name} in ${path.slice(folder.length)}`)
  }
  return found
}

/** Which tokens stand in which tables; finds what is compressed in the files. */
async function inTables(dataDir: string, tokens: Tokens): Promise<string[]> {
  const database = await openDatabase({ dataDir })
  try {
    const tables = await database.query<{ name: string }>(
      `select c.oid::regclass::text "name" from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_toast'`,
    )
    const found: string[] = []
    for (const { name } of tables) {
      const rows = await database.query<{ token: string }>(
        `select token from unnest($1::text[], $2::text[]) n(token, wanted)
         where exists (select from ${name} x where strpos(x::text, n.wanted) > 0)`,
        [Object.keys(tokens), Object.values(tokens)],
      )
      found.push(...rows.map(({ token }) => `${token} in ${name}`))
    }
    return found
  } finally {
    await database.close()
  }
}

async function erasureOver(on: Service, id: string) {
  for (;;) {
    const { json } = await on.get(`/v1/erasures/${id}`)
    if (json.state !== 'open') return json
    if (json.error !== null) throw new Error(json.error)
    await sleep(100)
  }
}

test('before: every token is there, in tables and files', async () => {
  const [tables, files] = [await inTables(service.dataDir, ada), await inFiles(service.dataDir, ada)]
  for (const name of Object.keys(ada))
    expect(
      [...tables, ...files].some((place) => place.startsWith(`${name} `)),
      name,
    ).toBe(true)
  expect(new Set(files.map((place) => place.split(' ')[0])).size).toBeGreaterThan(15)
})

test('a dry run counts, warns, and changes nothing', async () => {
  const before = await inTables(service.dataDir, ada)
  const { json, status } = await service.post('/v1/erasures', {
    ...{ user_id: ada.user, texts: [ada.phone], who: 'mia', why: 'ticket 1', dry_run: true },
  })
  expect(status).toBe(200)
  expect(json.findings.find((each: { what: string }) => each.what === 'events').count).toBe(20 * 5 + 2 + 3)
  expect(json.models.length).toBeGreaterThan(0)
  expect(await inTables(service.dataDir, ada)).toEqual(before)
  expect((await service.get('/v1/erasures')).json.erasures).toEqual([])
})

test.each([
  { order: { user_id: ada.user, who: 'mia', why: `asked by ${ada.user}` }, code: 'LOOP_BAD_ERASURE' },
  { order: { user_id: 'a', conversation_id: 'b', who: 'mia', why: 't' }, code: 'LOOP_BAD_REQUEST' },
  { order: { user_id: 'a', texts: ['ab'], who: 'mia', why: 't' }, code: 'LOOP_BAD_ERASURE' },
])('refused: $order', async ({ order, code }) => {
  expect((await service.post('/v1/erasures', order)).json.code).toBe(code)
})

test('erased: no token is left in tables, files, pages, log, exports or models; the models are listed', async () => {
  const order = { user_id: ada.user, texts: [ada.phone], who: 'mia', why: 'ticket 1' }
  const { status, json } = await service.post('/v1/erasures', order)
  expect(status).toBe(202)
  erased = await erasureOver(service, json.erasure_id)
  expect(erased).toMatchObject({ state: 'done', step: 'done', error: null, backups: 1 })
  const models = erased.models as { live: boolean }[]
  expect(models.some((model) => model.live)).toBe(true)
  expect((erased.advice as string[]).join(' ')).toMatch(/Models learned from these texts.*Backup files/)
  expect(await inTables(service.dataDir, ada)).toEqual([])
  expect(await inFiles(service.dataDir, ada)).toEqual([])
})

test('others keep everything, and the loop goes on', async () => {
  const tables = await inTables(service.dataDir, bea)
  for (const place of ['events', 'labels', 'conversations', 'samples', 'examples', 'snapshot_items'])
    expect(
      tables.some((each) => each.endsWith(` in ${place}`)),
      place,
    ).toBe(true)
  expect((await service.get(`/v1/conversations/${bea.conversation}-0`)).status).toBe(200)
  const run = await runOver(service, (await service.post('/v1/training', { who: 'mia' })).json.run_id)
  expect(run.state).toBe('done')
  expect(run.snapshot_id ?? run.snapshot).not.toBeNull()
})

test('late events and replays stay out, and are counted; a prediction is answered and leaves no trace', async () => {
  const again = eventsOf(ada, 2)
  const { json } = await service.post('/v1/events', again)
  expect(json).toMatchObject({ accepted: 0, duplicates: 0 })
  expect(new Set(json.rejected.map((each: { code: string }) => each.code))).toEqual(new Set(['erased']))
  const nameless = {
    ...again[0],
    user_id: null,
    event_id: 'another',
    occurred_at: MONDAY + DAY,
    received_at: MONDAY + 5 * DAY,
  }
  expect((await service.post('/v1/events', [nameless])).json.rejected[0].code).toBe('erased')
  expect((await service.get('/metrics')).text).toMatch(/salesloop_events_total\{outcome="rejected",code="erased"\} \d+/)
  await service.post('/v1/predict', { conversation_id: `${ada.conversation}-0`, user_id: ada.user, text: 'how much' })
  await sleep(600)
  expect(await inTables(service.dataDir, ada)).toEqual([])
})

test('killed amid an erasure, the next service carries it on', async () => {
  const { json } = await service.post('/v1/erasures', {
    user_id: bea.user,
    texts: [bea.phone],
    who: 'mia',
    why: 'ticket 2',
  })
  await sleep(30)
  await service.kill()
  service = await startService({ dataDir: service.dataDir, args: ['--clock=replay'] })
  expect((await erasureOver(service, json.erasure_id)).state).toBe('done')
  expect(await inTables(service.dataDir, bea)).toEqual([])
  expect(await inFiles(service.dataDir, bea)).toEqual([])
})

test('on the command line, beside the service', async () => {
  const args = [
    'erase',
    '--user',
    cyd.user,
    '--text',
    cyd.phone,
    '--who',
    'mia',
    '--why',
    'ticket 3',
    '--data-dir',
    service.dataDir,
  ]
  const { code, stdout } = await salesloop([...args, '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout).state).toBe('done')
  await service.stop()
  expect(await inFiles(service.dataDir, cyd)).toEqual([])
})

test('a restore of the backup erases them anew', async () => {
  const into = await newFolder()
  const { code, stdout, stderr } = await salesloop(['restore', '--from', backup, '--data-dir', into, '--json'])
  expect(stderr).toContain('erasing anew')
  expect(code).toBe(0)
  expect(JSON.parse(stdout).erasedAnew).toBe(3)
  for (const tokens of [ada, bea, cyd]) {
    expect(await inTables(into, tokens)).toEqual([])
    expect(await inFiles(into, tokens)).toEqual([])
  }
})
