import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresTurnStore } from '../../../src/adapters/postgres/turn-store.ts'
import { turnStoreContract } from '../../contracts/turn-store.ts'
import { openTestDatabase, type TestDatabase } from './models-engine.ts'

let engine: TestDatabase
beforeAll(async () => {
  engine = await openTestDatabase()
})
afterAll(() => engine.close())

turnStoreContract('PostgreSQL', async () => {
  await engine.clear()
  return postgresTurnStore(engine.database)
})

test('policy and ledger only grow, and a second open turn is refused by the table itself', async () => {
  await engine.clear()
  const turns = postgresTurnStore(engine.database)
  await turns.record({ action: 'pause', turnId: null, step: null, who: 'mia', recordedBy: 'key', why: 'x' }, 1)
  for (const statement of [
    'update loop_ledger set who = $$bob$$',
    'delete from loop_ledger',
    'truncate loop_policies',
  ]) {
    await expect(engine.database.query(statement)).rejects.toThrow('append-only')
  }
  await turns.begin({ trigger: { kind: 'person', detail: 'x', who: 'mia' }, policyVersion: 0 }, 1)
  await expect(
    engine.database.query(
      `insert into loop_turns (number, trigger_kind, trigger_detail, trigger_who, policy_version, started_at) values (9, 'person', 'x', 'x', 0, 1)`,
    ),
  ).rejects.toThrow('loop_turns_one_open')
})
