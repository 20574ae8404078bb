import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditEntry } from '../../../src/access/audit.ts'
import { postgresAuditLog } from '../../../src/adapters/postgres/audit-log.ts'
import { type Database, openDatabase } from '../../../src/adapters/postgres/database.ts'

let dataDir: string
let database: Database
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'audit-test-'))
  database = await openDatabase({ dataDir })
})
afterAll(async () => {
  await database.close()
  await rm(dataDir, { recursive: true, force: true })
})

const entry = (target: string): AuditEntry => ({
  ...{ who: 'ada', kind: 'user', area: 'keys', what: 'POST /v1/keys', target, details: { n: 1, b: [`'"`, '\\'] } },
})
const anything = { who: null, area: null, what: null, target: null, from: null, until: null, before: null }

test('many at once stand one after the other, in one chain', async () => {
  const log = postgresAuditLog(database, () => 5)
  const numbers = await Promise.all(Array.from({ length: 30 }, (_, i) => log.record(entry(String(i)))))
  expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
  expect(await log.check()).toMatchObject({ lines: 30, brokenAt: null })
  expect(await log.list({ ...anything, target: '7' }, 10)).toMatchObject([
    { at: 5, details: { n: 1, b: [`'"`, '\\'] } },
  ])
  expect(await log.list({ ...anything, before: 3 }, 10)).toMatchObject([{ seq: 2 }, { seq: 1 }])
  expect(await log.list({ ...anything, from: 6 }, 10)).toEqual([])
  expect(await log.list({ ...anything, until: 5 }, 10)).toEqual([])
})

test.each(['update audit_log set who = $$x$$', 'delete from audit_log', 'truncate audit_log'])(
  'refused, in an erasure too: %s',
  async (statement) => {
    const change = database.transaction(async (sql) => {
      await sql.query(`select set_config('salesloop.erasing', 'on', true)`)
      await sql.query(statement)
    })
    await expect(change).rejects.toMatchObject({ code: '23001' })
  },
)

test.each([
  [`update audit_log set who = 'eve' where seq = 12`, 12],
  ['delete from audit_log where seq = 20', 21],
  [`update audit_log set details = '{}' where seq = 4`, 4],
])('who goes round the trigger is found out: %s', async (statement, brokenAt) => {
  const log = postgresAuditLog(database, () => 5)
  const undo = new Error('undo')
  const tried = database.transaction(async (sql) => {
    await sql.query('alter table audit_log disable trigger audit_log_final')
    await sql.query(statement)
    const inside = postgresAuditLog({ ...database, query: sql.query } as Database, () => 5)
    expect(await inside.check()).toMatchObject({ brokenAt })
    throw undo
  })
  await expect(tried).rejects.toBe(undo)
  expect(await log.check()).toMatchObject({ brokenAt: null })
})
