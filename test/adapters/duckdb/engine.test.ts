import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BIGINT, VARCHAR } from '@duckdb/node-api'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Engine, openEngine } from '../../../src/adapters/duckdb/engine.ts'

let engine: Engine
beforeEach(async () => {
  engine = await openEngine(250e6)
})
afterEach(() => engine.close())

const all = async (select: string, order: string): Promise<unknown[]> => {
  const values: unknown[] = []
  for await (const chunk of engine.chunks(select, order)) values.push(...chunk.getColumnValues(0))
  return values
}

test.each([0, 1, 2047, 2048, 2049, 5000])('a result of %i rows comes whole, in order', async (rows) => {
  const wanted = Array.from({ length: rows }, (_, i) => BigInt(i))
  expect(await all(`select i from range(${rows}) t(i) order by hash(i)`, 'i')).toEqual(wanted)
})

test('a result that fails in the middle is no shorter result, but an error', async () => {
  const failing = all("select case when i = 900000 then error('boom') else i end i from range(1000000) t(i)", 'i')
  await expect(failing).rejects.toMatchObject({ code: 'LOOP_ENGINE_STOPPED' })
})

test('another statement while a result is read does not cut it short', async () => {
  await engine.run('create table seen (i bigint, name varchar)')
  let read = 0
  for await (const chunk of engine.chunks('select i from range(9000) t(i)', 'i')) {
    read += chunk.rowCount
    const appender = await engine.appender('seen', [BIGINT, VARCHAR])
    appender.append([chunk.getColumnValues(0), Array(chunk.rowCount).fill('x')])
    appender.close()
  }
  expect(read).toBe(9000)
  expect(await engine.all('select count(*) from seen')).toEqual([[9000n]])
})

test('leaves nothing in the temporary folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-test-'))
  vi.stubEnv('TMPDIR', folder)
  const other = await openEngine(250e6)
  await other.run('create table big as select i, hash(i)::varchar h from range(1000000) t(i) order by h')
  expect(readdirSync(folder)).toHaveLength(1)
  await other.close()
  expect(readdirSync(folder)).toEqual([])
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})
