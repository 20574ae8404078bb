import type { KeyStore } from '../access/api-key.ts'
import type { AuditLog } from '../access/audit.ts'
import { type MovableClock, openClock } from '../adapters/postgres/clock.ts'
import { postgresConfigHistory } from '../adapters/postgres/config-history.ts'
import { type ConversationReader, postgresConversationReader } from '../adapters/postgres/conversation-reader.ts'
import { type ConversationFinder, postgresConversationFinder } from '../adapters/postgres/conversation-search.ts'
import { type Database, openDatabase } from '../adapters/postgres/database.ts'
import { postgresEventStore } from '../adapters/postgres/event-store.ts'
import { postgresFoldStore } from '../adapters/postgres/fold-store.ts'
import { postgresKeyStore } from '../adapters/postgres/key-store.ts'
import { postgresLabelDesk } from '../adapters/postgres/label-desk.ts'
import { postgresLoopCounter } from '../adapters/postgres/loop-counter.ts'
import { postgresPoolStore } from '../adapters/postgres/pool-store.ts'
import { postgresRuleBook } from '../adapters/postgres/rule-book.ts'
import { postgresRuleHistory } from '../adapters/postgres/rule-history.ts'
import { postgresSeenLabels } from '../adapters/postgres/seen-labels.ts'
import { postgresSignalHistory } from '../adapters/postgres/signal-history.ts'
import type { RuleBook } from '../admission/rule-book.ts'
import type { RuleHistory } from '../evaluation/rule-history.ts'
import type { SignalHistory } from '../evaluation/signal-history.ts'
import type { AcceptOptions, Reading } from '../events/accept.ts'
import type { Clock } from '../events/clock.ts'
import type { EventStore } from '../events/event-store.ts'
import type { FeatureConfig } from '../features/config.ts'
import type { ConfigHistory } from '../features/config-history.ts'
import type { LabelDesk } from '../labels/label-desk.ts'
import { admitNext } from '../loop/admit.ts'
import { CommitQueue } from '../loop/commit-queue.ts'
import { ConversationCap } from '../loop/conversation-cap.ts'
import { liveLabels, type OfferLiveLabels } from '../loop/offer-live-labels.ts'
import type { LoopCounter } from '../monitoring/loop-counts.ts'
import type { PoolStore } from '../pool/pool-store.ts'
import { maskEvent, maskText } from '../privacy/mask.ts'
import { MASK_SETS, recognisersOf } from '../privacy/recognisers.ts'
import { type Access, openAccess } from './access/open-access.ts'
import { databaseOf } from './database-of.ts'
import { type Erasing, openErasing } from './erasing.ts'
import { KeptFaultJudges } from './fault-judges.ts'
import { type FaultPorts, faultChore, openFaults } from './faults.ts'
import { type Features, loadFeatures } from './feature-config.ts'
import { type Labelling, openLabelling } from './labelling.ts'
import { type LakeExports, openLake } from './lake-exports.ts'
import { type Learning, openLearning } from './learning.ts'
import { LoopRunner } from './loop-runner.ts'
import { LoopSteps } from './loop-steps.ts'
import { type MachineWorks, machineChore, openMachine } from './machine.ts'
import { openRetention, type RetentionRunner } from './retention-runner.ts'
import type { Settings } from './settings.ts'
import { openWatching, type Watching } from './watching.ts'

/** Every engine the steps use, opened once. Stages add their ports here; routes and commands take what they need. */
export interface Ports {
  readonly settings: Settings
  readonly database: Database
  readonly clock: MovableClock
  readonly features: FeatureConfig
  /** The same, with their hash and what the measure was learned from. */
  readonly loadedFeatures: Features
  readonly configHistory: ConfigHistory
  readonly events: EventStore
  readonly conversations: ConversationReader
  readonly finder: ConversationFinder
  readonly keys: KeyStore
  /** People: accounts, sessions, logins. */
  readonly access: Access
  /** Who did what. Requests are written down by themselves; this is for what is no request. */
  readonly audit: AuditLog
  /** How events are read, but for the stamp. */
  readonly accept: Omit<AcceptOptions, 'reading'>
  /** Masks a text that comes beside the events (imported examples, remarks); gives it back where masking is off. */
  readonly maskText: (text: string) => string
  /** Events that happen now are read strictly and stamped; history, and all of a replay, brings its own receipts. */
  reading(way: 'now' | 'history'): Reading
  readonly commits: CommitQueue
  readonly cap: ConversationCap
  readonly runner: LoopRunner
  readonly learning: Learning
  /** The loop by itself; it turns only after `loop.start()`. */
  readonly loop: LoopSteps
  readonly lake: LakeExports
  readonly pool: PoolStore
  /** The admission rules, version by version. */
  readonly rules: RuleBook
  readonly ruleHistory: RuleHistory
  /** The learned admission, and its models as this process has them. */
  readonly faults: FaultPorts
  readonly judges: KeptFaultJudges
  readonly signalHistory: SignalHistory
  readonly labelDesk: LabelDesk
  readonly offerLiveLabels: OfferLiveLabels
  readonly labelling: Labelling
  readonly machine: MachineWorks
  readonly erasing: Erasing
  readonly retention: RetentionRunner
  readonly watching: Watching
  readonly overview: LoopCounter
  /** Ends the work under way, then closes every engine. */
  close(): Promise<void>
}

