import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../src/adapters/postgres/database.ts'
import { postgresLabelDesk } from '../../../src/adapters/postgres/label-desk.ts'
import { postgresGuidelines } from '../../../src/adapters/postgres/label-guidelines.ts'
import { postgresHandOverReader } from '../../../src/adapters/postgres/label-hand-over.ts'
import { postgresLabelList } from '../../../src/adapters/postgres/label-ledger.ts'
import { postgresAnswerReader, postgresLabelReader } from '../../../src/adapters/postgres/label-reader.ts'
import { postgresLabelWithdrawals } from '../../../src/adapters/postgres/label-withdrawals.ts'
import { labelDeskContract } from '../../contracts/label-desk.ts'
import { labelLedgerContract } from '../../contracts/label-ledger.ts'
import { openPostgres, postgresPoolEngine } from './pool-engine.ts'

let database: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ database, close } = await openPostgres())
})
afterAll(() => close())

const opened = () => ({
  ...postgresPoolEngine(database),
  desk: postgresLabelDesk(database),
  reader: postgresLabelReader(database),
})
labelDeskContract('PostgreSQL', async () => opened())
labelLedgerContract('PostgreSQL', async () => ({
  ...opened(),
  ledger: postgresLabelList(database),
  answers: postgresAnswerReader(database),
  withdrawals: postgresLabelWithdrawals(database),
  guidelines: postgresGuidelines(database),
  handOvers: postgresHandOverReader(database),
  learnFrom,
}))

async function learnFrom(labelId: string, name: string): Promise<void> {
  await database.query(`insert into snapshots values ($1, null, '{}', 0)`, [`s-${name}`])
  await database.query(
    `insert into snapshot_items values ($1, 0, 'intent', 'turn', 't', 'h', 'l', array[$2], 'normal', null, 1)`,
    [`s-${name}`, labelId],
  )
  await database.query(`insert into models values ($1, 'sha', 'intent', $2, 1, 0)`, [`m-${name}`, `s-${name}`])
  await database.query(`insert into bundles values ($1, '{}', 'run', $2, 'pass', null, 0)`, [`b-${name}`, `s-${name}`])
}

test.each([
  `update labels set at_fault = not at_fault`,
  `delete from labels`,
  `update turn_labels set intent = 'other'`,
  `delete from turn_labels`,
  `delete from withdrawn_labels`,
])('the ledger only grows: %s', async (change) => {
  await expect(database.query(change)).rejects.toThrow(/only grows/)
})

test.each([
  `update label_withdrawals set why = 'other'`,
  `delete from label_withdrawals`,
  `update guidelines set text_en = ''`,
  `truncate guidelines`,
])('lines about the ledger are final: %s', async (change) => {
  await expect(database.query(change)).rejects.toThrow(/append-only/)
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
