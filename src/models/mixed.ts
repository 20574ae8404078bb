import { LoopError } from '../errors/loop-error.ts'
import { areaUnderCurve } from '../stats/auc.ts'
import { debiasedEce } from '../stats/calibration-error.ts'
import { hashUnit } from '../stats/random.ts'
import { fitLogistic, sigmoid } from './logistic.ts'
import {
  ColumnReader,
  columnsOf,
  type MixedColumns,
  type MixedExample,
  type MixedSchema,
  textOffset,
  widthOf,
} from './mixed-columns.ts'
import { bytesOf, seal, unseal } from './sealed-bytes.ts'
import { fitSparseLogistic, type SparseLogistic, sparseLogit } from './sparse-logistic.ts'

export type { MixedExample, MixedSchema }

/** How good a model is on examples that it did not see in training (cross-fitted by group). */
export interface MixedQuality {
  readonly examples: number
  readonly positives: number
  /** Area under the ROC curve; NaN when one outcome is missing. */
  readonly auc: number
  /** Debiased expected calibration error of the probability, and the upper end of its one-sided 95 % bound. */
  readonly ece: number
  readonly eceHigh: number
}

/** A calibrated probability from numbers and texts; plain data. */
export interface MixedModel {
  readonly schema: MixedSchema
  readonly columns: MixedColumns
  readonly linear: SparseLogistic
  /** Log odds = intercept + slope * score (Platt). */
  readonly calibration: { readonly intercept: number; readonly slope: number }
  readonly quality: MixedQuality
}

export interface MixedOptions {
  /** How much each example counts; 1 when absent. For a drawn sample: one over its inclusion probability. */
  readonly weights?: ArrayLike<number>
  /** One per example; examples of one group (a conversation, a user) are never on both sides of a cross-fit. */
  readonly groups: readonly string[]
  readonly seed: string
}

/** Something that pushed the log odds up (positive) or down. */
export interface MixedReason {
  /** Name of the number or text. */
  readonly input: string
  readonly push: number
}

const KIND = 'salesloop-mixed'
const FORMAT = 1
const FOLDS = 5
/** Ridge penalty on standardised columns. */
const L2 = 1

/**
 * Fits the probability of outcome 1 from numbers and texts.
 *
 * @param outcomes 0 or 1 for each example
 * @throws LoopError LOOP_EXAMPLES_UNUSABLE when lengths differ or a weight is negative, or no example weighs anything
 */
export function fitMixed(
  schema: MixedSchema,
  examples: readonly MixedExample[],
  outcomes: ArrayLike<number>,
  options: MixedOptions,
): MixedModel {
  check(schema, examples, outcomes, options)
  const columns = columnsOf(schema, examples)
  const width = widthOf(columns)
  const vectors = new ColumnReader(columns).read(examples)
  const weights = meanOne(options.weights ?? new Float64Array(examples.length).fill(1))
  const all = Int32Array.from(examples.keys())
  const folds = options.groups.map((group) => Math.floor(hashUnit(`mixed/${options.seed}`, group) * FOLDS))
  const held = new Float64Array(examples.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    const inside = all.filter((i) => folds[i] !== fold)
    const model = fitSparseLogistic(vectors, width, inside, outcomes, weights, L2)
    for (const i of all) if (folds[i] === fold) held[i] = sparseLogit(model, vectors, i)
  }
  const calibration = platt(held, outcomes, weights)
  const linear = fitSparseLogistic(vectors, width, all, outcomes, weights, L2)
  const probabilities = [...held].map((score) => sigmoid(calibration.intercept + calibration.slope * score))
  return { schema, columns, linear, calibration, quality: qualityOf(probabilities, outcomes) }
}

/** Calibrated probability of outcome 1. */
export function mixedProbability(model: MixedModel, example: MixedExample): number {
  const vectors = readerOf(model).read([example])
  return sigmoid(model.calibration.intercept + model.calibration.slope * sparseLogit(model.linear, vectors, 0))
}

/** What pushed the log odds up or down most, against an example of average numbers and empty texts; strongest first. */
export function mixedReasons(model: MixedModel, example: MixedExample, most: number): MixedReason[] {
  const { schema, columns, linear, calibration } = model
  const { rows, values } = readerOf(model).read([example])
  const pushes = new Map<string, number>()
  rows.forEach((row, j) => {
    const input = inputOf(schema, columns, row)
    pushes.set(input, (pushes.get(input) ?? 0) + calibration.slope * linear.weights[row]! * values[j]!)
  })
  return [...pushes]
    .map(([input, push]) => ({ input, push }))
    .filter(({ push }) => push !== 0)
    .sort((a, b) => Math.abs(b.push) - Math.abs(a.push) || (a.input < b.input ? -1 : 1))
    .slice(0, most)
}

