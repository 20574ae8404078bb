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

export interface SettlePorts extends DerivePorts {
  /** Looks at rows that are new or changed; returns how many there were. */
  admit(now: number): Promise<number>
  /** Told of work that was set aside because it cannot be done. */
  onSetAside(error: unknown): void
}

const ONE: DeriveLimits = { eventsPerStep: 1, deadlinesPerStep: 1 }
const POSTPONED_MS = 3_600_000

/**
 * One turn of the loop at `now`: folds what waits in the inbox, fires the deadlines that have come, admits what changed.
 * Under load, a little that came meanwhile is left to the next turn. Stops early when `stop` is aborted.
 */
export async function settle(now: number, config: FeatureConfig, ports: SettlePorts, stop: AbortSignal): Promise<void> {
  const inbox = (limits: DeriveLimits) => deriveInbox(now, config, ports, limits)
  const due = (limits: DeriveLimits) => deriveDue(now, config, ports, limits)
  const asideInbox = (error: unknown) => ports.fold.setAside(String(error))
  const asideDue = () => ports.fold.postpone(now, now + POSTPONED_MS)
  while (!stop.aborted && (await guarded(inbox, asideInbox, ports)));
  while (!stop.aborted && (await guarded(due, asideDue, ports)));
  while (!stop.aborted && (await ports.admit(now)) > 0);
}

/**
 * A step; if it cannot be done, the smallest one; if that cannot be done either, its work is set aside, so that one
 * faulty conversation does not stop all the others. A database that does not answer is no such fault.
 *
 * @returns is there probably more to do?
 */
async function guarded(
  step: (limits: DeriveLimits) => Promise<DeriveSummary>,
  setAside: (error: unknown) => Promise<void>,
  { onSetAside }: SettlePorts,
): Promise<boolean> {
  try {
    return (await step(DERIVE_LIMITS)).more
  } catch (error) {
    if (isUnavailable(error)) throw error
  }
  try {
    await step(ONE)
  } catch (error) {
    if (isUnavailable(error)) throw error
    await setAside(error)
    onSetAside(error)
  }
  return true
}

const isUnavailable = (error: unknown): boolean => error instanceof LoopError && error.status === 503
