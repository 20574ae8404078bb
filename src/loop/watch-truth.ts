import { setImmediate } from 'node:timers/promises'
import { addDrawn, newPopulation, type Population } from '../evaluation/population.ts'
import { type Parting, partings, type TruthFigure, truthFigures } from '../evaluation/truth-view.ts'
import { GROUPINGS, type Grouping, groupOf } from '../metrics/grouping.ts'
import { isInSpan } from '../metrics/tally.ts'
import { groupedAt } from '../metrics/unit-columns.ts'
import { TASKS, type Task } from '../models/task.ts'
import { judgedPredictions } from '../monitoring/judged-predictions.ts'
import { ToldConfidences } from '../monitoring/told-confidences.ts'
import { type UnlabelledAccuracy, unlabelledAccuracy } from '../monitoring/unlabelled-accuracy.ts'
import type { SampledUnit } from '../stats/hajek.ts'
import type { Bounded } from '../stats/independent-difference.ts'
import type { ConfidencePorts } from './watch-confidence.ts'
import { readReview } from './watch-reviewed.ts'

/** By what truth is broken down: what a conversation belongs to, or the intent that the model named on the turn. */
export const TRUTH_SEGMENTS = [...GROUPINGS.filter((each) => each !== 'hour'), 'intent'] as const
export type TruthSegment = Exclude<Grouping, 'hour'> | 'intent'

export interface TruthScope {
  /** null = the whole. */
  readonly by: TruthSegment | null
  /** Conversations that began in [from, to), epoch milliseconds. */
  readonly from: number
  readonly to: number
}

export interface TaskTruth {
  readonly task: Task
  readonly weighted: TruthFigure
  readonly unlabelled: UnlabelledAccuracy
  /** Weighted less unlabelled; null = one is not known. */
  readonly difference: Parting | null
}

export interface SegmentTruth {
  readonly group: string
  readonly conversations: number
  /** null = not of whole conversations. */
  readonly failureRate: TruthFigure | null
  readonly tasks: readonly TaskTruth[]
}

interface Whole {
  readonly groups: ReadonlyMap<string, string>
  readonly counts: ReadonlyMap<string, number>
  readonly population: Population
}
type Units = Map<string, (SampledUnit & { cluster: string })[]>

/** Enough earlier labels in a segment for a threshold of its own. */
const OWN_THRESHOLD = 50
const UNBROKEN = 1000
const NONE: TruthFigure = truthFigures(new Map([['', []]]), new Map()).get('')!

/** Failure rate and live accuracy of each segment from what people reviewed, beside the accuracy without labels. */
export async function watchTruth(scope: TruthScope, ports: ConfidencePorts): Promise<SegmentTruth[]> {
  const whole = await wholeOf(scope, ports)
  const review = await readReview({ by: [], from: null, to: null }, ports)
  const failures: Units = new Map()
  for (const unit of review.reviewed) {
    const group = whole.groups.get(unit.conversationId)
    if (group === undefined || unit.atFault === null || scope.by === 'intent') continue
    const { inclusionProbability: probability, stratum } = unit
    put(failures, group, { value: Number(unit.atFault), probability, stratum, cluster: clusterName(unit) })
  }
  const rates = truthFigures(failures, scope.by === 'bundle' ? new Map() : whole.population.conversations)
  const told = await toldBy(scope, whole, ports)
  const tasks = TASKS.map((task) => ofTask(task, scope, whole, review, told[task]))
  const names = new Set([...whole.counts.keys(), ...rates.keys(), ...tasks.flatMap((each) => [...each.keys()])])
  return [...names].sort().map((group) => ({
    group,
    conversations: whole.counts.get(group) ?? 0,
    failureRate: scope.by === 'intent' ? null : (rates.get(group) ?? NONE),
    tasks: tasks.flatMap((each) => each.get(group) ?? []),
  }))
}

/** Each eligible conversation's group, and how many of each stratum there are. */
async function wholeOf({ by, from, to }: TruthScope, { columns }: ConfidencePorts): Promise<Whole> {
  const groupings = by === null || by === 'intent' ? [] : [by]
  const [groups, counts, population] = [new Map<string, string>(), new Map<string, number>(), newPopulation(groupings)]
  let unbroken = 0
  for await (const hour of columns.columns(from, to, groupings)) {
    for (let i = 0; i < hour.count; i++) {
      if (!hour.eligible[i] || !isInSpan(hour.startedAt[i]!, { from, to })) continue
      const group = groupOf(groupedAt(hour, i), groupings)
      groups.set(hour.ids[i]!, group)
      if (by !== 'intent') counts.set(group, (counts.get(group) ?? 0) + 1)
      const stratum = hour.strata[i] ?? null
      if (stratum !== null) addDrawn(population, group, stratum, hour.predictedTurns[i]!)
    }
    unbroken += hour.count
    if (unbroken < UNBROKEN) continue
    unbroken = 0
    await setImmediate()
  }
  return { groups, counts, population }
}

