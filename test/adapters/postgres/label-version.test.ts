import { afterAll, beforeAll, expect, test } from 'vitest'
import { heldByVersion, labelVersion } from '../../../src/adapters/postgres/label-version.ts'
import { openPostgres } from './pool-engine.ts'

let opened: Awaited<ReturnType<typeof openPostgres>>
beforeAll(async () => {
  opened = await openPostgres()
})
afterAll(() => opened.close())

const sql = () => opened.database
/** A conversation in review. */
async function drawn(id: string): Promise<void> {
  await sql().query(
    `insert into conversations (conversation_id, revision, row, facts, closed, final, spec_version, config_hash, computed_at)
     values ($1, 1, '{}', '{}', true, true, '1', '', 0)`,
    [id],
  )
  await sql().query(`insert into sampling_plans values ('p', 0, 1, '{}') on conflict do nothing`)
  await sql().query(
    `insert into draws (conversation_id, plan_id, priority, probability, u, selected, decided_at) values ($1, 'p', 0, 1, 0, true, 0)`,
    [id],
  )
  await sql().query(
    `insert into samples (sample_id, conversation_id, stratum, inclusion_probability, plan_id, reasons, evidence, predicted_turns,
       state, wanted, queue_window, queue_key, created_at, changed_at)
     values ($1, $1, 'control', 1, 'p', '{}', '{}', 1, 'waiting', 1, 0, 0, 0, 0)`,
    [id],
  )
}

test.each([
  [
    'an answer that is withdrawn',
    `insert into label_withdrawals (withdrawal_id, kind, asked, who, recorded_by, why, at) values ('w', 'batch', '{}', 'ann', 'ann', 'wrong', 1)`,
  ],
  ['a sample that is done', `update samples set state = 'skipped' where sample_id = 'c'`],
  ['a taxonomy', `insert into taxonomies (version, body, changed_at, changed_by) values (1, '{}', 1, 'ann')`],
  ['the channel of a conversation in review', `update conversations set channel = 'app' where conversation_id = 'c'`],
])('%s: what was worked out is worked out again, and only then', async (_, change) => {
  await drawn('c').catch(() => {}) // there from the test before
  let times = 0
  const held = heldByVersion(
    sql(),
    async () => ++times,
    () => true,
  )
  expect([await held(), await held()]).toEqual([1, 1])
  await sql().query(change)
  expect([await held(), await held()]).toEqual([2, 2])
})

test('a conversation outside of review changes nothing that people said', async () => {
  const before = await labelVersion(sql())
  await sql().query(
    `insert into conversations (conversation_id, revision, row, facts, closed, final, spec_version, config_hash, computed_at)
     values ('other', 1, '{}', '{}', true, true, '1', '', 0)`,
  )
  await sql().query(`update conversations set channel = 'web' where conversation_id = 'other'`)
  expect(await labelVersion(sql())).toBe(before)
})

test('what failed or is too large is not held', async () => {
  let times = 0
  const failing = heldByVersion(
    sql(),
    async () => Promise.reject(new Error(String(++times))),
    () => true,
  )
  await expect(failing()).rejects.toThrow('1')
  await expect(failing()).rejects.toThrow('2')
  const large = heldByVersion(
    sql(),
    async () => ++times,
    () => false,
  )
  expect([await large(), await large()]).toEqual([3, 4])
})

test('rows that are summed up are the same version', async () => {
  await sql().query('insert into label_changes select 1 from generate_series(1, 1100)')
  const version = await labelVersion(sql())
  expect(await labelVersion(sql())).toBe(version)
  expect(await sql().query('select count(*)::int n from label_changes')).toEqual([{ n: 1 }])
})
