import { dawidSkene } from '../stats/dawid-skene.ts'
import type { Settle, Settled } from './consensus.ts'
import { RATED_TASKS, type RatedTask, type Rating } from './ratings.ts'

/** A task gets a model of its annotators when so many of them have judged so much that somebody else judged too. */
export const LEAST_ANNOTATORS = 3
export const LEAST_SHARED_UNITS = 20
/** Fewer answers are left to the majority: two who differ are a conflict for people to settle. */
export const LEAST_ANSWERS = 3

/** A posterior need not be known to more places than are shown. */
const TOLERANCE = 1e-4

/** What the annotators of one task are worth, and what follows for each unit with three answers or more. */
export interface AnnotatorModel {
  readonly task: RatedTask
  /** Chance of a right answer on a unit drawn at random. */
  readonly accuracy: ReadonlyMap<string, number>
  /** Units that an annotator shares with others: what his accuracy was estimated from. */
  readonly sharedUnits: ReadonlyMap<string, number>
  readonly settled: ReadonlyMap<string, Settled>
}

/**
 * Dawid and Skene's model per task, where three or more annotators overlap enough; a task without enough overlap has
 * none. Units with one answer say nothing of agreement and are left out.
 */
export function annotatorModels(ratings: readonly Rating[]): AnnotatorModel[] {
  const byTask = Map.groupBy(ratings, (rating) => rating.task)
  return RATED_TASKS.flatMap((task) => modelOf(task, byTask.get(task) ?? []))
}

function modelOf(task: RatedTask, ratings: readonly Rating[]): AnnotatorModel[] {
  const units = [...Map.groupBy(ratings, (rating) => rating.unit)].filter(([, answers]) => answers.length > 1)
  const shared = units.flatMap(([, answers]) => answers)
  const sharedUnits = new Map<string, number>()
  for (const { annotator } of shared) sharedUnits.set(annotator, (sharedUnits.get(annotator) ?? 0) + 1)
  const known = [...sharedUnits.values()].filter((count) => count >= LEAST_SHARED_UNITS).length
  if (known < LEAST_ANNOTATORS) return []
  const fitted = dawidSkene(
    shared.map(({ unit, annotator, choice }) => ({ item: unit, annotator, label: choice })),
    { tolerance: TOLERANCE },
  )
  const settled = units
    .filter(([, answers]) => answers.length >= LEAST_ANSWERS)
    .map(([unit]) => [unit, likeliest(fitted.labels, fitted.posterior.get(unit)!)] as const)
  return [{ task, accuracy: fitted.accuracy, sharedUnits, settled: new Map(settled) }]
}

function likeliest(labels: readonly string[], posterior: readonly number[]): Settled {
  const best = posterior.reduce((at, probability, i) => (probability > posterior[at]! ? i : at), 0)
  return { choice: labels[best]!, posterior: posterior[best]! }
}

/** Reads a consensus off the models. */
export function settleBy(models: readonly AnnotatorModel[]): Settle {
  const byTask = new Map(models.map((model) => [model.task, model.settled]))
  return (task, unit) => byTask.get(task)?.get(unit) ?? null
}