export interface PortOptions {
  readonly settings: Settings
  /** null = the mode that the data has (commands beside the service). */
  readonly clockMode: Clock['mode'] | null
  /** Told of what fails behind the scenes. */
  onError(error: unknown): void
}

/** Opens the database and everything on it. The loop turns only after `runner.start()`. */
export async function openPorts({ settings, clockMode, onError }: PortOptions): Promise<Ports> {
  const loadedFeatures = await loadFeatures(settings.featureConfig)
  const features = loadedFeatures.config
  const database = await openDatabase(databaseOf(settings))
  try {
    const clock = await openClock(database, clockMode)
    const masked = settings.mask === 'off' ? null : recognisersOf(MASK_SETS[settings.mask])
    const events = postgresEventStore(database.prompt, clock.mode === 'replay')
    const pool = postgresPoolStore(database)
    const learning = openLearning(database, clock, settings.dataDir, features, onError)
    const patientFaults = openFaults(database, learning.ports)
    const judges = new KeptFaultJudges(learning.ports.models, patientFaults.faults, onError)
    const ports = {
      fold: postgresFoldStore(database),
      rules: postgresRuleBook(database),
      admit: async (_now: number, most: number) => (await admitNext(pool, most, judges)).looked,
      onSetAside: onError,
    }
    const erasing = await openErasing(database, clock, settings, onError)
    const retention = openRetention(database, clock, settings, onError)
    const afterTurn = (now: number) => learning.ramps.look(now)
    const runner = new LoopRunner({ database, clock, config: features, ports, afterTurn, onError })
    const watching = openWatching({
      ...{ database, clock, settings, onError, reading: learning.ports, windows: features },
      settled: (now) => ports.fold.isSettled(now),
    })
    const watch = { queue: 'watch', work: (signal: AbortSignal) => watching.chore(signal) }
    const drift = () => watching.driftAlarm()
    const lake = openLake(database, clock, settings, features)
    const exports = {
      queue: 'loop-export',
      work: async (signal: AbortSignal) => lake.look((await loop.ports.turns.policy()).export, signal),
    }
    const training = faultChore({
      ...{ database, clock, config: features, ports: patientFaults },
      policy: () => loop.ports.turns.policy(),
    })
    const { registry, models } = learning.ports
    const access = openAccess(database.prompt, settings.access, Date.now)
    const labelDesk = postgresLabelDesk(database.prompt)
    const loop: LoopSteps = new LoopSteps({
      database,
      clock,
      learning,
      chores: [exports, watch, machineChore(database, clock, learning), training],
      drift,
      onError,
    })
    return {
      settings,
      database: database.prompt,
      clock,
      features,
      loadedFeatures,
      configHistory: postgresConfigHistory(database),
      events,
      conversations: postgresConversationReader(database.prompt),
      finder: postgresConversationFinder(database.prompt),
      keys: postgresKeyStore(database.prompt),
      access,
      audit: access.audit,
      accept: { lateness: features, mask: masked === null ? null : (wire) => maskEvent(wire, masked) },
      maskText: masked === null ? (text) => text : (text) => maskText(text, masked),
      reading: (way) => {
        if (clock.mode === 'replay' && clock.chosen) return { kind: 'lenient', until: null }
        const now = Date.now()
        return way === 'history' ? { kind: 'lenient', until: now } : { kind: 'strict', receivedAt: now }
      },
      commits: new CommitQueue(events),
      cap: new ConversationCap(events, settings.maxEventsPerConversation),
      runner,
      learning,
      loop,
      lake,
      pool: postgresPoolStore(database.prompt),
      rules: postgresRuleBook(database.prompt),
      ruleHistory: postgresRuleHistory(database),
      faults: openFaults(database.prompt, learning.ports),
      judges,
      signalHistory: postgresSignalHistory(database),
      labelDesk,
      offerLiveLabels: liveLabels({ desk: labelDesk, registry, models, seen: postgresSeenLabels(database.prompt) }),
      labelling: openLabelling(database.prompt),
      machine: openMachine(database.prompt, learning.ports),
      erasing,
      retention,
      watching,
      overview: postgresLoopCounter(database.prompt),
      async close() {
        await runner.stop()
        await loop.stop()
        await watching.stop()
        await erasing.stop()
        await retention.stop()
        await learning.stop()
        await access.passwords.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}
