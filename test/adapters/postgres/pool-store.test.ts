import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../src/adapters/postgres/database.ts'
import { poolStoreContract } from '../../contracts/pool-store.ts'
import { conversation } from '../../pool/conversations.ts'
import { openPostgres, postgresPoolEngine } from './pool-engine.ts'

let database: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ database, close } = await openPostgres())
})
afterAll(() => close())

poolStoreContract('PostgreSQL', async () => postgresPoolEngine(database))

test('no sample without a draw that selected it: the database says so', async () => {
  const engine = postgresPoolEngine(database)
  await engine.derive(conversation({ id: 'smuggled', flagged: true }), [])
  const smuggle = database.query(
    `insert into samples (sample_id, conversation_id, stratum, inclusion_probability, plan_id, reasons, evidence,
       predicted_turns, state, wanted, queue_window, queue_key, created_at, changed_at)
     select 'sm-x', 'smuggled', 'flagged', 1, plan_id, '{}', '{}', 0, 'waiting', 1, 0, 0, 0, 0 from sampling_plans limit 1`,
  )
  await expect(smuggle).rejects.toThrow(/foreign key/)
})
