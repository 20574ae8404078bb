import type { Classifier, Prediction } from '../models/classifier.ts'
import { readPart, type Task } from '../models/task.ts'
import type { Route } from './routing.ts'

/** A bundle whose models are in memory and whole. */
export interface LoadedBundle {
  readonly id: string
  readonly classifiers: Partial<Readonly<Record<Task, Classifier>>>
}

export interface Answer {
  /** The bundle whose models gave every part of this answer. */
  readonly bundle: string
  /** As assigned; with a fallback, another bundle than that arm's answered. */
  readonly arm: Route['arm']
  readonly experiment: string | null
  /** null: the bundle has no model for this task. */
  readonly intent: Prediction | null
  readonly objection: Prediction | null
  /** Why another bundle than the released one answered; null = it did itself. */
  readonly fallback: string | null
}

/** What is in memory, and what stands in for a bundle that could not be loaded. */
export interface Served {
  readonly loaded: ReadonlyMap<string, LoadedBundle>
  /** Bundle id -> why it could not be loaded. */
  readonly broken: ReadonlyMap<string, string>
  /** Answer in place of a broken bundle: per assistant (null = the default) the last live one that could be loaded. */
  readonly standIns: ReadonlyMap<string | null, LoadedBundle>
}

/**
 * One answer from one bundle; null when no bundle at all can answer.
 *
 * @param assistant whose state chose; null = the default
 */
export function answer(served: Served, assistant: string | null, chosen: Route, text: string): Answer | null {
  const wanted = served.loaded.get(chosen.bundle)
  const bundle = wanted ?? served.standIns.get(assistant)
  if (!bundle) return null
  const read = readPart(text)
  return {
    bundle: bundle.id,
    arm: chosen.arm,
    experiment: chosen.experiment,
    intent: bundle.classifiers.intent?.predict(read) ?? null,
    objection: bundle.classifiers.objection?.predict(read) ?? null,
    fallback: wanted ? null : `${chosen.bundle}: ${served.broken.get(chosen.bundle) ?? 'not loaded yet'}`,
  }
}
