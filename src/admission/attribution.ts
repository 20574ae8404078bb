import type { Softmax } from '../models/soft-targets.ts'
import { fitSoftTargets, softmaxOf } from '../models/soft-targets.ts'
import {
  COLUMN_NAMES,
  crossRead,
  FOLDS,
  readTurns,
  type Standards,
  standardised,
  standardsOf,
  WIDTH,
} from './attribution-columns.ts'
import type { AttributionExample } from './attribution-example.ts'
import { type AttributionQuality, qualityOf } from './attribution-quality.ts'
import { type TextReaders, TextScorer } from './attribution-readers.ts'
import { tablePart, tableProbabilities } from './attribution-table.ts'
import { baseRates, expectedTargets } from './attribution-targets.ts'
import { FAULT_PARTS, type FaultPart, likeliest, type PartProbabilities, partsFrom } from './fault-part.ts'
import { type LearnedRule, learnedTable } from './suspect-weights.ts'
import type { TurnInputs } from './turn-inputs.ts'

const K = FAULT_PARTS.length

/** What is learned on top of the table, once there are verdicts enough. */
export interface LearnedAttribution {
  readonly readers: TextReaders
  readonly standards: Standards
  readonly softmax: Softmax
  /** Log odds are multiplied by `slope` and moved by `shifts` (by FAULT_PARTS): learned on turns that training left out. */
  readonly calibration: { readonly slope: number; readonly shifts: readonly number[] }
}

/** P(none, intent, objection, wording, policy) of a turn; plain data. */
export interface AttributionModel {
  /** The suspect table with its weights as verdicts see them. */
  readonly table: readonly LearnedRule[]
  /** Share of each part over the turns that it was learned from, weighted by inclusion. */
  readonly shares: PartProbabilities
  /** null = fewer than LEAST_VERDICTS verdicts: the table speaks. */
  readonly learned: LearnedAttribution | null
  readonly verdicts: number
  readonly turns: number
  readonly quality: AttributionQuality
}

export interface AttributionOptions {
  readonly seed: string
  /** Resamples behind the intervals of the quality; 0 leaves them open. */
  readonly resamples?: number
}

/** Conversations with a verdict below which the table speaks alone. */
const LEAST_VERDICTS = 150
/** A conversation that stood for more than this many times the median one would carry the model by itself. */
const HEAVIEST = 5
const L2 = 16
const ROUNDS = 3
const STEPS = 40

/**
 * Learns from verdicts in which part a turn failed. Text readers and the softmax regression are cross-fitted by group; the
 * parts that answers leave open are filled in by expectation and maximisation.
 *
 * @param examples turns of reviewed conversations; those about which nothing is known teach what is usual
 * Sources: D. H. Wolpert, Stacked Generalization, Neural Networks 5 (1992); R. Jin, Z. Ghahramani, Learning with Multiple
 * Labels, NIPS 2002; J. C. Platt (1999) for the calibration on predictions that were left out.
 */
export function fitAttribution(
  examples: readonly AttributionExample[],
  { seed, resamples = 400 }: AttributionOptions,
): AttributionModel {
  const table = learnedTable(examples)
  const verdicts = new Set(examples.filter(isTelling).map(({ conversationId }) => conversationId)).size
  const weights = trimmed(examples)
  const start = sharesOf(expectedTargets(examples, repeated(baseRates(examples), examples.length)), weights)
  const byTable = examples.map(({ inputs }) => tablePart(inputs, table, start))
  if (verdicts < LEAST_VERDICTS) {
    const believed = examples.map(({ inputs }) => tableProbabilities(inputs, table, start))
    const quality = qualityOf(examples, byTable, believed, byTable, seed, resamples)
    return { table, shares: start, learned: null, verdicts, turns: examples.length, quality }
  }
  const { learned, held, targets } = learn(examples, weights, seed)
  const believed = examples.map((_, i) => partsFrom(held.subarray(i * K, (i + 1) * K)))
  const quality = qualityOf(examples, believed.map(likeliest), believed, byTable, seed, resamples)
  return { table, shares: sharesOf(targets, weights), learned, verdicts, turns: examples.length, quality }
}

