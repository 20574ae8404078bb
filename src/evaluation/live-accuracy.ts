import type { LabelledTurn, ReviewedUnit } from '../labels/label-reader.ts'
import type { Figure } from '../metrics/figure.ts'
import { type Grouped, type Groupings, groupOf } from '../metrics/grouping.ts'
import type { Unit } from '../metrics/unit.ts'
import { TASKS, type Task } from '../models/task.ts'
import type { StratumSizes } from '../stats/hajek.ts'
import { weightedFigure } from './weighted-figure.ts'

/** What of a reviewed conversation the weighted figures need beside the review. */
export type ReviewedContext = Grouped & Pick<Unit, 'eligible'>
type Contexts = ReadonlyMap<string, ReviewedContext>
/** Group -> true sizes of its strata, to which the weights are fitted. */
type Sizes = ReadonlyMap<string, StratumSizes>

/**
 * Share of eligible conversations in which the model was at fault, from the reviewed ones, each weighted by 1 over its
 * inclusion probability (Hajek, clusters are users). Conversations on whose verdict people tie are left out.
 */
export function failureRate(
  reviewed: readonly ReviewedUnit[],
  contexts: Contexts,
  by: Groupings,
  conversations: Sizes = new Map(),
): Figure[] {
  const units = reviewed.flatMap((unit) => {
    const context = contexts.get(unit.conversationId)
    if (!context?.eligible || unit.atFault === null) return []
    return [
      {
        group: groupOf(context, by),
        value: Number(unit.atFault),
        probability: unit.inclusionProbability,
        stratum: unit.stratum,
        cluster: unit.userId ?? `conversation ${unit.conversationId}`,
      },
    ]
  })
  return weightedFigure('failure_rate', units, by, conversations)
}

/**
 * Live accuracy of a task: does the prediction equal the people's label, on the uniformly chosen turn of each reviewed
 * conversation, weighted by the number of its predicted turns over its inclusion probability. Suspect turns never
 * enter. Grouped by bundle, it is the bundle that answered the turn; how many turns each answered is not known, so that
 * there the weights stay those of inclusion.
 */
export function liveAccuracy(
  task: Task,
  turns: readonly LabelledTurn[],
  contexts: Contexts,
  by: Groupings,
  predictedTurns: Sizes = new Map(),
): Figure[] {
  const units = turns.flatMap((turn) => {
    const context = contexts.get(turn.conversationId)
    const predicted = turn.prediction[task]
    const label = turn.label[task]
    if (!turn.isRandomTurn || !context?.eligible || predicted === null || label === null) return []
    return [
      {
        group: groupOf({ ...context, bundle: turn.bundle ?? context.bundle }, by),
        value: Number(predicted === label),
        probability: turn.inclusionProbability,
        stratum: turn.stratum,
        weight: turn.predictedTurns,
        cluster: turn.userId ?? `conversation ${turn.conversationId}`,
      },
    ]
  })
  return weightedFigure(`live_accuracy_${task}`, units, by, by.includes('bundle') ? new Map() : predictedTurns)
}

export const liveAccuracies = (
  turns: readonly LabelledTurn[],
  contexts: Contexts,
  by: Groupings,
  predictedTurns: Sizes = new Map(),
): Figure[] => TASKS.flatMap((task) => liveAccuracy(task, turns, contexts, by, predictedTurns))
