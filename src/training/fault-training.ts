import { FAULT_SCHEMA } from '../admission/fault-inputs.ts'
import { type FaultModel, faultProbability, faultReasons } from '../admission/fault-model.ts'
import { fitMixed, type MixedExample } from '../models/mixed.ts'
import { hashUnit } from '../stats/random.ts'
import type { FaultPush } from './fault-store.ts'

/** A judged conversation as the fault model learns it. */
export interface FaultExample {
  readonly inputs: MixedExample
  readonly atFault: boolean
  /** Of its draw, in (0, 1]. */
  readonly inclusionProbability: number
  /** Its user: examples of one are never on both sides of a cross-fit. */
  readonly group: string
}

const FOLDS = 5
/**
 * Most that one example counts in the fit, beside the least heavy one. Whether a conversation was drawn depends only on what the model
 * reads, so that weights are not needed for its probabilities to be right, only where it has the wrong form; and a few dozen of the
 * control stratum at fifty times the weight would drown the others. Figures are always made with the whole weights.
 *
 * Sources: F. J. Potter, Proc. Survey Research Methods (1990), 225-230, for trimming; H. Shimodaira, J. Stat. Planning and Inference
 * 90 (2000), 227-244, for weights between none and all.
 */
const MOST_WEIGHT = 10

/**
 * The fault model from judged conversations. The same examples and seed give the same model.
 *
 * @param turns what judges single turns, as bytes; null = none
 */
export function fitFault(examples: readonly FaultExample[], seed: string, turns: Uint8Array | null = null): FaultModel {
  const conversation = fitMixed(
    FAULT_SCHEMA,
    examples.map((one) => one.inputs),
    examples.map((one) => Number(one.atFault)),
    { weights: fitWeights(examples), groups: examples.map((one) => one.group), seed },
  )
  return { conversation, turns }
}

/** Each example's probability by a model that was fitted without its group. */
export function heldOutProbabilities(examples: readonly FaultExample[], seed: string): Float64Array {
  const folds = examples.map(({ group }) => Math.floor(hashUnit(`fault/fold/${seed}`, group) * FOLDS))
  const held = new Float64Array(examples.length)
  for (const fold of new Set(folds)) {
    const inside = examples.filter((_, i) => folds[i] !== fold)
    const model = inside.length === 0 ? null : fitFault(inside, `${seed}/${fold}`)
    for (const [i, one] of examples.entries())
      if (folds[i] === fold) held[i] = model === null ? 0.5 : faultProbability(model, one.inputs)
  }
  return held
}

function fitWeights(examples: readonly FaultExample[]): number[] {
  const drawn = examples.map((one) => 1 / one.inclusionProbability)
  const least = drawn.reduce((smallest, weight) => Math.min(smallest, weight), Number.POSITIVE_INFINITY)
  return drawn.map((weight) => Math.min(weight, MOST_WEIGHT * least))
}

const MOST_INPUTS = 40
const MOST_PUSHES = 20

/** What pushes the scores of these conversations on the whole, the strongest first. */
export function faultPushes(model: FaultModel, examples: readonly FaultExample[]): FaultPush[] {
  const sums = new Map<string, { size: number; up: number }>()
  for (const { inputs } of examples) {
    for (const { input, push } of faultReasons(model, inputs, MOST_INPUTS)) {
      const sum = sums.get(input) ?? { size: 0, up: 0 }
      sum.size += Math.abs(push)
      if (push > 0) sum.up++
      sums.set(input, sum)
    }
  }
  return [...sums]
    .map(([input, { size, up }]) => ({ input, size: size / examples.length, towards: up / examples.length }))
    .sort((a, b) => b.size - a.size || (a.input < b.input ? -1 : 1))
    .slice(0, MOST_PUSHES)
}
