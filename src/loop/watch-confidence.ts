import { setImmediate } from 'node:timers/promises'
import { liveAccuracy } from '../evaluation/live-accuracy.ts'
import type { TraitStore } from '../metrics/trait-store.ts'
import { TASKS, type Task } from '../models/task.ts'
import { type Calibration, calibrationOf } from '../monitoring/calibration.ts'
import { eachTold, judgedPredictions } from '../monitoring/judged-predictions.ts'
import { ToldConfidences } from '../monitoring/told-confidences.ts'
import { disagree, type UnlabelledAccuracy, unlabelledAccuracy } from '../monitoring/unlabelled-accuracy.ts'
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
/** Conversations after which others have their turn. */
const UNBROKEN = 1000

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
  const all = await toldIn(scope, ports)
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
      histogram: all[task].histogram(HISTOGRAM_BINS),
      calibration: calibrationOf(inside),
      weighted,
      unlabelled,
      disagrees: disagree(weighted, unlabelled.thresholded ?? unlabelled.meanConfidence),
    }
  })
}

async function toldIn(
  { from, to, assistant, bundle }: ConfidenceScope,
  { traits }: Pick<ConfidencePorts, 'traits'>,
): Promise<Record<Task, ToldConfidences>> {
  const all = { intent: new ToldConfidences(), objection: new ToldConfidences() }
  let unbroken = 0
  for await (const batch of traits.turns(from, to, assistant)) {
    for (const each of batch)
      for (const task of TASKS)
        eachTold(each, task, (user, confidence, by) => {
          if (bundle === null || by === bundle) all[task].add(user, confidence)
        })
    unbroken += batch.length
    if (unbroken >= UNBROKEN) {
      await setImmediate()
      unbroken = 0
    }
  }
  return all
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
