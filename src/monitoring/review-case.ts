import type { LabelledTurn, ReviewedUnit } from '../labels/label-reader.ts'
import type { Unit } from '../metrics/unit.ts'
import { hajek } from '../stats/hajek.ts'
import { type Bounded, independentDifference } from '../stats/independent-difference.ts'

/** A reviewed conversation with what decides its fault cluster and the release that answered it. */
export interface ReviewCase {
  readonly conversationId: string
  readonly startedAt: number
  readonly bundle: string | null
  readonly flagged: boolean
  readonly atFault: boolean
  /** Part at fault and predicted intent of the suspect turn; null = nothing was at fault. */
  readonly cluster: string | null
  readonly probability: number
  readonly user: string
}

/** A bundle and when it first became the live one, epoch milliseconds. */
export interface Release {
  readonly bundle: string
  readonly at: number
}

type Context = Pick<Unit, 'eligible' | 'bundle' | 'startedAt'>

/** Eligible conversations with a verdict on which people do not tie. */
export function reviewCases(
  reviewed: readonly ReviewedUnit[],
  turns: readonly LabelledTurn[],
  contexts: ReadonlyMap<string, Context>,
): ReviewCase[] {
  const suspects = new Map(
    turns.filter((turn) => turn.isSuspect).map((turn) => [turn.sampleId, turn.prediction.intent ?? 'unknown']),
  )
  return reviewed.flatMap((unit) => {
    const context = contexts.get(unit.conversationId)
    if (!context?.eligible || context.startedAt === null || unit.atFault === null) return []
    const cluster = unit.atFault ? `${unit.part ?? 'open'}/${suspects.get(unit.sampleId) ?? 'unknown'}` : null
    return [
      {
        conversationId: unit.conversationId,
        startedAt: context.startedAt,
        bundle: context.bundle,
        flagged: unit.stratum === 'flagged',
        atFault: unit.atFault,
        cluster,
        probability: unit.inclusionProbability,
        user: unit.userId ?? `conversation ${unit.conversationId}`,
      },
    ]
  })
}

/** Weighted share of the cases that are so, with its interval. */
export const shareOf = (cases: readonly ReviewCase[], is: (each: ReviewCase) => boolean): Bounded =>
  hajek(cases.map((each) => ({ value: Number(is(each)), probability: each.probability, cluster: each.user })))

/** How far the share fell from the earlier cases to the later ones; above 0 = it became rarer. */
export const dropOf = (
  before: readonly ReviewCase[],
  after: readonly ReviewCase[],
  is: (each: ReviewCase) => boolean,
): Bounded => independentDifference(shareOf(before, is), shareOf(after, is))
