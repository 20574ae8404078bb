import { join } from 'node:path'
import { embeddedTrainer } from '../adapters/embedded-trainer/trainer.ts'
import { modelFiles } from '../adapters/files/model-files.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { postgresDecisionLog } from '../adapters/postgres/decision-log.ts'
import { postgresEvaluationStore } from '../adapters/postgres/evaluation-store.ts'
import { postgresExampleStore, postgresTextStore } from '../adapters/postgres/example-store.ts'
import { postgresExposureReader } from '../adapters/postgres/exposure-reader.ts'
import { postgresGateSettingsStore } from '../adapters/postgres/gate-settings-store.ts'
import { postgresGoldStore } from '../adapters/postgres/gold-store.ts'
import { postgresLabelDesk } from '../adapters/postgres/label-desk.ts'
import { postgresLabelReader } from '../adapters/postgres/label-reader.ts'
import { postgresModelRegistry } from '../adapters/postgres/model-registry.ts'
import { postgresOtherLabels } from '../adapters/postgres/other-labels.ts'
import { postgresReleaseHistory } from '../adapters/postgres/release-history.ts'
import { postgresReleasePolicyStore } from '../adapters/postgres/release-policy-store.ts'
import { currentRules, postgresRuleBook } from '../adapters/postgres/rule-book.ts'
import { postgresRunStore } from '../adapters/postgres/run-store.ts'
import { currentPolicy } from '../adapters/postgres/sampling-policy.ts'
import { postgresSatisfactionStore } from '../adapters/postgres/satisfaction-store.ts'
import { postgresShadowStore } from '../adapters/postgres/shadow-store.ts'
import { postgresSkillStore } from '../adapters/postgres/skill-store.ts'
import { postgresSnapshotStore } from '../adapters/postgres/snapshot-store.ts'
import { postgresTrustStore } from '../adapters/postgres/trust-store.ts'
import { postgresColumnReader } from '../adapters/postgres/unit-columns.ts'
import { postgresUnitReader } from '../adapters/postgres/unit-reader.ts'
import { BUILT_IN, type RuleTable, rulesId } from '../admission/rule-version.ts'
import type { EvaluationStore } from '../evaluation/evaluation.ts'
import { DEFAULT_GOLD_SHARE } from '../evaluation/gold.ts'
import type { GoldStore } from '../evaluation/gold-store.ts'
import { defaultTaskLimits, type GateSettingsStore } from '../evaluation/limits.ts'
import type { SkillStore } from '../evaluation/skill.ts'
import type { Clock } from '../events/clock.ts'
import type { FeatureConfig } from '../features/config.ts'
import { refuseOutgrown } from '../loop/change-taxonomy.ts'
import type { ImprovePorts, ImproveSettings } from '../loop/improve.ts'
import type { OnlinePorts } from '../loop/learn-online.ts'
import type { ReleasePorts } from '../loop/release.ts'
import { followRules } from '../loop/save-rules.ts'
import { loadBundle, serve } from '../loop/serve.ts'
import type { WatchPorts } from '../loop/watch.ts'
import type { UnitReader } from '../metrics/unit-reader.ts'
import type { RuleParts } from '../releases/bundle.ts'
import type { ModelRegistry } from '../releases/model-registry.ts'
import type { DecisionLog } from '../serving/decision.ts'
import { Desk } from '../serving/desk.ts'
import { TriedBundles } from '../serving/tried-bundles.ts'
import { defaultCaps } from '../training/caps.ts'
import type { ExampleStore } from '../training/example-store.ts'
import { KnownTaxonomy } from './known-taxonomy.ts'
import { RampRunner } from './ramp-runner.ts'
import { ShadowRunner } from './shadow-runner.ts'
import { TrainingRunner } from './training-runner.ts'

/** Everything from labels to answers: stores, trainer, what this process serves, and the runs it may work on. */
export interface Learning {
  readonly ports: ImprovePorts &
    ReleasePorts &
    WatchPorts & {
      readonly units: UnitReader
      readonly examples: ExampleStore
      readonly gold: GoldStore
      readonly skills: SkillStore
      readonly gate: GateSettingsStore
      readonly evaluations: EvaluationStore
    } & OnlinePorts
  readonly settings: ImproveSettings
  /** The rules and thresholds by which a bundle names its admission. */
  readonly rulePartsOf: (table: RuleTable) => RuleParts
  readonly desk: Desk
  /** Any bundle, for people who try it out. */
  readonly tried: TriedBundles
  readonly decisions: DecisionLog
  readonly runner: TrainingRunner
  /** Models that learn label by label beside the live ones, while that is switched on. */
  readonly shadow: ShadowRunner
  /** Looks at the running canaries when it is told to. */
  readonly ramps: RampRunner
  /** Serves what is released, and follows every release. */
  start(): Promise<void>
  stop(): Promise<void>
}

