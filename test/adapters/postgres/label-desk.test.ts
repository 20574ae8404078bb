import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../src/adapters/postgres/database.ts'
import { postgresLabelDesk } from '../../../src/adapters/postgres/label-desk.ts'
import { postgresLabelReader } from '../../../src/adapters/postgres/label-reader.ts'
import { labelDeskContract } from '../../contracts/label-desk.ts'
import { openPostgres, postgresPoolEngine } from './pool-engine.ts'

let database: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ database, close } = await openPostgres())
})
afterAll(() => close())

labelDeskContract('PostgreSQL', async () => ({
  ...postgresPoolEngine(database),
  desk: postgresLabelDesk(database),
  reader: postgresLabelReader(database),
}))

test.each([
  `update labels set at_fault = not at_fault`,
  `delete from labels`,
  `update turn_labels set intent = 'other'`,
  `delete from turn_labels`,
])('the ledger only grows: %s', async (change) => {
  await expect(database.query(change)).rejects.toThrow(/only grows/)
})

test('only an erasure may change the ledger, and says so', async () => {
  await database.transaction(async (sql) => {
    await sql.query(`set local salesloop.erasing = 'on'`)
    await sql.query(`update labels set better_reply = null where label_id = (select min(label_id) from labels)`)
    await sql.query(`delete from turn_labels where label_id = 'l-machine'`)
  })
  const [left] = await database.query<{ n: number }>(
    `select count(*)::int n from turn_labels where label_id = 'l-machine'`,
  )
  expect(left?.n).toBe(0)
  await expect(database.query('delete from turn_labels')).rejects.toThrow(/only grows/)
})

test('a machine label cannot stand where a table asks for a human one', async () => {
  await database.query(`
    create table only_human (label_id text, source text check (source = 'human'),
      foreign key (label_id, source) references labels (label_id, source))`)
  const put = (source: string) => database.query(`insert into only_human values ('l-machine', $1)`, [source])
  await expect(put('human')).rejects.toThrow(/foreign key/)
  await expect(put('model')).rejects.toThrow(/check/)
})
