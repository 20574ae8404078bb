import { LoopError } from '../errors/loop-error.ts'
import { namedOnly } from '../features/config.ts'
import type { ConfigInForce } from '../features/config-history.ts'
import type { Ports } from './wiring.ts'

type Needed = Pick<Ports, 'configHistory' | 'loadedFeatures' | 'clock'>

/**
 * A service starts: its configuration is the one in force from now on, and conversations that were folded under another are
 * folded again. Throws LOOP_LATENESS_FIXED.
 */
export async function putFeaturesInForce({ configHistory, loadedFeatures, clock }: Needed): Promise<void> {
  const { config, hash } = loadedFeatures
  const before = await configHistory.current()
  const lateness = before?.config as { lateChatMs?: number; lateOutcomeMs?: number } | undefined
  if (
    lateness !== undefined &&
    (lateness.lateChatMs !== config.lateChatMs || lateness.lateOutcomeMs !== config.lateOutcomeMs)
  )
    throw new LoopError(
      'LOOP_LATENESS_FIXED',
      `late_chat_ms ${config.lateChatMs} and late_outcome_ms ${config.lateOutcomeMs} came; this data was taken in with ${lateness.lateChatMs} and ${lateness.lateOutcomeMs}, by which each event was kept apart or not when it came. Leave the two as they are, or start on new data and import the log.`,
    )
  const { refold } = await configHistory.putInForce({ hash, config: namedOnly(config) }, await clock.now())
  if (refold.finishedAt !== null) return
  const rest = refold.conversations - refold.looked
  process.stderr.write(
    `salesloop: feature configuration ${hash} is in force; ${rest} of ${refold.conversations} conversations are still to be looked at and folded again. Their old rows are read until then (salesloop refold, GET /v1/features/config).\n`,
  )
}

/** Whoever works beside a service must see with its eyes. Throws LOOP_FEATURE_CONFIG_DIFFERS. */
export async function requireFeatures({ configHistory, loadedFeatures, clock }: Needed): Promise<void> {
  const inForce = await configHistory.current()
  if (inForce === null) return putFeaturesInForce({ configHistory, loadedFeatures, clock })
  refuseOthers(loadedFeatures.hash, inForce)
}

/** @throws LoopError LOOP_FEATURE_CONFIG_DIFFERS when another configuration is in force */
export function refuseOthers(own: string, inForce: ConfigInForce | null): void {
  if (inForce === null || inForce.configHash === own) return
  throw new LoopError(
    'LOOP_FEATURE_CONFIG_DIFFERS',
    `The feature configuration here is ${own}; ${inForce.configHash} is in force on this data. Give the service's --feature-config here too, or set SALESLOOP_FEATURE_CONFIG for both.`,
  )
}