interface Learning {
  readonly learned: LearnedAttribution
  /** Of each example what a model said that had not seen its group. */
  readonly held: Float64Array
  readonly targets: Float64Array
}

function learn(examples: readonly AttributionExample[], weights: Float64Array, seed: string): Learning {
  const { raw, folds, readers } = crossRead(examples, seed)
  const standards = standardsOf(raw)
  const inputs = standardised(raw, standards)
  const all = Int32Array.from(examples.keys())
  const set = (targets: Float64Array) => ({ inputs, width: WIDTH, targets, classes: K, weights })
  let targets = expectedTargets(examples, repeated(baseRates(examples), examples.length))
  let softmax = fitSoftTargets(set(targets), all, L2, STEPS)
  for (let round = 1; round < ROUNDS; round++) {
    targets = expectedTargets(examples, predictAll(softmax, inputs, all))
    softmax = fitSoftTargets(set(targets), all, L2, STEPS, softmax)
  }
  const held = new Float64Array(targets.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    const outside = all.filter((i) => folds[i] !== fold)
    const own = all.filter((i) => folds[i] === fold)
    const model = fitSoftTargets(set(targets), outside, L2, STEPS)
    predictAll(model, inputs, own).forEach((value, j) => {
      held[own[Math.floor(j / K)]! * K + (j % K)] = value
    })
  }
  const calibration = calibrate(held, targets, weights)
  for (const i of all) recalibrated(held.subarray(i * K, (i + 1) * K), calibration)
  return { learned: { readers, standards, softmax, calibration }, held, targets }
}

/** P of each part for turns to come. */
export function attributeAll(model: AttributionModel, turns: readonly TurnInputs[]): PartProbabilities[] {
  const { learned, table, shares } = model
  if (learned === null) return turns.map((inputs) => tableProbabilities(inputs, table, shares))
  const inputs = standardised(readTurns(turns, scorerOf(learned)), learned.standards)
  const all = predictAll(learned.softmax, inputs, Int32Array.from(turns.keys()))
  return turns.map((_, i) => partsFrom(recalibrated(all.subarray(i * K, (i + 1) * K), learned.calibration)))
}

/** Something that speaks for a part against `none`, in log odds, beside an average turn. */
export interface AttributionReason {
  /** Of COLUMN_NAMES. */
  readonly input: string
  readonly push: number
}

/** What speaks for (positive) or against a fault in this part, strongest first; none while the table speaks. */
export function attributionReasons(
  { learned }: AttributionModel,
  turn: TurnInputs,
  part: FaultPart,
  most: number,
): AttributionReason[] {
  if (learned === null) return []
  const inputs = standardised(readTurns([turn], scorerOf(learned)), learned.standards)
  const { weights } = learned.softmax
  const [of, against] = [FAULT_PARTS.indexOf(part), FAULT_PARTS.indexOf('none')]
  const push = (column: number) => inputs[column]! * (weights[column * K + of]! - weights[column * K + against]!)
  return COLUMN_NAMES.map((input, i) => ({
    input,
    push: learned.calibration.slope * (push(i) + push(COLUMN_NAMES.length + i)),
  }))
    .filter((reason) => reason.push !== 0)
    .sort((a, b) => Math.abs(b.push) - Math.abs(a.push))
    .slice(0, most)
}

const scorers = new WeakMap<LearnedAttribution, TextScorer>()

function scorerOf(learned: LearnedAttribution): TextScorer {
  const known = scorers.get(learned) ?? new TextScorer(learned.readers)
  scorers.set(learned, known)
  return known
}

