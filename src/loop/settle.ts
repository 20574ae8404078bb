import { LoopError } from '../errors/loop-error.ts'
import type { FeatureConfig } from '../features/config.ts'
import {
  DERIVE_LIMITS,
  type DeriveLimits,
  type DerivePorts,
  type DeriveSummary,
  deriveDue,
  deriveInbox,
} from './derive.ts'
import { refoldNext } from './refold.ts'

export interface SettlePorts extends DerivePorts {
  /** Looks at rows that are new or changed, `most` of them in one transaction; returns how many there were. */
  admit(now: number, most: number): Promise<number>
  /** Told of a conversation, or of work, that was set aside because it cannot be done. */
  onSetAside(error: unknown): void
}

/** The oldest commit alone, or a batch of deadlines; each conversation by itself. */
const APART: DeriveLimits = { ...DERIVE_LIMITS, eventsPerStep: 1, apart: true }
const ADMIT_BATCH = 500

/**
 * One turn of the loop at `now`: folds what waits in the inbox, fires the deadlines that have come, admits what changed.
 * Then, as long as nothing new waits, folds conversations again whose state was made under other constants.
 * Under load, a little that came meanwhile is left to the next turn. Stops early when `stop` is aborted.
 *
 * One faulty conversation does not stop the others: a step that fails is done again with each conversation by itself.
 * A database that does not answer is no such fault, and is thrown.
 */
export async function settle(now: number, config: FeatureConfig, ports: SettlePorts, stop: AbortSignal): Promise<void> {
  while (!stop.aborted && (await settleInbox(now, config, ports)));
  while (!stop.aborted && (await settleDue(now, config, ports)));
  while (!stop.aborted && (await settleAdmission(now, ports, stop)));
  while (!stop.aborted && (await settleRefold(now, config, ports))) {
    while (!stop.aborted && (await settleInbox(now, config, ports)));
    while (!stop.aborted && (await settleAdmission(now, ports, stop)));
  }
}

async function settleRefold(now: number, config: FeatureConfig, ports: SettlePorts): Promise<boolean> {
  try {
    return (await refoldNext(now, config, ports)).more
  } catch (error) {
    if (isUnavailable(error) || isReplaced(error)) throw error
  }
  tell(await refoldNext(now, config, ports, APART), ports)
  return true
}

/** @returns is there probably more to do? So with the others. */
async function settleInbox(now: number, config: FeatureConfig, ports: SettlePorts): Promise<boolean> {
  const step = (limits: DeriveLimits) => deriveInbox(now, config, ports, limits)
  try {
    return (await step(DERIVE_LIMITS)).more
  } catch (error) {
    if (isUnavailable(error) || isReplaced(error)) throw error
  }
  const oldest = await ports.fold.oldest()
  if (oldest === null) return false
  try {
    tell(await step(APART), ports)
  } catch (error) {
    if (isUnavailable(error)) throw error
    await ports.fold.setAside(oldest, String(error)) // not even its events can be read
    ports.onSetAside(error)
  }
  return true
}

async function settleDue(now: number, config: FeatureConfig, ports: SettlePorts): Promise<boolean> {
  try {
    return (await deriveDue(now, config, ports)).more
  } catch (error) {
    if (isUnavailable(error) || isReplaced(error)) throw error
  }
  tell(await deriveDue(now, config, ports, APART), ports)
  return true
}

async function settleAdmission(now: number, ports: SettlePorts, stop: AbortSignal): Promise<boolean> {
  try {
    return (await ports.admit(now, ADMIT_BATCH)) > 0
  } catch (error) {
    if (isUnavailable(error)) throw error
  }
  for (let i = 0; i < ADMIT_BATCH && !stop.aborted; i++) {
    const turn = await ports.fold.firstToAdmit()
    if (turn === null) return false
    try {
      await ports.admit(now, 1)
    } catch (error) {
      if (isUnavailable(error)) throw error
      await ports.fold.passOver(turn, String(error))
      ports.onSetAside(error)
    }
  }
  return true
}

function tell({ faults }: DeriveSummary, { onSetAside }: SettlePorts): void {
  for (const fault of faults) onSetAside(fault)
}

/** Another service's constants are in force: nothing is wrong with any conversation. */
export const isReplaced = (error: unknown): boolean =>
  error instanceof LoopError && error.code === 'LOOP_FEATURE_CONFIG_REPLACED'
const isUnavailable = (error: unknown): boolean => error instanceof LoopError && error.status === 503
