import { openFault } from '../admission/fault-model.ts'
import type { LearnedCharge } from '../admission/sampling-policy.ts'
import { LoopError } from '../errors/loop-error.ts'
import { allStates } from '../releases/model-registry.ts'
import type { ModelStore } from '../releases/model-store.ts'
import type { LedgerEntry } from '../releases/release-state.ts'
import type { FaultCharge, FaultModelRecord, FaultStore } from '../training/fault-store.ts'
import { type ReleasePorts, releaseRules } from './release.ts'

export interface ChargePorts {
  readonly faults: Pick<FaultStore, 'model' | 'models' | 'charge' | 'charges'>
  readonly models: Pick<ModelStore, 'get'>
  readonly registry: ReleasePorts['registry']
}

/** A person's word; nobody else gives it. */
export interface ChargeOrder {
  /** null = the rule table. */
  readonly model: string | null
  readonly who: string
  readonly recordedBy: string
  readonly why: string
}

export interface Charged {
  readonly charge: FaultCharge
  /** Lines of the release ledger: one for each assistant whose live bundle says now who is in charge. */
  readonly releases: readonly LedgerEntry[]
}

/**
 * Puts a fault model in charge of admission, or the rule table back: the sampling policy says so from now on (the rest of the window
 * gets a new plan, draws that were made stay), and live bundles become ones that differ in that part alone.
 *
 * Throws LOOP_NO_MODEL (404), LOOP_MODEL_DAMAGED, LOOP_MODEL_FORMAT_UNKNOWN, LOOP_RELEASE_IMPOSSIBLE (409) when it is in charge already.
 */
export async function chargeFaults(order: ChargeOrder, ports: ChargePorts, now: number): Promise<Charged> {
  const { model, who, recordedBy, why } = order
  const [present] = await ports.faults.charges(1)
  if ((present?.model ?? null) === model) {
    throw new LoopError(
      'LOOP_RELEASE_IMPOSSIBLE',
      `${model ?? 'The rule table'} is in charge of admission already. GET /v1/faults/model says since when.`,
      { status: 409 },
    )
  }
  const record = model === null ? null : await readable(model, ports)
  const charge = await ports.faults.charge({ model, who, recordedBy, why, at: now }, record?.sha256 ?? null)
  return { charge, releases: await followCharge(charge, ports, now) }
}

/** A model that cannot be read is never put in charge. */
async function readable(id: string, { faults, models }: ChargePorts): Promise<FaultModelRecord> {
  const record = await faults.model(id)
  if (record === null) {
    throw new LoopError('LOOP_NO_MODEL', `There is no fault model '${id}'. GET /v1/faults/model lists them.`, {
      status: 404,
    })
  }
  openFault(await models.get(record))
  return record
}

const RELEASE_TRIES = 5

/**
 * Brings every live bundle to who is in charge; those that say so stay as they are. A service does it when it starts as well: an order
 * that was cut off half way is finished then.
 */
export async function followCharge(
  charge: FaultCharge,
  { faults, registry }: Pick<ChargePorts, 'faults' | 'registry'>,
  now: number,
): Promise<LedgerEntry[]> {
  const record = charge.model === null ? null : await faults.model(charge.model)
  const fault = record && { id: record.id, sha256: record.sha256 }
  const entries: LedgerEntry[] = []
  for (const { assistant } of allStates(await registry.states())) {
    const entry = await released(fault, { ...charge, assistant }, registry, now)
    if (entry !== null) entries.push(entry)
  }
  return entries
}

/** A ramp or a person may release in between: then it is done on what they left. */
async function released(
  fault: LearnedCharge | null,
  { assistant, who, recordedBy, why }: FaultCharge & { readonly assistant: string | null },
  registry: ReleasePorts['registry'],
  now: number,
): Promise<LedgerEntry | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await releaseRules({ fault }, { assistant, who, recordedBy, why }, { registry }, now, 'charge')
    } catch (error) {
      const isOvertaken = error instanceof LoopError && error.code === 'LOOP_RELEASE_IMPOSSIBLE'
      if (!isOvertaken || attempt === RELEASE_TRIES) throw error
    }
  }
}
