import { type ArmSums, sumsOf, type UserTotal } from '../experiments/arm-sums.ts'
import { DEFAULT_CAP } from '../experiments/figure.ts'
import type { LabelReader } from '../labels/label-reader.ts'
import type { ExposedConversation, ExposureReader, ExposureScope, StageMoments } from '../releases/exposure-reader.ts'
import type { ReleaseStates } from '../releases/model-registry.ts'
import type { RampPolicy } from '../releases/ramp-policy.ts'
import type { Canary } from '../releases/release-state.ts'
import { type ArmPair, checkStage, type Exposures, type StageCheck } from '../releases/stage-check.ts'

export interface CheckPorts {
  readonly exposures: ExposureReader
  readonly labels: Pick<LabelReader, 'reviewed'>
}
type ReviewedUnit = Awaited<ReturnType<LabelReader['reviewed']>>[number]

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
    cap: capOf(canary.ramp),
  }
  return checkStage(canary, await exposuresIn(scope, ports), now)
}

/** Up to where a ramp counts what a conversation brings. */
export const capOf = ({ guardrails }: RampPolicy): number =>
  guardrails.find(({ figure }) => figure === 'value_per_conversation')?.cap ?? DEFAULT_CAP

/** Everything that both arms brought, the weighted failure rate included. */
export async function exposuresIn(scope: ExposureScope, ports: CheckPorts): Promise<Exposures> {
  const [exposed, failures] = await Promise.all([
    ports.exposures.exposures(scope),
    failuresAt({ scope, at: [scope.now] }, ports),
  ])
  return { ...exposed, figures: { ...exposed.figures, failure_rate: failures[0]! } }
}

/** The same at several moments of the stages of one experiment, its conversations and its users' past read once. */
export async function exposuresAt(stages: readonly StageMoments[], ports: CheckPorts): Promise<Exposures[][]> {
  const [exposed, failures] = await Promise.all([
    ports.exposures.course(stages),
    Promise.all(stages.map((each) => failuresAt(each, ports))),
  ])
  return exposed.map((moments, stage) =>
    moments.map((each, i) => ({ ...each, figures: { ...each.figures, failure_rate: failures[stage]![i]! } })),
  )
}

/** Reviewed conversations per user by each moment, each weighted by 1 over its inclusion probability; ties are left out. */
async function failuresAt({ scope, at }: StageMoments, { exposures, labels }: CheckPorts): Promise<ArmPair[]> {
  const since = await labels.reviewed(scope.from) // a review is later than its conversation
  const reviewed = since.filter((unit) => unit.atFault !== null && unit.labelledAt <= at.at(-1)!)
  const exposed = await exposures.armsOf(
    scope,
    reviewed.map((unit) => unit.conversationId),
  )
  return at.map((instant) => {
    const units = reviewed.filter((unit) => unit.labelledAt <= instant)
    return { live: failuresOf('live', units, exposed), canary: failuresOf('canary', units, exposed) }
  })
}

function failuresOf(
  arm: keyof ArmPair,
  reviewed: readonly ReviewedUnit[],
  exposed: ReadonlyMap<string, ExposedConversation>,
): ArmSums {
  const users = new Map<string, UserTotal>()
  for (const { conversationId, inclusionProbability, atFault } of reviewed) {
    const found = exposed.get(conversationId)
    if (found?.arm !== arm) continue
    const held = users.get(found.user) ?? { sum: 0, size: 0, units: 0 }
    users.set(found.user, {
      sum: held.sum + Number(atFault) / inclusionProbability,
      size: held.size + 1 / inclusionProbability,
      units: (held.units ?? 0) + 1,
    })
  }
  return sumsOf(users.values())
}
