import { afterAll, beforeAll } from 'vitest'
import { postgresModelRegistry } from '../../../src/adapters/postgres/model-registry.ts'
import { postgresRunStore } from '../../../src/adapters/postgres/run-store.ts'
import { modelRegistryContract } from '../../contracts/model-registry.ts'
import { runStoreContract } from '../../contracts/run-store.ts'
import { openTestDatabase, type TestDatabase } from './models-engine.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await openTestDatabase()
})
afterAll(() => test.close())

modelRegistryContract('postgres', async () => {
  const { database, clear } = test
  await clear()
  return {
    registry: postgresModelRegistry(database),
    other: postgresModelRegistry(database),
    rewriteLedger: () => database.query(`update release_ledger set who = 'nobody'`),
    rewriteVerdicts: () => database.query(`update verdicts set verdict = 'pass'`),
    repeatLastLine: (times) =>
      database.query(
        `insert into release_ledger (assistant_id, revision, live, earlier, at, action, bundle, who, recorded_by, why, forced)
         select assistant_id, revision + n, live, earlier, at, action, bundle, who, recorded_by, why, forced
         from (select * from release_ledger order by revision desc limit 1) last, generate_series(1, $1) n`,
        [times],
      ),
    async snapshot(id) {
      await database.query(`insert into snapshots (snapshot_id, caps, created_at) values ($1, '{}', 0)`, [id])
    },
  }
})

runStoreContract('postgres', async () => {
  await test.clear()
  return postgresRunStore(test.database)
})
