import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { runBackfill } from '../../../src/app/cli/backfill.ts'
import { defaultConfig } from '../../../src/features/config.ts'
import { rowsOf } from '../../../src/loop/replay.ts'
import { writeParquetLog } from '../../adapters/duckdb/parquet-file.ts'

let root = ''
let folder = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'backfill-test-'))
})
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
})
afterAll(() => rmSync(root, { recursive: true }))

const NOW = 1_767_600_000_000
const START = 1_767_225_600_000
const event = (id: string, conversation_id: string, type: string, at: number, more: object = {}): string =>
  JSON.stringify({ event_id: id, type, conversation_id, user_id: 'u', occurred_at: START + at, ...more })

const featuresOf = (lines: readonly string[]) =>
  [...rowsOf(lines, NOW, defaultConfig).rows].map((row) => JSON.stringify(row))
const backfilled = async (from: string) => {
  await runBackfill({ from, out: join(folder, 'rows.ndjson'), now: NOW })
  return readFileSync(join(folder, 'rows.ndjson'), 'utf8').split('\n').slice(0, -1)
}
const sql = async (statement: string) => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  return (await connection.runAndReadAll(statement)).getRowObjectsJS()
}

test('conversations longer than a vector, thousands of short ones, ties by id', async () => {
  const long = Array.from({ length: 5000 }, (_, i) =>
    event(`e${(i * 7919) % 5000}`, 'm', ['user_message', 'assistant_message', 'cta_sent'][i % 3]!, Math.floor(i / 50), {
      text: `问题 ${i % 11} 号`,
      fsm_state: `s${i % 2}`,
    }),
  )
  const short = Array.from({ length: 9000 }, (_, i) => event(`f${i}`, `${i % 2 ? 'a' : 'z'}${i}`, 'user_message', i))
  writeFileSync(join(folder, 'log.ndjson'), [...short, ...long].join('\n'))
  expect(await backfilled(join(folder, 'log.ndjson'))).toEqual(featuresOf([...short, ...long]))
})

test('conversations that only losing copies name have no row, however many', async () => {
  const losing = Array.from({ length: 9000 }, (_, i) => [
    event(`e${i}`, 'a', 'user_message', i, { received_at: START + i }),
    event(`e${i}`, `b${i}`, 'user_message', i, { received_at: START + i + 1 }),
  ]).flat()
  const lines = [...losing, event('last', 'c', 'user_message', 1)]
  await writeParquetLog(lines, join(folder, 'log.parquet'))
  const rows = await backfilled(join(folder, 'log.parquet'))
  expect(rows.map((row) => JSON.parse(row).conversation_id)).toEqual(['a', 'c'])
  expect(rows).toEqual(featuresOf(lines))
})

test('a foreign Parquet file: few columns, other types, columns of its own; a glob of files', async () => {
  const select = (id: string, at: string) => `select '${id}' event_id, 'user_message' as "type", 'c' conversation_id,
    ${at} occurred_at, 'gibt es das noch' "text", date '2026-01-01' as day`
  await sql(`copy (${select('e1', "timestamp '2026-01-01 00:00:00'")}) to '${folder}/part-1.parquet'`)
  await sql(`copy (${select('e2', "timestamptz '2026-01-01 00:00:05+00'")}) to '${folder}/part-2.parquet'`)
  const lines = [
    event('e1', 'c', 'user_message', 0, { text: 'gibt es das noch', user_id: null }),
    event('e2', 'c', 'user_message', 5000, { text: 'gibt es das noch', user_id: null }),
  ]
  expect(await backfilled(join(folder, 'part-1.parquet'))).toEqual(featuresOf(lines.slice(0, 1)))
  expect(await backfilled(join(folder, 'part-2.parquet'))).toEqual(featuresOf(lines.slice(1)))
  expect(await backfilled(join(folder, 'part-*.parquet'))).toEqual(featuresOf(lines))
})

test('rows in Parquet say what rows in NDJSON say', async () => {
  const lines = [
    event('e1', 'c', 'user_message', 0, { text: '多少钱' }),
    event('e2', 'c', 'assistant_message', 1, { intent_confidence: 0.1 }),
    event('e3', 'd', 'order_event', 1),
  ]
  writeFileSync(join(folder, 'log.ndjson'), lines.join('\n'))
  await runBackfill({ from: join(folder, 'log.ndjson'), out: join(folder, 'rows.parquet'), now: NOW })
  const rows = await sql(`from '${join(folder, 'rows.parquet')}'`)
  expect(rows).toHaveLength(2)
  for (const [i, line] of featuresOf(lines).entries()) {
    const { features, flags, evidence, ...rest } = JSON.parse(line)
    expect(rows[i]).toEqual({ ...features, ...flags, ...rest, evidence: JSON.stringify(evidence) })
  }
})

test.each([
  { name: 'no such file', from: 'nothing-here.ndjson', code: 'LOOP_NO_FILE' },
  { name: 'nothing matches the glob', from: '*.nothing', code: 'LOOP_NO_FILE' },
  { name: 'a column that cannot hold its field', from: 'bad.parquet', code: 'LOOP_PARQUET_COLUMN' },
  { name: 'two kinds of files', from: '*', code: 'LOOP_MIXED_INPUT' },
])('refused: $name', async ({ from, code }) => {
  await sql(`copy (select 1 as event_id) to '${folder}/bad.parquet'`)
  writeFileSync(join(folder, 'log.ndjson'), '')
  await expect(runBackfill({ from: join(folder, from), out: join(folder, 'x'), now: NOW })).rejects.toMatchObject({
    code,
  })
})

test('an empty log gives no rows', async () => {
  writeFileSync(join(folder, 'log.ndjson'), '\n \n')
  expect(await backfilled(join(folder, 'log.ndjson'))).toEqual([])
})
