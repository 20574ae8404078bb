import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { traffic } from '../chaos/traffic.ts'
import { drawFrom } from '../oracle/draw.ts'
import { cleanUp, newFolder, salesloop, startService } from './service.ts'

afterAll(cleanUp)

test('one log through the command line, the live path and the backfill: identical rows', async () => {
  const draw = drawFrom('three ways')
  const events = traffic(3)
  const lines = Array.from({ length: 1500 }, () => JSON.stringify(events.next().value))
  const rubbish = [
    '',
    ' \t',
    'rubbish',
    '[]',
    '{"event_id":"n","type":"cta_sent","occurred_at":NaN}',
    '{"type":"user_message"}',
  ]
  const log = draw.shuffle([...lines, ...rubbish, ...lines.filter(() => draw.chance(0.1))]).join('\n')
  const latest = Math.max(...lines.map((line) => JSON.parse(line).received_at))
  const folder = await newFolder()
  const [from, out] = [join(folder, 'log.ndjson'), join(folder, 'rows.ndjson')]
  await writeFile(from, log)

  const service = await startService({ args: ['--clock=replay'] })
  for (let i = 0, all = log.split('\n'); i < all.length; i += 400) {
    await service.post('/v1/events', all.slice(i, i + 400).join('\n'), { 'content-type': 'application/x-ndjson' })
  }
  for (const now of [latest, latest + 2 * 86_400_000]) {
    const printed = await salesloop(['features', '--now', String(now)], log)
    await salesloop(['backfill', '--from', from, '--out', out, '--now', String(now)])
    expect(await readFile(out, 'utf8')).toBe(printed.stdout)

    await service.post('/v1/clock', { now })
    const { json } = await service.get('/v1/conversations?limit=1000')
    const rows = printed.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(json.conversations.map(({ row }: { row: unknown }) => row)).toEqual(rows)
    const one = await service.get(`/v1/conversations/${rows[7].conversation_id}`)
    expect(JSON.stringify(one.json.row)).toBe(JSON.stringify(rows[7]))
  }
})
