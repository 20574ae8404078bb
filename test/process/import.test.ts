import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { cleanUp, newFolder, salesloop, startService } from './service.ts'

afterAll(cleanUp)

const start = 1767225600000
const lines = [
  {
    event_id: '1',
    type: 'user_message',
    conversation_id: 'c',
    user_id: 'u',
    occurred_at: start,
    text: '我的电话13812345678',
  },
  {
    event_id: '2',
    type: 'assistant_message',
    conversation_id: 'c',
    user_id: 'u',
    occurred_at: start + 1,
    intent_confidence: 0.2,
  },
  {
    event_id: '3',
    type: 'conversation_end',
    conversation_id: 'c',
    user_id: 'u',
    occurred_at: start + 2,
    received_at: start + 5,
  },
].map((event) => JSON.stringify(event))

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await newFolder(), name)
  await writeFile(path, content)
  return path
}

test('a gzip file into a folder, again from standard input, then served', async () => {
  const dataDir = await newFolder()
  const text = [lines[0], '', 'rubbish', lines[1], '{"event_id":"x","type":"no"}', lines[2]].join('\n')
  const into = ['--data-dir', dataDir, '--mask', 'basic', '--json']
  const first = await salesloop(['import', await file('log.ndjson.gz', gzipSync(text)), ...into])
  expect(first.code).toBe(0)
  expect(JSON.parse(first.stdout)).toMatchObject({
    lines: 5,
    accepted: 3,
    duplicates: 0,
    rejected: 2,
    reasons: { not_json: 1, unknown_type: 1 },
  })
  expect(first.stderr).toContain('line 3: not_json')
  expect(first.stderr).toContain('line 5: unknown_type')
  const second = await salesloop(['import', '-', ...into], text)
  expect(JSON.parse(second.stdout)).toMatchObject({ accepted: 0, duplicates: 3, rejected: 2 })

  const service = await startService({ dataDir, args: ['--clock=replay'] })
  expect((await service.get('/v1/clock')).json.now).toBe(start + 5)
  expect((await service.get('/v1/events/1')).json.text).toBe('我的电话[PHONE]')
  expect((await service.get('/v1/conversations/c')).json.row).toMatchObject({ reasons: ['low_confidence'] })
  expect((await service.get('/v1/conversations?flagged=true')).json.conversations).toHaveLength(1)
})

test('through a live service: history keeps its receipts, the future is refused', async () => {
  const service = await startService({ args: ['--mask', 'basic'] })
  const later = JSON.stringify({
    event_id: '9',
    type: 'cta_click',
    conversation_id: 'c',
    received_at: Date.now() + 3_600_000,
  })
  const done = await salesloop([
    'import',
    await file('log.ndjson', [...lines, later].join('\n')),
    '--url',
    service.url,
    '--json',
  ])
  expect(JSON.parse(done.stdout)).toMatchObject({ accepted: 3, rejected: 1, reasons: { not_yet_arrived: 1 } })
  expect((await service.get('/v1/events/3')).headers.get('x-received-at')).toBe(String(start + 5))
  await expect
    .poll(async () => (await service.get('/v1/conversations/c')).json.row?.flags.final, { timeout: 10_000 })
    .toBe(true)
})

test('texts that come beside the events are masked too', async () => {
  const service = await startService({ args: ['--mask', 'basic'] })
  const examples = ['one', 'two'].map((label) => ({ text: `我的电话13812345678 ${label}`, label }))
  const order = { task: 'intent', who: 'mia', train: false, examples }
  expect((await service.post('/v1/models/import', order)).status).toBe(202)
  const gold = { task: 'intent', who: 'mia', items: [{ text: '打13812345678', label: 'one' }] }
  expect((await service.post('/v1/gold', gold)).status).toBe(201)
  await service.stop()
  const database = await openDatabase({ dataDir: service.dataDir })
  const texts = await database.query<{ text: string }>('select text from examples order by text')
  await database.close()
  expect(texts.map(({ text }) => text)).toEqual(['我的电话[PHONE] one', '我的电话[PHONE] two', '打[PHONE]'])
})

test('a folder that no service has used takes no receipts that are still to come', async () => {
  const event = { event_id: 'later', type: 'cta_click', conversation_id: 'c', received_at: Date.now() + 3_600_000 }
  const log = await file('later.ndjson', JSON.stringify(event))
  const done = await salesloop(['import', log, '--data-dir', await newFolder(), '--json'])
  expect(JSON.parse(done.stdout)).toMatchObject({ rejected: 1, reasons: { not_yet_arrived: 1 } })
})

test('a busy service is waited for as long as it says, with a word', async () => {
  let asked = 0
  const busy = createServer((request, response) => {
    request.resume().on('end', () => {
      const first = asked++ === 0
      if (first) response.writeHead(503, { 'retry-after': new Date(Date.now() - 1000).toUTCString() })
      response.end(JSON.stringify({ accepted: 3, duplicates: 0, rejected: [], key: request.headers.authorization }))
    })
  })
  await new Promise<void>((done) => busy.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`
  const done = await salesloop([
    'import',
    await file('l.ndjson', lines.join('\n')),
    '--url',
    url,
    '--api-key',
    'k',
    '--json',
  ])
  busy.close()
  expect(JSON.parse(done.stdout)).toMatchObject({ accepted: 3 })
  expect(done.stderr).toContain('the service is busy')
  expect(await salesloop(['import', await file('m.ndjson', lines.join('\n')), '--url', url])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('LOOP_SERVICE_UNREACHABLE'),
  })
})

test('wrong use is told', async () => {
  const dataDir = await newFolder()
  expect(await salesloop(['import', '/nowhere/log', '--data-dir', dataDir])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('LOOP_NO_FILE'),
  })
  const cut = gzipSync(lines.join('\n')).subarray(0, 40)
  expect(await salesloop(['import', await file('cut.gz', cut), '--data-dir', dataDir])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('LOOP_BAD_GZIP'),
  })
})
