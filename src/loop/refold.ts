import type { AdmissionRow } from '../admission/rules.ts'
import { configHash, type FeatureConfig } from '../features/config.ts'
import type { FoldStep } from '../features/fold-store.ts'
import { DERIVE_LIMITS, type DeriveLimits, type DerivePorts, type DeriveSummary } from './derive.ts'
import { deriveWork, type Work } from './fold-work.ts'
import { judgesOf } from './judges.ts'
import { differs } from './row-difference.ts'

/** Conversations looked at in one step: small, since what happens now waits for the step to end. */
const PER_STEP = 200

/**
 * Folds the next conversations anew whose state was made under other constants. How far it is stands in the same
 * transaction as their rows, so that a process that dies loses a step at most. A conversation to which something happens
 * meanwhile is folded under the new constants by that, and not again here.
 *
 * Throws LOOP_FEATURE_CONFIG_REPLACED when other constants are in force by now.
 */
export async function refoldNext(
  now: number,
  config: FeatureConfig,
  ports: DerivePorts,
  limits: DeriveLimits = DERIVE_LIMITS,
): Promise<DeriveSummary> {
  const judges = await judgesOf(ports.rules)
  return ports.fold.step(async (step) => {
    const ids = await step.outdated(configHash(config), limits.apart ? 1 : PER_STEP, now)
    if (ids === null) return { more: false, conversations: 0, changed: 0, faults: [] }
    const before = await step.rows(ids)
    const after: AdmissionRow[] = []
    const watched = { step: noting(step, after), judges }
    const derived = await deriveWork(refoldOf(ids), now, config, watched, limits.apart)
    const differing = after.filter((row) => differs(before.get(row.conversation_id) ?? null, row)).length
    await step.noteRefolded(derived.changed, differing)
    return { ...derived, more: true }
  })
}

export const refoldOf = (ids: readonly string[]): Work => ({
  touched: new Set(ids),
  inputs: new Map(),
  acts: new Map(),
  refold: new Set(ids),
})

/** The step, and the rows that it saves. */
const noting = (step: FoldStep<AdmissionRow>, rows: AdmissionRow[]): FoldStep<AdmissionRow> => ({
  ...step,
  async save(results, stamp) {
    const changed = await step.save(results, stamp)
    rows.push(...results.map(({ row }) => row))
    return changed
  },
})