/** Confidences of all predicted turns, per task and segment. */
async function toldBy(
  { by, from, to }: TruthScope,
  { groups }: Whole,
  { traits }: ConfidencePorts,
): Promise<Record<Task, Map<string, ToldConfidences>>> {
  const told = { intent: new Map<string, ToldConfidences>(), objection: new Map<string, ToldConfidences>() }
  let unbroken = 0
  for await (const batch of traits.turns(from, to, null)) {
    for (const { conversationId, userId, turns } of batch) {
      const group = groups.get(conversationId)
      if (group === undefined) continue
      for (const turn of turns) {
        const name = by === 'bundle' ? (turn.bundle ?? group) : by === 'intent' ? (turn.intent ?? 'unknown') : group
        for (const task of TASKS) {
          const confidence = turn[`${task}Confidence`]
          if (turn[task] === null || confidence === null) continue
          const own = told[task].get(name) ?? new ToldConfidences()
          told[task].set(name, own)
          own.add(clusterName({ userId, conversationId }), confidence)
        }
      }
    }
    unbroken += batch.length
    if (unbroken < UNBROKEN) continue
    unbroken = 0
    await setImmediate()
  }
  return told
}

function ofTask(
  task: Task,
  { by, from }: TruthScope,
  { groups, population }: Whole,
  { turns, contexts }: Awaited<ReturnType<typeof readReview>>,
  told: ReadonlyMap<string, ToldConfidences>,
): Map<string, TaskTruth> {
  const groupOfTurn = (turn: (typeof turns)[number], group: string): string =>
    by === 'bundle' ? (turn.bundle ?? group) : by === 'intent' ? (turn.prediction.intent ?? 'unknown') : group
  const units: Units = new Map()
  let everyTurn = true
  for (const turn of turns) {
    const group = groups.get(turn.conversationId)
    const [predicted, truth] = [turn.prediction[task], turn.label[task]]
    if (!turn.isRandomTurn || group === undefined) continue
    everyTurn &&= predicted !== null
    if (predicted === null || truth === null) continue
    const { inclusionProbability: probability, stratum, predictedTurns: weight } = turn
    const unit = { value: Number(predicted === truth), probability, stratum, weight, cluster: clusterName(turn) }
    put(units, groupOfTurn(turn, group), unit)
  }
  const byTurn = by === 'bundle' || by === 'intent'
  const figures = truthFigures(units, byTurn || !everyTurn ? new Map() : population.turns)
  const judged = judgedPredictions(turns, task).filter(
    ({ turn }) => (contexts.get(turn.conversationId)?.startedAt ?? Number.POSITIVE_INFINITY) < from,
  )
  const names = new Set([...figures.keys(), ...told.keys()])
  const unlabelled = new Map(
    [...names].map((name) => {
      const own = by === 'intent' ? judged.filter(({ turn }) => turn.prediction.intent === name) : []
      const earlier = own.length >= OWN_THRESHOLD ? own : by === 'intent' ? [] : judged
      return [name, unlabelledAccuracy(told.get(name) ?? new ToldConfidences(), earlier)] as const
    }),
  )
  const parted = partings(
    new Map(
      [...names].map((name) => {
        const { thresholded, meanConfidence } = unlabelled.get(name)!
        return [name, { weighted: boundedOf(figures.get(name)), told: thresholded ?? meanConfidence }] as const
      }),
    ),
  )
  return new Map(
    [...names].map((name) => [
      name,
      {
        ...{ task, weighted: figures.get(name) ?? NONE, unlabelled: unlabelled.get(name)! },
        difference: parted.get(name) ?? null,
      },
    ]),
  )
}

const boundedOf = (figure: TruthFigure | undefined): Bounded | null =>
  figure?.estimate == null ? null : { estimate: figure.estimate, low: figure.low ?? 0, high: figure.high ?? 1 }

const clusterName = (of: { readonly userId: string | null; readonly conversationId: string }): string =>
  of.userId ?? `conversation ${of.conversationId}`

function put(units: Units, group: string, unit: SampledUnit & { cluster: string }): void {
  const held = units.get(group)
  if (held === undefined) units.set(group, [unit])
  else held.push(unit)
}