const REPLAY_LIMIT = 50_000

export function openLearning(
  database: Database,
  clock: Clock,
  dataDir: string,
  features: FeatureConfig,
  onError: (error: unknown) => void,
): Learning {
  const ports = portsOn(database.prompt, dataDir, features)
  const patient = portsOn(database, dataDir, features)
  const rulePartsOf = rulePartsUnder(features)
  const known = new KnownTaxonomy(() => ports.taxonomy.taxonomy())
  const serving = { ...ports, knownTaxonomy: () => known.current }
  const desk = new Desk((id) => loadBundle(id, serving))
  const tried = new TriedBundles(desk, (id) => loadBundle(id, serving))
  const decisions = postgresDecisionLog(database, clock, onError)
  const settings = settingsOn(database, rulePartsOf)
  const runner = new TrainingRunner({ database, clock, ports: patient, settings, onError })
  const { goldShare } = settings
  const shadow = new ShadowRunner({ database, clock, ports: patient, goldShare, onError })
  let stopServing: (() => Promise<void>) | null = null
  return {
    ports,
    settings,
    rulePartsOf,
    desk,
    tried,
    decisions,
    runner,
    shadow,
    ramps: new RampRunner(patient, clock, onError),
    async start() {
      await known.start()
      await followSavedRules(database.prompt, ports.registry, clock, rulePartsOf).catch(onError)
      stopServing = await serve(desk, serving, onError)
      await runner.start()
      shadow.start()
    },
    async stop() {
      await shadow.stop()
      await runner.stop()
      await stopServing?.()
      await known.stop()
      await decisions.close()
    },
  }
}

/** Live bundles take up rules that were saved by a process which died before it could tell them. */
async function followSavedRules(
  database: Database,
  registry: ModelRegistry,
  clock: Clock,
  partsOf: Learning['rulePartsOf'],
): Promise<void> {
  const rules = postgresRuleBook(database)
  const { version, author: who, comment: why } = await rules.current()
  if (version === BUILT_IN.version) return
  await followRules({ who, recordedBy: 'loop', why }, { rules, registry, partsOf }, await clock.now())
}

function portsOn(database: Database, dataDir: string, features: FeatureConfig): Learning['ports'] {
  const labelDesk = postgresLabelDesk(database)
  const registry = postgresModelRegistry(database)
  const models = modelFiles(join(dataDir, 'models'))
  const taxonomy = { taxonomy: () => labelDesk.taxonomy() }
  return {
    taxonomy,
    otherLabels: postgresOtherLabels(database),
    refuseOutgrown: (bundle) => refuseOutgrown(bundle, { taxonomy, registry, models }),
    examples: postgresExampleStore(database),
    labels: postgresLabelReader(database),
    texts: postgresTextStore(database),
    gold: postgresGoldStore(database),
    skills: postgresSkillStore(database),
    shadows: postgresShadowStore(database),
    gate: postgresGateSettingsStore(database, defaultTaskLimits),
    evaluations: postgresEvaluationStore(database),
    snapshots: postgresSnapshotStore(database),
    holds: postgresTrustStore(database),
    runs: postgresRunStore(database),
    registry,
    policies: postgresReleasePolicyStore(database),
    exposures: postgresExposureReader(database, features),
    units: postgresUnitReader(database),
    columns: postgresColumnReader(database),
    satisfaction: postgresSatisfactionStore(database),
    history: postgresReleaseHistory(database),
    models,
    trainer: embeddedTrainer,
    examiner: embeddedTrainer,
    online: embeddedTrainer,
  }
}

const rulePartsUnder =
  (features: FeatureConfig) =>
  (table: RuleTable): RuleParts => ({
    thresholds: { lowConfidence: features.lowConfidence },
    rules: rulesId(table, features),
  })

const settingsOn = (database: Database, rulePartsOf: Learning['rulePartsOf']): ImproveSettings => ({
  caps: defaultCaps,
  replayLimit: REPLAY_LIMIT,
  goldShare: DEFAULT_GOLD_SHARE,
  bundle: async () => ({
    ...rulePartsOf(await currentRules(database)),
    fault: (await currentPolicy(database)).learned ?? null,
  }),
})
