import type { FeatureConfig } from '../features/config.ts'
import { type DerivePorts, deriveDue, deriveInbox } from './derive.ts'

export interface SettlePorts extends DerivePorts {
  /** Looks at rows that are new or changed; returns how many there were. */
  admit(now: number): Promise<number>
}

/**
 * One turn of the loop at `now`: folds what waits in the inbox, fires the deadlines that have come, admits what changed.
 * Under load, a little that came meanwhile is left to the next turn. Stops early when `stop` is aborted.
 */
export async function settle(now: number, config: FeatureConfig, ports: SettlePorts, stop: AbortSignal): Promise<void> {
  while (!stop.aborted && (await deriveInbox(now, config, ports)).more);
  while (!stop.aborted && (await deriveDue(now, config, ports)).more);
  while (!stop.aborted && (await ports.admit(now)) > 0);
}