/** Does anything that people said speak of this turn? */
const isTelling = ({ possible, somewhere }: AttributionExample): boolean => possible.length < K || somewhere !== null

function predictAll(model: Softmax, inputs: Float64Array, rows: Int32Array): Float64Array {
  const all = new Float64Array(rows.length * K)
  rows.forEach((row, i) => {
    softmaxOf(model, inputs, row * WIDTH, all.subarray(i * K, (i + 1) * K))
  })
  return all
}

/** One slope for all log odds and a shift for each part, by the same regression on log probabilities, drawn to slope 1. */
function calibrate(
  held: Float64Array,
  targets: Float64Array,
  weights: Float64Array,
): LearnedAttribution['calibration'] {
  let best = { slope: 1, shifts: new Array<number>(K).fill(0) }
  let least = Number.POSITIVE_INFINITY
  for (const slope of [0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2]) {
    const candidate = { slope, shifts: shiftsFor(slope, held, targets, weights) }
    const loss = lossOf(candidate, held, targets, weights)
    if (loss < least) [best, least] = [candidate, loss]
  }
  return best
}

/** Shifts that make each part as frequent as it is (a few steps of proportional fitting). */
function shiftsFor(slope: number, held: Float64Array, targets: Float64Array, weights: Float64Array): number[] {
  const shifts = new Array<number>(K).fill(0)
  for (let step = 0; step < 5; step++) {
    const [said, was] = [new Float64Array(K).fill(1), new Float64Array(K).fill(1)]
    for (let i = 0; i < weights.length; i++) {
      const p = recalibrated(held.slice(i * K, (i + 1) * K), { slope, shifts })
      for (let k = 0; k < K; k++) {
        said[k]! += weights[i]! * p[k]!
        was[k]! += weights[i]! * targets[i * K + k]!
      }
    }
    for (let k = 0; k < K; k++) shifts[k]! += Math.log(was[k]! / said[k]!)
  }
  return shifts
}

function lossOf(
  calibration: LearnedAttribution['calibration'],
  held: Float64Array,
  targets: Float64Array,
  weights: Float64Array,
): number {
  let loss = 0
  for (let i = 0; i < weights.length; i++) {
    const p = recalibrated(held.slice(i * K, (i + 1) * K), calibration)
    for (let k = 0; k < K; k++) loss -= weights[i]! * targets[i * K + k]! * Math.log(Math.max(1e-12, p[k]!))
  }
  return loss
}

/** In place. */
function recalibrated(p: Float64Array, { slope, shifts }: LearnedAttribution['calibration']): Float64Array {
  let sum = 0
  for (let k = 0; k < K; k++) sum += p[k] = Math.max(1e-9, p[k]!) ** slope * Math.exp(shifts[k]!)
  for (let k = 0; k < K; k++) p[k]! /= sum
  return p
}

/** Inclusion weights, none above HEAVIEST medians, with mean 1. */
function trimmed(examples: readonly AttributionExample[]): Float64Array {
  const ascending = examples.map(({ weight }) => weight).sort((a, b) => a - b)
  const limit = HEAVIEST * (ascending[Math.floor(ascending.length / 2)] ?? 1)
  const weights = Float64Array.from(examples, ({ weight }) => Math.min(weight, limit))
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / Math.max(1, weights.length)
  return weights.map((weight) => weight / mean)
}

function sharesOf(targets: Float64Array, weights: Float64Array): PartProbabilities {
  const sums = new Float64Array(K).fill(0.5)
  for (let i = 0; i < weights.length; i++) for (let k = 0; k < K; k++) sums[k]! += weights[i]! * targets[i * K + k]!
  const all = sums.reduce((sum, each) => sum + each, 0)
  return partsFrom(sums.map((each) => each / all))
}

function repeated(rates: Float64Array, times: number): Float64Array {
  const all = new Float64Array(rates.length * times)
  for (let i = 0; i < times; i++) all.set(rates, i * rates.length)
  return all
}
