import { type ArmSums, sumsOf, type UserTotal } from '../experiments/arm-sums.ts'
import type { LabelReader } from '../labels/label-reader.ts'
import type { ExposureReader, ExposureScope } from '../releases/exposure-reader.ts'
import type { ReleaseStates } from '../releases/model-registry.ts'
import type { Canary } from '../releases/release-state.ts'
import { type ArmPair, checkStage, type Exposures, type StageCheck } from '../releases/stage-check.ts'

export interface CheckPorts {
  readonly exposures: ExposureReader
  readonly labels: Pick<LabelReader, 'reviewed'>
}

/** What is known of a canary's present stage: from the rows as they stand, and from what people reviewed. */
export async function checkCanary(
  canary: Canary,
  about: { readonly live: string; readonly assistant: string | null; readonly states: ReleaseStates },
  ports: CheckPorts,
  now: number,
): Promise<StageCheck> {
  const scope: ExposureScope = {
    experiment: canary.experiment,
    live: about.live,
    canary: canary.bundle,
    assistant: about.assistant,
    others: [...about.states.own.keys()],
    startedAt: canary.startedAt,
    from: canary.since,
    until: null,
    now,
  }
  return checkStage(canary, await exposuresIn(scope, ports), now)
}

/** Everything that both arms brought, the weighted failure rate included. */
export async function exposuresIn(scope: ExposureScope, ports: CheckPorts): Promise<Exposures> {
  const { users, figures } = await ports.exposures.exposures(scope)
  return { users, figures: { ...figures, failure_rate: await failures(scope, ports) } }
}

/** Reviewed conversations per user, each weighted by 1 over its inclusion probability; ties are left out. */
async function failures(scope: ExposureScope, { exposures, labels }: CheckPorts): Promise<ArmPair> {
  const since = await labels.reviewed(scope.from) // a review is later than its conversation
  const reviewed = since.filter((unit) => unit.atFault !== null && unit.labelledAt <= scope.now)
  const exposed = await exposures.armsOf(
    scope,
    reviewed.map((unit) => unit.conversationId),
  )
  const users = { live: new Map<string, UserTotal>(), canary: new Map<string, UserTotal>() }
  for (const { conversationId, inclusionProbability, atFault } of reviewed) {
    const found = exposed.get(conversationId)
    if (found === undefined) continue
    const held = users[found.arm].get(found.user) ?? { sum: 0, size: 0, units: 0 }
    users[found.arm].set(found.user, {
      sum: held.sum + Number(atFault) / inclusionProbability,
      size: held.size + 1 / inclusionProbability,
      units: (held.units ?? 0) + 1,
    })
  }
  const sums = (arm: keyof ArmPair): ArmSums => sumsOf(users[arm].values())
  return { live: sums('live'), canary: sums('canary') }
}
