import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../../src/adapters/postgres/database.ts'

/** A PostgreSQL of its own for one test file. */
export interface TestDatabase {
  readonly database: Database
  /** Empties the tables of models and releases; the ledger too, which nobody else may do. */
  clear(): Promise<void>
  close(): Promise<void>
}

const CLEAR = `
  alter table release_ledger disable trigger all;
  alter table verdicts disable trigger all;
  alter table gold_items disable trigger all;
  alter table loop_policies disable trigger all;
  alter table loop_ledger disable trigger all;
  truncate examples, snapshot_items, training_runs, gold_item_labels, gold_items, release_ledger, verdicts, decisions, models,
    loop_steps, loop_turns, loop_policies, loop_ledger;
  delete from release_state;
  delete from bundles;
  delete from snapshots;
  insert into release_state default values;
  alter table loop_policies enable trigger all;
  alter table loop_ledger enable trigger all;
  alter table verdicts enable trigger all;
  alter table gold_items enable trigger all;
  alter table release_ledger enable trigger all`

export async function openTestDatabase(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'models-test-'))
  const database = await openDatabase({ dataDir })
  return {
    database,
    async clear() {
      await database.query(CLEAR)
    },
    async close() {
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
