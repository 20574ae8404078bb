import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, newFolder, salesloop, startService } from './service.ts'

let dataDir: string
let file: string
let conversations: unknown
beforeAll(async () => {
  const service = await startService({ args: ['--clock=replay'] })
  dataDir = service.dataDir
  file = join(await newFolder(), 'backup.gz')
  const start = 1767225600000
  const events = Array.from({ length: 40 }, (_, i) => [
    {
      event_id: `m${i}`,
      type: 'user_message',
      conversation_id: `c${i}`,
      user_id: `u${i % 7}`,
      occurred_at: start + i,
      text: '多少钱\n"一台"',
    },
    {
      event_id: `r${i}`,
      type: 'assistant_message',
      conversation_id: `c${i}`,
      user_id: `u${i % 7}`,
      occurred_at: start + i + 1000,
      intent_confidence: i / 40,
    },
  ]).flat()
  await service.post('/v1/events', events)
  await service.post('/v1/clock', { now: start + 86_400_000 })
  conversations = (await service.get('/v1/conversations?limit=1000')).json
  await mkdir(join(dataDir, 'models', 'm-0123456789ab'), { recursive: true })
  await writeFile(join(dataDir, 'models', 'm-0123456789ab', 'weights'), Buffer.alloc(8_000_000, 7))
  const made = await salesloop(['backup', '--data-dir', dataDir, '--out', file, '--json']) // the service runs on
  expect(made.code, made.stderr).toBe(0)
  expect(made.stderr).not.toContain('Warning')
  expect(JSON.parse(made.stdout)).toMatchObject({ files: 1, rows: { events: 80, conversations: 40 } })
  await service.stop()
})
afterAll(cleanUp)

const withoutEnd = (backup: Buffer) =>
  gunzipSync(backup)
    .toString()
    .split('\n')
    .filter((line) => !line.startsWith('{"end"'))
    .sort()
    .join('\n')

test('backup, erase the folder, restore: every row of every table and every file is the same', async () => {
  await rm(dataDir, { recursive: true })
  const restored = await salesloop(['restore', '--from', file, '--data-dir', dataDir, '--json'])
  expect(restored.code, restored.stderr).toBe(0)
  expect(JSON.parse(restored.stdout)).toMatchObject({ files: 1, rows: { events: 80, conversations: 40 } })

  const again = join(await newFolder(), 'again.gz')
  await salesloop(['backup', '--data-dir', dataDir, '--out', again])
  expect(withoutEnd(await readFile(again))).toBe(withoutEnd(await readFile(file)))

  const service = await startService({ dataDir, args: ['--clock=replay'] })
  expect((await service.get('/v1/conversations?limit=1000')).json).toEqual(conversations)
  const next = { event_id: 'next', type: 'user_message', conversation_id: 'c0', occurred_at: 1767225600000 }
  expect((await service.post('/v1/events', next)).json).toMatchObject({ accepted: 1 })
  await service.stop()
})

test('a folder that holds something is not restored into; an existing file is not written over', async () => {
  const full = await newFolder()
  await writeFile(join(full, 'x'), '')
  expect(await salesloop(['restore', '--from', file, '--data-dir', full])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('LOOP_NOT_EMPTY'),
  })
  expect(await salesloop(['backup', '--data-dir', dataDir, '--out', file])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('LOOP_FILE_EXISTS'),
  })
})

/** The lines of the backup, changed, under a hash that fits again. */
async function forged(change: (lines: string[]) => string[]): Promise<string> {
  const lines = change(
    gunzipSync(await readFile(file))
      .toString()
      .trimEnd()
      .split('\n')
      .slice(0, -1),
  )
  const body = lines.map((line) => `${line}\n`).join('')
  const sha256 = createHash('sha256').update(body).digest('hex')
  const path = join(await newFolder(), 'forged.gz')
  await writeFile(path, gzipSync(`${body}${JSON.stringify({ end: { sha256 } })}\n`))
  return path
}

test.each([
  [
    'a row is missing',
    (lines: string[]) => lines.filter((line) => !line.includes('"event_id":"m7"')),
    'LOOP_BACKUP_DAMAGED',
  ],
  [
    'a digit differs',
    (lines: string[]) => lines.map((line) => line.replace('"t":1767225600007', '"t":1767225600008')),
    'LOOP_BACKUP_DAMAGED',
  ],
  [
    'a file points outside',
    (lines: string[]) => lines.map((line) => line.replace('"path":"models/', '"path":"models/../../')),
    'LOOP_BACKUP_DAMAGED',
  ],
  [
    'a file is not what it was',
    (lines: string[]) => lines.map((line) => line.replace('"part":"BwcH', '"part":"BwcI')),
    'LOOP_BACKUP_DAMAGED',
  ],
  [
    'another version',
    (lines: string[]) => lines.map((line) => line.replace(/"checksum":"./, '"checksum":"z')),
    'LOOP_BACKUP_OTHER_VERSION',
  ],
])('refused: %s', async (_name, change, code) => {
  const into = await newFolder()
  expect(await salesloop(['restore', '--from', await forged(change), '--data-dir', into])).toMatchObject({
    stderr: expect.stringContaining(code),
  })
  const after = await salesloop(['keys', 'list', '--data-dir', into])
  expect(after).toMatchObject({ code: 2, stderr: expect.stringContaining('LOOP_RESTORE_UNFINISHED') })
})

test('refused: it was cut off, or a byte flipped', async () => {
  const whole = await readFile(file)
  const flipped = Buffer.from(whole)
  flipped[Math.floor(whole.length / 2)]! ^= 1
  for (const bytes of [whole.subarray(0, whole.length - 9), flipped]) {
    const path = join(await newFolder(), 'broken.gz')
    await writeFile(path, bytes)
    const done = await salesloop(['restore', '--from', path, '--data-dir', await newFolder()])
    expect(done.code).not.toBe(0)
    expect(done.stderr).toMatch(/LOOP_BAD_GZIP|LOOP_BACKUP_DAMAGED/)
  }
})
