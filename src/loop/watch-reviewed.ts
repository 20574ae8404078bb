import { failureRate, liveAccuracy, type ReviewedContext } from '../evaluation/live-accuracy.ts'
import { nonResponse, openSamples } from '../evaluation/non-response.ts'
import type { Population } from '../evaluation/population.ts'
import type { DrawnSample, LabelledTurn, LabelReader, ReviewedUnit } from '../labels/label-reader.ts'
import type { Figure, Measured } from '../metrics/figure.ts'
import { ALL, type Groupings, groupOf, isOver, placeOf } from '../metrics/grouping.ts'
import { isInSpan } from '../metrics/tally.ts'
import { groupedAt } from '../metrics/unit-columns.ts'
import type { ColumnReader } from '../metrics/unit-reader.ts'
import { TASKS, type Task } from '../models/task.ts'
import { labelCost, type ReleaseYield, releaseYields } from '../monitoring/label-cost.ts'
import type { ReleaseHistory } from '../monitoring/release-history.ts'
import { reviewCases } from '../monitoring/review-case.ts'
import { type FaultCluster, faultClusters, timeToFix } from '../monitoring/time-to-fix.ts'

export interface ReviewPorts {
  readonly columns: ColumnReader
  readonly labels: LabelReader
  readonly history: ReleaseHistory
}

interface Span {
  readonly by: Groupings
  readonly from: number | null
  readonly to: number | null
}

/** A figure with the key of its group. */
export interface KeyedFigure {
  readonly key: string
  readonly figure: Figure
}

/** What was counted of all conversations, reviewed or not. */
export interface Whole {
  readonly population: Population
  /** Bundle -> eligible conversations that it answered. */
  readonly answered: ReadonlyMap<string, number>
}

/** What people said, with the conversations that it is about. */
export interface Review {
  readonly reviewed: readonly ReviewedUnit[]
  readonly turns: readonly LabelledTurn[]
  readonly contexts: ReadonlyMap<string, ReviewedContext>
  readonly drawn: readonly DrawnSample[]
}

/** Of conversations that began in the span. */
export async function readReview({ by, from, to }: Span, { labels, columns }: ReviewPorts): Promise<Review> {
  const [reviewed, turns, all] = [await labels.reviewed(), await labels.labelledTurns(), await labels.drawn()]
  const contexts = await contextsOf({ by, from, to }, columns)
  return { reviewed, turns, contexts, drawn: all.filter((sample) => contexts.has(sample.conversationId)) }
}

/** The figures that rest on what people reviewed. */
export async function reviewedFigures(
  span: Span,
  { population, answered }: Whole,
  now: number,
  ports: ReviewPorts,
): Promise<KeyedFigure[]> {
  const { by } = span
  const review = await readReview(span, ports)
  const { reviewed, turns, contexts, drawn } = review
  const open = openByGroup(drawn, contexts, by)
  const weighted = [
    ...failureRate(reviewed, contexts, by, population.conversations),
    ...TASKS.flatMap((task) =>
      liveAccuracy(task, turns, contexts, by, predictedOn(task, turns, contexts) ? population.turns : new Map()),
    ),
  ].map((figure) => {
    const key = keyOf(figure, by)
    const immature = open.get(key) ?? 0
    return { key, figure: { ...figure, immature, settled: immature === 0 && isOver(figure, now) } }
  })
  const whole = by.length === 0 ? nonResponse(drawn, reviewed, turns) : []
  const across =
    by.length === 0 || by.join() === 'bundle' ? await acrossReleases(by, review, answered, ports.history) : []
  return [...weighted, ...whole.map((figure) => ({ key: ALL, figure })), ...across]
}

/**
 * Does every random turn carry a prediction of this task? What is known of each stratum is how many turns carry any: where
 * this task's are only a part of them, and not the same part everywhere, fitting to those sizes would bend the accuracy.
 */
const predictedOn = (task: Task, turns: readonly LabelledTurn[], contexts: Review['contexts']): boolean =>
  turns.every((turn) => !turn.isRandomTurn || !contexts.has(turn.conversationId) || turn.prediction[task] !== null)

/** Conversations in review that began in the span. */
async function contextsOf(span: Span, reader: ColumnReader): Promise<Map<string, ReviewedContext>> {
  const contexts = new Map<string, ReviewedContext>()
  for await (const columns of reader.columns(span.from, span.to, span.by))
    for (const [conversationId, i] of columns.sampled)
      if (isInSpan(columns.startedAt[i]!, span))
        contexts.set(conversationId, { ...groupedAt(columns, i), eligible: columns.eligible[i] === 1 })
  return contexts
}

const keyOf = ({ groups }: Figure, by: Groupings): string => {
  const names = by.map((grouping) => groups[grouping] ?? '')
  return names.length === 0 ? ALL : names.length === 1 ? names[0]! : JSON.stringify(names)
}

/** Samples that still wait for people, by group. */
function openByGroup(drawn: readonly DrawnSample[], contexts: Review['contexts'], by: Groupings): Map<string, number> {
  const groups = Map.groupBy(drawn, (sample) => groupOf(contexts.get(sample.conversationId)!, by))
  return new Map([...groups].map(([key, some]) => [key, openSamples(some)]))
}

/** Time to fix and label cost: of the whole, and the cost of each release by its bundle. */
async function acrossReleases(
  by: Groupings,
  review: Review,
  answered: Whole['answered'],
  history: ReleaseHistory,
): Promise<KeyedFigure[]> {
  const { clusters, yields } = await lookAcross(review, answered, history)
  const line = (key: string, measured: Measured): KeyedFigure => ({
    key,
    figure: { ...placeOf(key, by), ...measured },
  })
  if (by.length > 0) return yields.map((each) => line(each.bundle, labelCost([each])))
  return [line(ALL, timeToFix(clusters)), line(ALL, labelCost(yields))]
}

/** Kinds of faults with the release that mended each, and what each release cost and averted. */
export async function lookAcross(
  { reviewed, turns, contexts }: Review,
  answered: Whole['answered'],
  history: ReleaseHistory,
): Promise<{ clusters: FaultCluster[]; yields: ReleaseYield[] }> {
  const cases = reviewCases(reviewed, turns, contexts)
  const releases = await history.wentLive()
  return {
    clusters: faultClusters(cases, releases),
    yields: releaseYields(cases, releases, await history.labelledAt(), answered),
  }
}
