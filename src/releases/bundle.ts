import { createHash } from 'node:crypto'
import { LoopError } from '../errors/loop-error.ts'
import { canonicalValue } from '../events/canonical.ts'
import { TASKS, type Task } from '../models/task.ts'

/** A model by what it is: the id names it, the hash of its manifest proves it. */
export interface ModelRef {
  readonly id: string
  /** SHA-256 of manifest.json, hex; the manifest holds the hashes of the other files. */
  readonly sha256: string
}

/** Everything that answers together, as one version. The id is the hash of all below it. */
export interface Bundle {
  readonly id: string
  readonly models: Partial<Readonly<Record<Task, ModelRef>>>
  /** How confidences were made probabilities; the parameters stand in the model's files. */
  readonly calibration: Partial<Readonly<Record<Task, 'temperature'>>>
  readonly thresholds: { readonly lowConfidence: number }
  /** Version of the admission rules that judge its conversations. */
  readonly rules: string
}

export type BundleContent = Omit<Bundle, 'id'>

export function bundleOf(content: BundleContent): Bundle {
  const { models, calibration, thresholds, rules } = content
  const id = `b-${createHash('sha256').update(canonicalValue({ models, calibration, thresholds, rules })).digest('hex').slice(0, 12)}`
  return { id, models, calibration, thresholds, rules }
}

/** The id of a model: the hash of its manifest, which holds the hashes of its files. */
export function modelRef(manifest: Uint8Array): ModelRef {
  const sha256 = createHash('sha256').update(manifest).digest('hex')
  return { id: `m-${sha256.slice(0, 12)}`, sha256 }
}

/** The live bundle with some of its models replaced; what is not replaced stays. */
export function candidateBundle(
  live: Bundle | null,
  models: Partial<Record<Task, ModelRef>>,
  settings: Pick<Bundle, 'thresholds' | 'rules'>,
): Bundle {
  const all = Object.fromEntries(
    TASKS.flatMap((task) => {
      const model = models[task] ?? live?.models[task]
      return model ? [[task, model] as const] : []
    }),
  )
  const calibration = Object.fromEntries(Object.keys(all).map((task) => [task, 'temperature' as const]))
  return bundleOf({ models: all, calibration, ...settings })
}

/** Taking back a model keeps the newer rules: the same models under the rules of the other bundle. */
export const withRulesOf = (bundle: Bundle, newer: Bundle): Bundle =>
  bundleOf({ ...bundle, thresholds: newer.thresholds, rules: newer.rules })

export const noBundle = (id: string): LoopError =>
  new LoopError('LOOP_NO_BUNDLE', `There is no bundle ${id}. GET /v1/models lists them.`, { status: 404 })