/** The model as bytes: the same for the same model. */
export function encodeMixed(model: MixedModel): Uint8Array {
  const { schema, columns, linear, calibration, quality } = model
  const head = {
    schema,
    calibration,
    quality,
    intercept: linear.intercept,
    means: [...columns.means],
    scales: [...columns.scales],
  }
  const blocks = [
    bytesOf(linear.weights),
    ...columns.vocabularies.flatMap(({ keys, idf }) => [bytesOf(keys), bytesOf(idf)]),
  ]
  return seal(KIND, FORMAT, { head, blocks })
}

/** @throws LoopError LOOP_MODEL_DAMAGED, or LOOP_MODEL_FORMAT_UNKNOWN for another kind or format */
export function decodeMixed(bytes: Uint8Array): MixedModel {
  const { head, blocks } = unseal(KIND, FORMAT, bytes)
  const { schema, calibration, quality, intercept, means, scales } = head as {
    schema: MixedSchema
    calibration: MixedModel['calibration']
    quality: MixedQuality
    intercept: number
    means: number[]
    scales: number[]
  }
  const vocabularies = schema.texts.map((_, field) => ({
    keys: new Uint32Array(blocks[1 + 2 * field]!.buffer as ArrayBuffer),
    idf: new Float32Array(blocks[2 + 2 * field]!.buffer as ArrayBuffer),
  }))
  const columns = { means: Float64Array.from(means), scales: Float64Array.from(scales), vocabularies }
  const linear = { weights: new Float64Array(blocks[0]!.buffer as ArrayBuffer), intercept }
  return { schema, columns, linear, calibration, quality }
}

const readers = new WeakMap<MixedModel, ColumnReader>()

function readerOf(model: MixedModel): ColumnReader {
  const known = readers.get(model)
  if (known !== undefined) return known
  const reader = new ColumnReader(model.columns)
  readers.set(model, reader)
  return reader
}

function inputOf(schema: MixedSchema, columns: MixedColumns, column: number): string {
  const size = schema.numbers.length
  if (column < 2 * size) return schema.numbers[column % size]!
  let field = schema.texts.length - 1
  while (textOffset(columns, field) > column) field--
  return schema.texts[field]!
}

function platt(scores: Float64Array, outcomes: ArrayLike<number>, weights: Float64Array): MixedModel['calibration'] {
  const inputs = [...scores].map((score) => [score])
  const model = fitLogistic(inputs, Array.from(outcomes), 1e-3, [...weights])
  const slope = Math.max(0, model.coefficients[0]! / model.scales[0]!)
  return { intercept: model.intercept - slope * model.means[0]!, slope }
}

function qualityOf(probabilities: readonly number[], outcomes: ArrayLike<number>): MixedQuality {
  const of = (outcome: number) => probabilities.filter((_, i) => outcomes[i] === outcome)
  const right = probabilities.map((_, i) => outcomes[i] === 1)
  const { ece, high } = debiasedEce(probabilities, right, 15, 200)
  const [positives, negatives] = [of(1), of(0)]
  const auc = areaUnderCurve(positives, negatives).estimate
  return { examples: probabilities.length, positives: positives.length, auc, ece, eceHigh: high }
}

function meanOne(weights: ArrayLike<number>): Float64Array {
  const list = Float64Array.from(weights)
  const mean = list.reduce((sum, weight) => sum + weight, 0) / list.length
  return list.map((weight) => weight / mean)
}

function check(
  schema: MixedSchema,
  examples: readonly MixedExample[],
  outcomes: ArrayLike<number>,
  { weights, groups }: MixedOptions,
): void {
  const given = `${examples.length} examples, ${outcomes.length} outcomes, ${groups.length} groups and ${weights?.length ?? examples.length} weights`
  const sameLength = outcomes.length === examples.length && groups.length === examples.length
  if (!sameLength || (weights !== undefined && weights.length !== examples.length))
    throw unusable(`${given} came; there must be one of each for every example`)
  const list = Array.from(weights ?? [1])
  if (!list.every((weight) => weight >= 0 && weight < Number.POSITIVE_INFINITY) || !list.some((weight) => weight > 0))
    throw unusable('a weight is negative or not finite, or none is above 0')
  if (!Array.from(outcomes).every((outcome) => outcome === 0 || outcome === 1))
    throw unusable('an outcome is neither 0 nor 1')
  const fits = ({ numbers, texts }: MixedExample) =>
    numbers.length === schema.numbers.length && texts.length === schema.texts.length
  if (examples.length === 0 || !examples.every(fits))
    throw unusable(
      `no example came, or one has other than ${schema.numbers.length} numbers and ${schema.texts.length} texts`,
    )
}

const unusable = (what: string) =>
  new LoopError('LOOP_EXAMPLES_UNUSABLE', `The examples cannot be learned from: ${what}. Correct them.`)
