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

/** A part that is no model: which version of it, and the hash that proves it. */
export interface PartRef {
  readonly id: string
  readonly sha256: string
}

/** Everything that answers together, as one version. The id is the hash of all below it. */
export interface Bundle {
  readonly id: string
  readonly models: Partial<Readonly<Record<Task, ModelRef>>>
  /** How confidences were made probabilities; the parameters stand in the model's files. */
  readonly calibration: Partial<Readonly<Record<Task, 'temperature'>>>
  readonly thresholds: { readonly lowConfidence: number }
  /** Version of the admission rules that judge its conversations; the id is made of their hash. */
  readonly rules: string
  /** Library of replies; null = the assistant brings its own. */
  readonly phrases: PartRef | null
  /** What to do next in a conversation; null = the assistant decides. */
  readonly policy: PartRef | null
  /** The learned model in charge of admission (src/admission/fault-model.ts); null = the rule table. */
  readonly fault: PartRef | null
}

/** What a bundle is made of. Parts that do not exist may be left out. */
export type BundleContent = Omit<Bundle, 'id' | OptionalPart> & Partial<Pick<Bundle, OptionalPart>>
type OptionalPart = 'phrases' | 'policy' | 'fault'

/** A part that is missing is not hashed: bundles keep their ids when a new kind of part comes up. */
export function bundleOf(content: BundleContent): Bundle {
  const { models, calibration, thresholds, rules, phrases = null, policy = null, fault = null } = content
  const parts = { ...(phrases && { phrases }), ...(policy && { policy }), ...(fault && { fault }) }
  const hashed = { models, calibration, thresholds, rules, ...parts }
  const id = `b-${createHash('sha256').update(canonicalValue(hashed)).digest('hex').slice(0, 12)}`
  return { id, models, calibration, thresholds, rules, phrases, policy, fault }
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
  settings: Pick<Bundle, 'thresholds' | 'rules'> & Partial<Pick<Bundle, OptionalPart>>,
): Bundle {
  const all = Object.fromEntries(
    TASKS.flatMap((task) => {
      const model = models[task] ?? live?.models[task]
      return model ? [[task, model] as const] : []
    }),
  )
  const calibration = Object.fromEntries(Object.keys(all).map((task) => [task, 'temperature' as const]))
  const { phrases = live?.phrases ?? null, policy = live?.policy ?? null, fault = live?.fault ?? null } = settings
  return bundleOf({ models: all, calibration, ...settings, phrases, policy, fault })
}

/**
 * The rules that judge, where a confidence is low, and which model is in charge of admission: what is saved without a new model of what
 * answers. Who is in charge may be left out, where it does not change.
 */
export type RuleParts = Pick<Bundle, 'thresholds' | 'rules'> & Partial<Pick<Bundle, 'fault'>>

/** Taking back a model keeps the newer rules, and who is in charge: the same models under the rules of the other bundle. */
export const withRulesOf = (bundle: Bundle, newer: Partial<RuleParts>): Bundle => {
  const { thresholds = bundle.thresholds, rules = bundle.rules, fault = bundle.fault } = newer
  return bundleOf({ ...bundle, thresholds, rules, fault })
}

export const hasRulesOf = (bundle: Bundle, newer: Partial<RuleParts>): boolean =>
  withRulesOf(bundle, newer).id === bundle.id

/** Does the second have all that the first has, under rules or thresholds of its own? */
export const differsInRulesAlone = (bundle: Bundle, other: Bundle): boolean =>
  withRulesOf(bundle, other).id === other.id

export const noBundle = (id: string): LoopError =>
  new LoopError('LOOP_NO_BUNDLE', `There is no bundle ${id}. GET /v1/models lists them.`, { status: 404 })
