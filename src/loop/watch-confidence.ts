import { setImmediate } from 'node:timers/promises'
import { liveAccuracy } from '../evaluation/live-accuracy.ts'
import type { TraitStore } from '../metrics/trait-store.ts'
import { TASKS, type Task } from '../models/task.ts'
import { type Calibration, calibrationOf } from '../monitoring/calibration.ts'
import { judgedPredictions, unjudgedPredictions } from '../monitoring/judged-predictions.ts'
import {
  disagree,
  type UnjudgedPrediction,
  type UnlabelledAccuracy,
  unlabelledAccuracy,
} from '../monitoring/unlabelled-accuracy.ts'
import type { Bounded } from '../stats/independent-difference.ts'
import { type Review, type ReviewPorts, readReview } from './watch-reviewed.ts'

export interface ConfidencePorts extends ReviewPorts {
  readonly traits: Pick<TraitStore, 'turns'>
}

export interface ConfidenceScope {
  /** Conversations that began in [from, to), epoch milliseconds. */
  readonly from: number
  readonly to: number
  /** null = all. */
  readonly assistant: string | null
  readonly bundle: string | null
}

/** What the confidences of a task say, beside what people found. */
export interface ConfidenceView {
  readonly task: Task
  /** Share of all predicted turns in each of 20 equal bins of confidence, as counts. */
  readonly histogram: readonly number[]
  readonly calibration: Calibration
  /** Live accuracy by the reviewed random turns, weighted; null without any. */
  readonly weighted: (Bounded & { readonly turns: number }) | null
  readonly unlabelled: UnlabelledAccuracy
  /** The weighted and the unlabelled accuracy contradict each other; by the thresholded one where it is known. */
  readonly disagrees: boolean
}

export const HISTOGRAM_BINS = 20

/**
 * Confidence, calibration, and accuracy with and without labels over one span.
 *
 * @param review of all time, where the caller has read it already
 */
export async function watchConfidence(
  scope: ConfidenceScope,
  ports: ConfidencePorts,
  review?: Review,
): Promise<ConfidenceView[]> {
  const { from, to, assistant, bundle } = scope
  const all: Record<Task, UnjudgedPrediction[]> = { intent: [], objection: [] }
  for await (const batch of ports.traits.turns(from, to, assistant)) {
    for (const each of batch)
      for (const task of TASKS)
        for (const turn of unjudgedPredictions(each, task))
          if (bundle === null || turn.bundle === bundle) all[task].push(turn)
    await setImmediate()
  }
  const { turns, contexts } = review ?? (await readReview({ by: [], from: null, to: null }, ports))
  const ours = turns.filter(
    (turn) =>
      contexts.get(turn.conversationId)?.eligible === true &&
      (assistant === null || turn.assistantId === assistant) &&
      (bundle === null || turn.bundle === bundle),
  )
  const startOf = (conversationId: string): number => contexts.get(conversationId)?.startedAt ?? Number.NaN
  return TASKS.map((task) => {
    const judged = judgedPredictions(ours, task)
    const inside = judged.filter(
      ({ turn }) => startOf(turn.conversationId) >= from && startOf(turn.conversationId) < to,
    )
    const earlier = judged.filter(({ turn }) => startOf(turn.conversationId) < from)
    const weighted = weightedAccuracy(
      task,
      inside.map(({ turn }) => turn),
      contexts,
    )
    const unlabelled = unlabelledAccuracy(all[task], earlier)
    return {
      task,
      histogram: histogramOf(all[task]),
      calibration: calibrationOf(inside),
      weighted,
      unlabelled,
      disagrees: disagree(weighted, unlabelled.thresholded ?? unlabelled.meanConfidence),
    }
  })
}

function weightedAccuracy(
  task: Task,
  turns: Parameters<typeof liveAccuracy>[1],
  contexts: Parameters<typeof liveAccuracy>[2],
): ConfidenceView['weighted'] {
  const [figure] = liveAccuracy(task, turns, contexts, [])
  if (figure === undefined || figure.estimate === null) return null
  return { estimate: figure.estimate, low: figure.low ?? 0, high: figure.high ?? 1, turns: figure.denominator }
}

export function histogramOf(turns: readonly UnjudgedPrediction[]): number[] {
  const bins = new Array<number>(HISTOGRAM_BINS).fill(0)
  for (const { confidence } of turns)
    bins[Math.min(HISTOGRAM_BINS - 1, Math.max(0, Math.floor(confidence * HISTOGRAM_BINS)))]!++
  return bins
}
