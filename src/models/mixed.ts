import { LoopError } from '../errors/loop-error.ts'
import { betaProbability } from './beta-calibration.ts'
import { boostLogit, boostPushes } from './boost.ts'
import { ColumnReader, type MixedExample, type MixedRow, type MixedSchema } from './mixed-columns.ts'
import { type CrossFitted, crossFit, finite, linearPushes, type MixedOptions } from './mixed-fit.ts'
import type { MixedModel } from './mixed-model.ts'
import { packMixed, unpackMixed } from './mixed-pack.ts'
import type { MixedQuality } from './mixed-quality.ts'
import type { LinearScore } from './ridge-expert.ts'

export type { CrossFitted, MixedExample, MixedModel, MixedOptions, MixedQuality, MixedSchema }

/** Something that pushed the log odds up (positive) or down. */
export interface MixedReason {
  /** Name of the number or text. */
  readonly input: string
  readonly push: number
}

/**
 * Fits the calibrated probability of outcome 1 from numbers and texts.
 *
 * Deterministic: the same examples in the same order, options and Node version give the same bytes.
 *
 * @param outcomes 0 or 1 for each example
 * @throws LoopError LOOP_EXAMPLES_UNUSABLE when lengths differ, an outcome is neither 0 nor 1, a weight is negative or
 * not finite, or none is above 0
 */
export function fitMixed(
  schema: MixedSchema,
  examples: readonly MixedExample[],
  outcomes: ArrayLike<number>,
  options: MixedOptions,
): MixedModel {
  return crossFitMixed(schema, examples, outcomes, options).model
}

/** The same, with the held-out probability of each example: to choose a threshold, or as input of a second model. */
export function crossFitMixed(
  schema: MixedSchema,
  examples: readonly MixedExample[],
  outcomes: ArrayLike<number>,
  options: MixedOptions,
): CrossFitted {
  check(schema, examples, outcomes, options)
  return crossFit(schema, examples, outcomes, options)
}

/** Calibrated probability of outcome 1. */
export function mixedProbability(model: MixedModel, example: MixedExample): number {
  const row = readerOf(model).read(example)
  let linear = model.linear.intercept
  for (const push of linearPushes(row, model.linear)) linear += push
  const { intercept, linear: byLinear, trees } = model.blend
  const score = intercept + byLinear * linear + trees * boostLogit(model.boost, treeInputs(model, example, row))
  return betaProbability(model.calibration, score)
}

/** What pushed the log odds (before calibration) up or down most, compared with the average example; strongest first. */
export function mixedReasons(model: MixedModel, example: MixedExample, most: number): MixedReason[] {
  const { schema, blend, usual } = model
  const row = readerOf(model).read(example)
  const linear = linearPushes(row, model.linear)
  const trees = boostPushes(model.boost, treeInputs(model, example, row))
  return [...schema.numbers, ...schema.texts]
    .map((input, k) => ({ input, push: blend.linear * (linear[k]! - usual[k]!) + blend.trees * trees[k]! }))
    .filter(({ push }) => push !== 0)
    .sort((a, b) => Math.abs(b.push) - Math.abs(a.push) || (a.input < b.input ? -1 : 1))
    .slice(0, most)
}

/** The model as bytes: the same for the same model. */
export const encodeMixed = (model: MixedModel): Uint8Array => packMixed(model)

/** @throws LoopError LOOP_MODEL_DAMAGED when a byte changed, LOOP_MODEL_FORMAT_UNKNOWN for another kind or format */
export const decodeMixed = (bytes: Uint8Array): MixedModel => unpackMixed(bytes)

const readers = new WeakMap<MixedModel, ColumnReader>()

function readerOf(model: MixedModel): ColumnReader {
  const known = readers.get(model)
  if (known !== undefined) return known
  const reader = new ColumnReader(model.columns)
  readers.set(model, reader)
  return reader
}

function treeInputs(model: MixedModel, { numbers }: MixedExample, row: MixedRow): Float64Array {
  const size = model.schema.numbers.length
  const inputs = new Float64Array(size + model.texts.length)
  for (let k = 0; k < size; k++) inputs[k] = finite(numbers[k]!)
  let offset = 2 * size
  model.texts.forEach((text, field) => {
    inputs[size + field] = textScore(text, row, field, offset)
    offset += text.weights.length
  })
  return inputs
}

function textScore(
  { weights, intercept }: LinearScore,
  { columns, values, parts }: MixedRow,
  field: number,
  offset: number,
) {
  let sum = intercept
  for (let j = parts[field]!; j < parts[field + 1]!; j++) sum += weights[columns[j]! - offset]! * values[j]!
  return sum
}

function check(
  schema: MixedSchema,
  examples: readonly MixedExample[],
  outcomes: ArrayLike<number>,
  { weights, groups }: MixedOptions,
): void {
  const count = examples.length
  if (outcomes.length !== count || groups.length !== count || (weights?.length ?? count) !== count)
    throw unusable(
      `${count} examples came with ${outcomes.length} outcomes, ${groups.length} groups and ${weights?.length ?? count} weights; there must be one of each for every example`,
    )
  const fits = ({ numbers, texts }: MixedExample) =>
    numbers.length === schema.numbers.length && texts.length === schema.texts.length
  if (count === 0 || !examples.every(fits))
    throw unusable(
      `no example came, or one has other than ${schema.numbers.length} numbers and ${schema.texts.length} texts`,
    )
  const list = Array.from(weights ?? [1])
  if (!list.every((weight) => weight >= 0 && weight < Number.POSITIVE_INFINITY) || !list.some((weight) => weight > 0))
    throw unusable('a weight is negative or not finite, or none is above 0')
  if (!Array.from(outcomes).every((outcome) => outcome === 0 || outcome === 1))
    throw unusable('an outcome is neither 0 nor 1')
}

const unusable = (what: string) =>
  new LoopError('LOOP_EXAMPLES_UNUSABLE', `The examples cannot be learned from: ${what}. Correct them.`)
