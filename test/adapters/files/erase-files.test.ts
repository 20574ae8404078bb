import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEngine } from '../../../src/adapters/duckdb/engine.ts'
import { eraseParquet } from '../../../src/adapters/duckdb/erase-parquet.ts'
import { erasureFiles, lineTest } from '../../../src/adapters/files/erase-files.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'erase-files-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const targets = { users: ['u1', 'long-user-1'], conversations: ['c1'], events: ['e1'], texts: ['138 0000'] }

test.each([
  { line: '{"conversation_id":"c1","x":1}', belongs: true },
  { line: '{"evidence":{"no_click":["e1","e2"]}}', belongs: true },
  { line: '{"text":"call 138 0000 now"}', belongs: true },
  { line: '{"text":"for long-user-1!"}', belongs: true },
  { line: '{"text":"c1 is a short word"}', belongs: false },
  { line: '{"conversation_id":"c11"}', belongs: false },
  { line: 'c2,"u1",3', belongs: true },
  { line: 'c2,u11,3', belongs: false },
  { line: '{"broken', belongs: false },
])('$line', ({ line, belongs }) => {
  expect(lineTest(targets)(line)).toBe(belongs)
})

test('lines and rows of the person go from NDJSON, gzip and Parquet; other files are not touched', async () => {
  const [mine, others] = ['{"conversation_id":"c1","text":"mine"}', '{"conversation_id":"c2","text":"theirs"}']
  const [plain, packed, parquet, clean, log] = ['a.ndjson', 'b.ndjson.gz', 'c.parquet', 'd.ndjson', 'postgres.log'].map(
    (name) => join(folder, name),
  ) as [string, string, string, string, string]
  await writeFile(plain, `${mine}\n${others}\n`)
  await writeFile(packed, gzipSync(`${others}\n${mine}\n`))
  await writeFile(clean, others)
  await writeFile(log, 'ERROR: something\n')
  const engine = await openEngine(100_000_000)
  await engine.run(
    `copy (select * from (values ('c1', 1, 'mine'), ('c2', 2, 'theirs'), (null, 3, 'for long-user-1')) t(conversation_id, n, text)) to '${parquet}' (format parquet)`,
  )
  const before = (await stat(clean)).mtimeMs

  const files = erasureFiles([folder, join(folder, 'not there')], [log], eraseParquet)
  const findings = await files.erase(targets)
  expect(findings).toEqual([
    { what: 'lines of files', fate: 'deleted', count: 1, why: null },
    { what: 'lines of files', fate: 'deleted', count: 1, why: null },
    { what: 'rows of Parquet files', fate: 'deleted', count: 2, why: null },
  ])
  expect(await readFile(plain, 'utf8')).toBe(`${others}\n`)
  expect(gunzipSync(await readFile(packed)).toString()).toBe(`${others}\n`)
  expect(await engine.all(`select conversation_id, n from read_parquet('${parquet}')`)).toEqual([['c2', 2]])
  expect((await readFile(parquet)).includes('mine')).toBe(false)
  await engine.close()
  expect(await readFile(clean, 'utf8')).toBe(others)
  expect((await stat(clean)).mtimeMs).toBe(before)
  expect(await files.erase(targets)).toEqual([])

  await files.emptyLogs()
  expect((await stat(log)).size).toBe(0)
})
