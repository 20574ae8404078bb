import type { FeatureConfig } from '../features/config.ts'
import { type DerivePorts, deriveDue, deriveInbox } from './derive.ts'

export interface SettlePorts extends DerivePorts {
  /** Looks at rows that are new or changed; returns how many there were. */
  admit(now: number): Promise<number>
}

/**
 * Everything that is due at `now`: folds until the inbox is empty, fires deadlines until none is due, admits until
 * nothing is new. Stops early when `stop` is aborted. Returns how many steps did something.
 */
export async function settle(
  now: number,
  config: FeatureConfig,
  ports: SettlePorts,
  stop: AbortSignal,
): Promise<number> {
  let steps = 0
  const repeat = async (step: () => Promise<boolean>) => {
    while (!stop.aborted && (await step())) steps++
  }
  await repeat(async () => (await deriveInbox(now, config, ports)).worked)
  await repeat(async () => (await deriveDue(now, config, ports)).worked)
  await repeat(async () => (await ports.admit(now)) > 0)
  return steps
}
