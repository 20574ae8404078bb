import { betaProbability, fitBeta } from './beta-calibration.ts'
import { fitBlend } from './blend.ts'
import { fitBoostExpert } from './boost-expert.ts'
import { foldsOf } from './cross-fit.ts'
import {
  ColumnReader,
  columnsOf,
  type MixedColumns,
  type MixedExample,
  type MixedRow,
  type MixedSchema,
  matrixOf,
  numberColumns,
  widthOf,
} from './mixed-columns.ts'
import type { MixedModel } from './mixed-model.ts'
import { qualityOf } from './mixed-quality.ts'
import { fitRidgeExpert, type LinearScore } from './ridge-expert.ts'

export interface MixedOptions {
  /** How much each example counts; 1 when absent. For a drawn sample: one over its inclusion probability. */
  readonly weights?: ArrayLike<number>
  /** One per example; examples of one group (a conversation, a user) are never on both sides of a cross-fit. */
  readonly groups: readonly string[]
  readonly seed: string
}

/** A model, and what models that did not see an example say of it. */
export interface CrossFitted {
  readonly model: MixedModel
  /** Calibrated probability of each example by models trained on other groups. */
  readonly held: Float64Array
}

/** Fits on examples that were checked before. */
export function crossFit(
  schema: MixedSchema,
  examples: readonly MixedExample[],
  outcomes: ArrayLike<number>,
  options: MixedOptions,
): CrossFitted {
  const weights = meanOne(options.weights, examples.length)
  const columns = columnsOf(schema, examples, weights)
  const reader = new ColumnReader(columns)
  const rows = examples.map((example) => reader.read(example))
  const folds = foldsOf(options.groups, outcomes, options.seed)
  const numbers = numberColumns(columns)
  const offsets = offsetsOf(columns)
  const whole = {
    vectors: matrixOf(rows, null, 0),
    columns: widthOf(columns),
    numberColumns: numbers,
    outcomes,
    weights,
  }
  const linear = fitRidgeExpert(whole, folds)
  const texts = columns.vocabularies.map(({ keys }, field) => {
    const vectors = matrixOf(rows, field, offsets[field]!)
    return fitRidgeExpert({ vectors, columns: keys.length, numberColumns: 0, outcomes, weights }, folds)
  })
  const numberInputs = schema.numbers.map((_, k) => Float64Array.from(examples, ({ numbers }) => finite(numbers[k]!)))
  const inputs = [...numberInputs, ...texts.map(({ held }) => held)]
  const trees = fitBoostExpert({ columns: inputs, outcomes, weights }, folds, options.seed)
  const blend = fitBlend(linear.held, trees.held, outcomes, weights)
  const scores = linear.held.map((score, i) => blend.intercept + blend.linear * score + blend.trees * trees.held[i]!)
  const calibration = fitBeta(scores, outcomes, weights)
  const held = scores.map((score) => betaProbability(calibration, score))
  const model: MixedModel = {
    schema,
    columns,
    linear: linear.score,
    texts: texts.map(({ score }) => score),
    boost: trees.boost,
    blend,
    calibration,
    usual: usualOf(rows, linear.score, columns, weights),
    quality: qualityOf([...held], outcomes, weights),
  }
  return { model, held }
}

/** NaN for whatever is no finite number: trees know only "not known" beside numbers. */
export const finite = (value: number): number => (Number.isFinite(value) ? value : Number.NaN)

/** What each input (numbers, then texts) adds to the linear score of a row. */
export function linearPushes({ columns, values, parts }: MixedRow, { weights }: LinearScore): Float64Array {
  const numbers = parts[0]!
  const pushes = new Float64Array(numbers + parts.length - 1)
  for (let k = 0; k < numbers; k++) pushes[k] = weights[columns[k]!]! * values[k]!
  for (let field = 0; field + 1 < parts.length; field++)
    for (let j = parts[field]!; j < parts[field + 1]!; j++)
      pushes[numbers + field]! += weights[columns[j]!]! * values[j]!
  return pushes
}

/** First column of each text's n-grams. */
function offsetsOf(columns: MixedColumns): number[] {
  let at = numberColumns(columns)
  return columns.vocabularies.map(({ keys }) => {
    at += keys.length
    return at - keys.length
  })
}

function usualOf(
  rows: readonly MixedRow[],
  linear: LinearScore,
  columns: MixedColumns,
  weights: Float64Array,
): number[] {
  const sums = new Float64Array(columns.means.length + columns.vocabularies.length)
  rows.forEach((row, i) => {
    linearPushes(row, linear).forEach((push, k) => {
      sums[k]! += (weights[i]! * push) / rows.length
    })
  })
  return [...sums]
}

function meanOne(weights: ArrayLike<number> | undefined, count: number): Float64Array {
  const list = weights === undefined ? new Float64Array(count).fill(1) : Float64Array.from(weights)
  const mean = list.reduce((sum, weight) => sum + weight, 0) / count
  return list.map((weight) => weight / mean)
}
