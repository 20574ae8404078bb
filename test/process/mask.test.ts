import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { cleanUp, newFolder, salesloop } from './service.ts'

afterAll(cleanUp)

const event = '{"event_id":"13812345678","type":"user_message","n":1.0,"text":"我叫王伟，电话13812345678"}'
const untouched = '{ "event_id": "b", "price": 1.50, "text": "iPhone 15 Pro Max" }'
const input = `打13812345678\r\n\n${event}\n${untouched}\n[{"text":"a@b.com"},"13812345678"]\n{ not json 13812345678`

test('text and JSON lines from standard input; counts on standard error', async () => {
  const { code, stdout, stderr } = await salesloop(['mask', '--json'], input)
  expect(code).toBe(0)
  expect(stdout.split('\n')).toEqual([
    '打[PHONE]\r',
    '',
    '{"event_id":"13812345678","type":"user_message","n":1,"text":"我叫[NAME]，电话[PHONE]"}',
    untouched,
    '[{"text":"[EMAIL]"},"[PHONE]"]',
    '{ not json [PHONE]',
    '',
  ])
  expect(JSON.parse(stderr)).toEqual({ lines: 6, masked_lines: 4, found: { phone: 4, name: 1, email: 1 } })
})

test('a gzip file, and only some kinds', async () => {
  const file = join(await newFolder(), 'events.ndjson.gz')
  await writeFile(file, gzipSync(input))
  const { code, stdout, stderr } = await salesloop(['mask', file, '--kinds', 'name,email'])
  expect(code).toBe(0)
  expect(stdout).toContain('我叫[NAME]，电话13812345678')
  expect(stderr).toBe('6 lines, 2 masked: 1 [NAME], 1 [EMAIL]\n')
})

test.each([
  { args: ['--kinds', 'phone,shoe'], input: '', code: 2, says: "'shoe' is not a kind. Allowed are id, card, phone" },
  { args: ['/no/such/file'], input: '', code: 2, says: 'LOOP_NO_FILE' },
  { args: [], input: new Uint8Array([0x61, 0x0a, 0xff, 0x0a]), code: 1, says: 'Line 2 is not valid UTF-8' },
])('refused: $says', async ({ args, input, code, says }) => {
  const ran = await salesloop(['mask', ...args], input)
  expect(ran.code).toBe(code)
  expect(ran.stderr).toContain(says)
})
