import type { SamplingPolicy } from '../admission/sampling-policy.ts'
import { type FaultReport, faultReport } from '../evaluation/fault-report.ts'
import type { LabelReader } from '../labels/label-reader.ts'
import type { FaultStore, HeldOutVerdict } from '../training/fault-store.ts'
import { type HoldSource, withoutHeldVerdicts } from '../training/holds.ts'

export interface CompareFaultsPorts {
  readonly labels: Pick<LabelReader, 'reviewed'>
  readonly faults: Pick<FaultStore, 'heldOut' | 'scored' | 'drawnFor'>
  /** Whose verdicts judge no model, since they may be poisoned. */
  readonly holds: HoldSource
}

/** What a model is judged by. */
export interface FaultEvidence {
  /** The verdicts that it learned from, each by a model that had not seen its user. */
  readonly heldOut: FaultReport | null
  /** What was drawn and judged since, by the score that it gave when the draw was due. */
  readonly since: FaultReport | null
}

/** The model beside the rule table at equal review budget, on verdicts that it had not seen. */
export async function compareFaults(
  model: string,
  policy: SamplingPolicy,
  ports: CompareFaultsPorts,
): Promise<FaultEvidence> {
  const reviewed = await ports.labels.reviewed()
  const sound = withoutHeldVerdicts(reviewed, await ports.holds.holds())
  const kept = new Set(sound.map(({ conversationId }) => conversationId))
  const held = new Set(reviewed.map(({ conversationId }) => conversationId).filter((id) => !kept.has(id)))
  const verdicts = new Map(
    sound.flatMap(({ conversationId, atFault }) => (atFault === null ? [] : [[conversationId, atFault] as const])),
  )
  const scored = await ports.faults.scored(model, [...verdicts.keys()])
  const since = scored.map((one) => ({ ...one, atFault: verdicts.get(one.conversationId)! }))
  return {
    heldOut: await reportOn(
      (await ports.faults.heldOut(model)).filter((one) => !held.has(one.conversationId)),
      policy,
      ports,
    ),
    since: await reportOn(since, policy, ports),
  }
}

async function reportOn(
  verdicts: readonly HeldOutVerdict[],
  policy: SamplingPolicy,
  { faults }: CompareFaultsPorts,
): Promise<FaultReport | null> {
  if (verdicts.length === 0) return null
  const at = verdicts.map((one) => one.decidedAt)
  const from = at.reduce((least, each) => Math.min(least, each))
  const until = at.reduce((most, each) => Math.max(most, each))
  const drawn = await faults.drawnFor(from, until)
  const windows = Math.max(1, (until - from) / policy.windowMs)
  const share = (policy.budget * windows) / Math.max(1, drawn.flagged + drawn.control)
  return faultReport(verdicts, { ...drawn, share }, policy)
}
