import { randomUUID } from 'node:crypto'
import { embeddedTrainer } from '../adapters/embedded-trainer/trainer.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { postgresFaultMaterial } from '../adapters/postgres/fault-evidence.ts'
import { postgresFaultStore } from '../adapters/postgres/fault-store.ts'
import { postgresRuleBook } from '../adapters/postgres/rule-book.ts'
import { postgresTrustStore } from '../adapters/postgres/trust-store.ts'
import type { Clock } from '../events/clock.ts'
import type { FeatureConfig } from '../features/config.ts'
import { type ChargePorts, followCharge } from '../loop/charge-faults.ts'
import type { CompareFaultsPorts } from '../loop/compare-faults.ts'
import { type TrainFaultsPorts, trainFaults } from '../loop/train-faults.ts'
import type { KeptPolicy } from '../steering/policy.ts'
import { withoutHeldVerdicts } from '../training/holds.ts'
import type { Learning } from './learning.ts'
import type { Chore } from './loop-steps.ts'

export const FAULT_QUEUE = 'fault-training'
const ALONE = 'salesloop.faults'

/** Everything of the learned admission. */
export type FaultPorts = TrainFaultsPorts & ChargePorts & CompareFaultsPorts

export function openFaults(
  database: Database,
  { labels, models, registry }: Pick<Learning['ports'], 'labels' | 'models' | 'registry'>,
): FaultPorts {
  return {
    labels,
    holds: postgresTrustStore(database),
    models,
    registry,
    faults: postgresFaultStore(database),
    material: postgresFaultMaterial(database),
    rules: postgresRuleBook(database),
    faultTrainer: embeddedTrainer,
  }
}

export interface FaultChoreOptions {
  readonly database: Database
  readonly clock: Clock
  readonly config: FeatureConfig
  readonly ports: FaultPorts
  policy(): Promise<KeptPolicy>
}

/** Trains what was ordered, and by itself where the policy says so; of all processes one at a time. */
export const faultChore = ({ database, clock, config, ports, policy }: FaultChoreOptions): Chore => ({
  queue: FAULT_QUEUE,
  async work(signal) {
    const release = await database.tryLock(ALONE)
    if (release === null) return
    try {
      const { automatic, leastVerdicts } = (await policy()).faults
      if (automatic && (await newVerdicts(ports)) >= leastVerdicts) {
        await ports.faults.addRun({ runId: `ft-${randomUUID()}`, who: 'loop', requestedAt: await clock.now() })
      }
      while (!signal.aborted && (await trainFaults(ports, config, () => clock.now(), signal)) !== null);
    } finally {
      await release()
    }
  },
})

/**
 * Verdicts since the last training was ordered, whoever ordered it and however it ended: one that failed for want of verdicts does not
 * start itself again. While one is open, none.
 */
export async function newVerdicts({
  faults,
  labels,
  holds,
}: Pick<FaultPorts, 'faults' | 'labels' | 'holds'>): Promise<number> {
  const [last] = await faults.runs(1)
  if (last?.state === 'queued' || last?.state === 'running') return 0
  const verdicts = await labels.reviewed(last === undefined ? undefined : last.requestedAt + 1)
  return withoutHeldVerdicts(verdicts, await holds.holds()).filter(({ atFault }) => atFault !== null).length
}

/** Live bundles say who is in charge, also when the process that was told so died before it could tell them. */
export async function followLastCharge(ports: ChargePorts, clock: Clock): Promise<void> {
  const [charge] = await ports.faults.charges(1)
  if (charge !== undefined) await followCharge(charge, ports, await clock.now())
}
