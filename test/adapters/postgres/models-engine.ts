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

const TABLES = [
  ...['examples', 'snapshots', 'snapshot_items', 'training_runs', 'models', 'bundles', 'verdicts', 'decisions'],
  ...[
    'release_state',
    'release_ledger',
    'release_policies',
    'loop_steps',
    'loop_turns',
    'loop_policies',
    'loop_ledger',
  ],
  ...['gold_items', 'gold_item_labels', 'gold_versions', 'gold_version_items', 'gate_settings'],
  ...['shadow_switches', 'shadows', 'shadow_steps'],
  ...['skills', 'skill_turns', 'skill_retirements', 'evaluations', 'evaluation_items'],
]

/** Triggers that keep ledgers do not fire for a replica. What refers to these tables is emptied, too. */
const CLEAR = `
  begin;
  set local session_replication_role = replica;
  truncate ${TABLES.join(', ')} cascade;
  insert into release_state default values;
  commit`

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
