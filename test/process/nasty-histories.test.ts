import { afterAll, expect, test } from 'vitest'
import { readLine } from '../../src/events/read.ts'
import { drawFrom } from '../oracle/draw.ts'
import { history } from '../oracle/histories.ts'
import { oracle } from '../oracle/oracle.ts'
import { cleanUp, startService } from './service.ts'

afterAll(cleanUp)

const HISTORIES = 150
const IDS = ['event_id', 'conversation_id', 'user_id']

/** The line as part of a larger log: its ids are those of this part alone. */
function within(part: string, line: string): string {
  try {
    const wire = JSON.parse(line)
    for (const id of IDS) if (typeof wire[id] === 'string' && wire[id] !== '') wire[id] = `${part}/${wire[id]}`
    return JSON.stringify(wire)
  } catch {
    return line
  }
}

/** Texts that PostgreSQL cannot hold are refused on ingest, flat rows are split there; the command line does neither. */
const isSame = (line: string): boolean => !/\\u(0000|d[89a-f])|"type":"turn"/i.test(line)

const receiptOf = (line: string): number => {
  const outcome = readLine(line)
  return outcome?.kind === 'ok' ? outcome.value.receivedAt : 0
}

test('histories full of collisions, through the live path in any order: the oracle’s rows', {
  timeout: 120_000,
}, async () => {
  const draw = drawFrom('live')
  const log = Array.from({ length: HISTORIES }, (_, seed) => history(seed))
    .flatMap(({ seed, lines }) => lines.map((line) => within(`${seed}`, line)))
    .filter(isSame)
  const receipts = log.map(receiptOf).sort((a, b) => a - b)
  const moments = [0.1, 0.4, 0.7, 0.9, 1].map(
    (share) => receipts[Math.floor(share * (receipts.length - 1))]! + draw.int(2),
  )
  const service = await startService({ args: ['--clock=replay'] })
  let before = -1
  for (const now of moments) {
    const arriving = draw.shuffle(log.filter((line) => receiptOf(line) > before && receiptOf(line) <= now))
    for (let from = 0; from < arriving.length; from += 300) {
      const body = arriving.slice(from, from + 300).join('\n')
      await service.post('/v1/events', body, { 'content-type': 'application/x-ndjson' })
    }
    const moved = await service.post('/v1/clock', { now })
    expect(moved.status, moved.text).toBe(200)
    const { json } = await service.get('/v1/conversations?limit=1000')
    const live = json.conversations.map(({ row: { evidence: _, ...row } }: { row: { evidence: unknown } }) => row)
    const wanted = oracle(log, now).rows
    expect(live).toEqual(wanted.slice(0, 1000))
    before = now
  }
})
