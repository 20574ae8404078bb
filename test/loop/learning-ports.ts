import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { modelFiles } from '../../src/adapters/files/model-files.ts'
import { postgresEvaluationStore } from '../../src/adapters/postgres/evaluation-store.ts'
import { postgresExampleStore, postgresTextStore } from '../../src/adapters/postgres/example-store.ts'
import { postgresExposureReader } from '../../src/adapters/postgres/exposure-reader.ts'
import { postgresGateSettingsStore } from '../../src/adapters/postgres/gate-settings-store.ts'
import { postgresGoldStore } from '../../src/adapters/postgres/gold-store.ts'
import { postgresModelRegistry } from '../../src/adapters/postgres/model-registry.ts'
import { postgresReleasePolicyStore } from '../../src/adapters/postgres/release-policy-store.ts'
import { postgresRunStore } from '../../src/adapters/postgres/run-store.ts'
import { postgresShadowStore } from '../../src/adapters/postgres/shadow-store.ts'
import { postgresSkillStore } from '../../src/adapters/postgres/skill-store.ts'
import { postgresSnapshotStore } from '../../src/adapters/postgres/snapshot-store.ts'
import type { EvaluationStore } from '../../src/evaluation/evaluation.ts'
import { gate } from '../../src/evaluation/gate.ts'
import type { GoldStore } from '../../src/evaluation/gold-store.ts'
import { defaultLimits, type GateSettingsStore, sameLimits } from '../../src/evaluation/limits.ts'
import type { SkillStore } from '../../src/evaluation/skill.ts'
import { defaultConfig } from '../../src/features/config.ts'
import type { LabelledTurn, LabelReader } from '../../src/labels/label-reader.ts'
import { emptyTaxonomy } from '../../src/labels/taxonomy.ts'
import type { ImprovePorts, ImproveSettings } from '../../src/loop/improve.ts'
import type { OnlinePorts } from '../../src/loop/learn-online.ts'
import type { ReleasePorts } from '../../src/loop/release.ts'
import type { ServePorts } from '../../src/loop/serve.ts'
import { decodeClassifier } from '../../src/models/codec.ts'
import { defaultCaps } from '../../src/training/caps.ts'
import { carryOut, followCourse } from '../../src/training/carry-out.ts'
import type { ExampleStore } from '../../src/training/example-store.ts'
import { noOtherLabels } from '../../src/training/other-labels.ts'
import type { Trainer } from '../../src/training/trainer.ts'
import { openTestDatabase, type TestDatabase } from '../adapters/postgres/models-engine.ts'
import { tally } from '../labels/tally.ts'

export type LearningPorts = ImprovePorts &
  ReleasePorts &
  Pick<ServePorts, 'knownTaxonomy'> & {
    readonly labels: LabelReader
    readonly examples: ExampleStore
    readonly gold: GoldStore
    readonly skills: SkillStore
    readonly gate: GateSettingsStore
    readonly evaluations: EvaluationStore
  } & OnlinePorts

export interface LearningBench {
  readonly database: TestDatabase['database']
  readonly ports: LearningPorts
  /** What people have labelled; a test puts turns into it. */
  readonly turns: LabelledTurn[]
  /** Stores messages of customers: id -> text. */
  say(texts: Readonly<Record<string, string>>): Promise<void>
  /** Deletes a message, as an erasure does. */
  erase(eventId: string): Promise<void>
  clear(): Promise<void>
  close(): Promise<void>
}

/** What bundles of these tests say of their rules. */
export const ruleParts = { thresholds: { lowConfidence: 0.6 }, rules: 'rules-1' }

export const settings: ImproveSettings = {
  caps: defaultCaps,
  replayLimit: 1000,
  goldShare: 0.2,
  bundle: async () => ruleParts,
}

/** Fits in this thread: a test's training sets are small. */
const trainer: Trainer = {
  async fit(order, signal) {
    signal.throwIfAborted()
    return carryOut(order)
  },
  async predict(files, texts) {
    const classifier = decodeClassifier(files)
    return texts.map((text) => classifier.predict(text))
  },
}

/** The learning half of the loop on a PostgreSQL and a folder of its own. */
export async function openLearningBench(): Promise<LearningBench> {
  const engine = await openTestDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'learning-'))
  const { database } = engine
  const turns: LabelledTurn[] = []
  const labels: LabelReader = {
    labelledTurns: async () => turns,
    labelledCounts: async (since = 0) => tally(turns.filter((turn) => turn.labelledAt >= since)),
    reviewed: async () => [],
    responses: async () => [],
    drawn: async () => [],
  }
  return {
    database,
    turns,
    ports: {
      labels,
      otherLabels: { otherLabels: async () => noOtherLabels },
      taxonomy: { taxonomy: async () => emptyTaxonomy },
      refuseOutgrown: async () => {},
      knownTaxonomy: () => emptyTaxonomy,
      examples: postgresExampleStore(database),
      texts: postgresTextStore(database),
      gold: postgresGoldStore(database),
      skills: postgresSkillStore(database),
      shadows: postgresShadowStore(database),
      gate: postgresGateSettingsStore(database, sameLimits({ ...defaultLimits, minItems: 5 })),
      evaluations: postgresEvaluationStore(database),
      snapshots: postgresSnapshotStore(database),
      runs: postgresRunStore(database),
      registry: postgresModelRegistry(database),
      policies: postgresReleasePolicyStore(database),
      exposures: postgresExposureReader(database, defaultConfig),
      models: modelFiles(join(folder, 'models')),
      trainer,
      online: { learn: async (course) => followCourse(course) },
      examiner: { examine: async (before, after, limits, skills) => gate(before, after, limits, skills) },
    },
    async say(texts) {
      const rows = Object.entries(texts).map(([id, text]) => ({ id, body: JSON.stringify({ text }) }))
      await database.query(
        `insert into events (event_id, type, conversation_id, t, received_at, occurred_at, late, body)
         select id, 'user_message', 'c-' || id, 1, 1, 1, false, body from unnest($1::text[], $2::text[]) n(id, body)
         on conflict do nothing`,
        [rows.map((row) => row.id), rows.map((row) => row.body)],
      )
    },
    async erase(eventId) {
      await database.query('delete from events where event_id = $1', [eventId])
    },
    async clear() {
      turns.length = 0
      await engine.clear()
      await rm(folder, { recursive: true, force: true })
    },
    async close() {
      await engine.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
