import type { LabelledTurn, ResponseCount, ReviewedUnit } from '../labels/label-reader.ts'
import { ALL, type Figure, finite, type Grouping, groupOf, type Unit } from '../metrics/unit.ts'
import { TASKS, type Task } from '../models/task.ts'
import { hajek, type SampledUnit } from '../stats/hajek.ts'

/** What of a reviewed conversation the weighted figures need beside the review. */
export type ReviewedContext = Pick<Unit, 'eligible' | 'bundle' | 'arm' | 'assistantId' | 'channel' | 'startedAt'>
type Contexts = ReadonlyMap<string, ReviewedContext>

/**
 * Share of eligible conversations in which the model was at fault, from the reviewed ones, each weighted by 1 over its
 * inclusion probability (Hajek, clusters are users). Conversations on whose verdict people tie are left out.
 */
export function failureRate(reviewed: readonly ReviewedUnit[], contexts: Contexts, by: Grouping | null): Figure[] {
  const units = reviewed.flatMap((unit) => {
    const context = contexts.get(unit.conversationId)
    if (!context?.eligible || unit.atFault === null) return []
    return [
      {
        group: groupOf(context, by),
        value: Number(unit.atFault),
        probability: unit.inclusionProbability,
        cluster: unit.userId ?? `conversation ${unit.conversationId}`,
      },
    ]
  })
  return weighted('failure_rate', units, by)
}

/**
 * Live accuracy of a task: does the prediction equal the people's label, on the uniformly chosen turn of each reviewed
 * conversation, weighted by the number of its predicted turns over its inclusion probability. Suspect turns never
 * enter. Grouped by bundle, it is the bundle that answered the turn.
 */
export function liveAccuracy(
  task: Task,
  turns: readonly LabelledTurn[],
  contexts: Contexts,
  by: Grouping | null,
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
        weight: turn.predictedTurns,
        cluster: turn.userId ?? `conversation ${turn.conversationId}`,
      },
    ]
  })
  return weighted(`live_accuracy_${task}`, units, by)
}

export const liveAccuracies = (turns: readonly LabelledTurn[], contexts: Contexts, by: Grouping | null): Figure[] =>
  TASKS.flatMap((task) => liveAccuracy(task, turns, contexts, by))

const NO_ANSWER = new Set(['skipped', 'withdrawn', 'expired'])
const OPEN = new Set(['waiting', 'leased'])

/** Drawn samples that will never be reviewed, as a weighted share of those that are over: how much the weighted rates may miss. */
export function nonResponse(counts: readonly ResponseCount[]): Figure {
  const over = counts.filter((count) => !OPEN.has(count.state))
  const lost = over.filter((count) => NO_ANSWER.has(count.state))
  const sum = (some: readonly ResponseCount[], of: 'samples' | 'weight'): number =>
    some.reduce((total, count) => total + count[of], 0)
  return {
    figure: 'non_response',
    by: null,
    group: ALL,
    numerator: sum(lost, 'samples'),
    denominator: sum(over, 'samples'),
    immature: openSamples(counts),
    estimate: finite(sum(lost, 'weight') / sum(over, 'weight')),
    low: null,
    high: null,
    effective_size: sum(over, 'samples'),
    users: 0,
  }
}

/** Drawn, and still waiting for people. */
export const openSamples = (counts: readonly ResponseCount[]): number =>
  counts.filter((count) => OPEN.has(count.state)).reduce((total, count) => total + count.samples, 0)

function weighted(
  figure: string,
  units: readonly (SampledUnit & { readonly group: string; readonly cluster: string })[],
  by: Grouping | null,
): Figure[] {
  const groups = Map.groupBy(units, (unit) => unit.group)
  if (by === null && groups.size === 0) groups.set(ALL, [])
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, some]) => {
      const { estimate, low, high, effectiveSize } = hajek(some)
      return {
        figure,
        by,
        group,
        numerator: some.reduce((total, unit) => total + unit.value, 0),
        denominator: some.length,
        immature: null,
        estimate: finite(estimate),
        low: finite(low),
        high: finite(high),
        effective_size: effectiveSize,
        users: new Set(some.map((unit) => unit.cluster)).size,
      }
    })
}
