import { type IsotonicBlock, isotonicBlocks } from '../stats/isotonic.ts'

/** What one voter (a rule, or a model in a band of confidence) says of a text. Who abstains casts no vote. */
export interface Vote {
  readonly voter: string
  readonly label: string
}

/** A text with its votes, and the truth where people said it. */
export interface VotedText {
  readonly votes: readonly Vote[]
  /** null = no person has judged it; `none` = people said that no label fits. */
  readonly truth: string | null
}

/** People's answer that none of the labels fits; no voter votes for it. */
export const NONE_FITS = '\u0001none'

/** How far each voter's vote can be trusted, learned from agreement, conflicts and what people said. */
export interface LabelModel {
  /** Probability that a vote is right, by voter. */
  readonly precision: Readonly<Record<string, number>>
  /** How many texts each voter has voted on, and how many of those a person has judged. */
  readonly votes: Readonly<Record<string, { readonly texts: number; readonly judged: number }>>
  /**
   * From the log odds x of the votes to the log odds of the calibrated probability: offset + slope * x, or, with many judged
   * texts, between knots.
   */
  readonly calibration: {
    readonly slope: number
    readonly offset: number
    readonly knots?: readonly { readonly x: number; readonly y: number }[]
  }
}

export interface LabelModelOptions {
  /** Where each voter's precision starts, and what it is drawn to with the weight of `strength` votes. */
  readonly initial: Readonly<Record<string, number>>
  readonly strength: number
  /** One judged text counts as much as so many others. */
  readonly judgedWeight: number
  readonly rounds: number
}

export const defaultLabelModelOptions = { initial: {}, strength: 20, judgedWeight: 10, rounds: 30 } as const

const UNKNOWN_VOTER = 0.7
/** How often two voters who both err say the same: more than chance, since they stumble over the same texts. */
const SAME_ERROR = 0.2
const SUREST = 1 - 1e-6
/** From so many judged texts with a vote on, the probabilities are calibrated on them. */
export const ENOUGH_JUDGED = 100
/** From so many on, by a rising function of any form: one slope for all is too low for the surest. */
const MANY_JUDGED = 300
/** What the straight line counts for beside the texts of a knot. */
const LINE_WEIGHT = 2

/**
 * A generative label model: Dawid and Skene's EM (1979) over voters that may abstain, as in data programming
 * (A. Ratner et al., NIPS 2016; Snorkel, VLDB 2018). Each voter has one parameter, the precision of its votes, so that
 * 150 labels need no 150 x 150 table per rule.
 *
 * E step: the odds of a label are the product over its votes of precision / (1 - precision), and of 4 for every vote beyond
 * the first: votes are independent given the truth, and who errs hits the label of another who errs one time in five, since
 * patterns and models stumble over the same texts. Against the labels voted for stands one "something else" with odds 1, which also holds
 * what belongs to no label. One vote alone so has the probability of its precision. M step: the mean of the
 * probabilities of a voter's votes; texts judged by people count with the truth instead. At the end the log odds are
 * calibrated on the judged texts (J. Platt 1999; isotonic with many).
 *
 * Deterministic; the order of the texts does not matter but for rounding.
 */
export function fitLabelModel(
  texts: readonly VotedText[],
  options: LabelModelOptions = defaultLabelModelOptions,
): LabelModel {
  const voters = [...new Set(texts.flatMap(({ votes }) => votes.map(({ voter }) => voter)))].sort()
  const start = (voter: string): number => options.initial[voter] ?? UNKNOWN_VOTER
  let precision: Record<string, number> = Object.fromEntries(voters.map((voter) => [voter, start(voter)]))
  for (let round = 0; round < options.rounds; round++) {
    const right = new Map(voters.map((voter) => [voter, options.strength * start(voter)]))
    const all = new Map(voters.map((voter) => [voter, options.strength]))
    for (const { votes, truth } of texts) {
      const weight = truth === null ? 1 : options.judgedWeight
      const believed = truth === null ? rawPosterior(precision, votes) : null
      for (const { voter, label } of votes) {
        const share = believed === null ? Number(label === truth) : (believed.get(label) ?? 0)
        right.set(voter, right.get(voter)! + weight * share)
        all.set(voter, all.get(voter)! + weight)
      }
    }
    precision = Object.fromEntries(voters.map((voter) => [voter, right.get(voter)! / all.get(voter)!]))
  }
  return { precision, votes: countVotes(voters, texts), calibration: calibrate(precision, texts) }
}

/** The label that the votes speak for, with its calibrated probability; null without votes. Of equals the first by id. */
export function believedLabel(
  model: LabelModel,
  votes: readonly Vote[],
): { readonly label: string; readonly probability: number } | null {
  const best = strongest(rawPosterior(model.precision, votes))
  if (best === null) return null
  return { label: best[0], probability: logistic(calibrated(model.calibration, logit(best[1]))) }
}

function calibrated({ slope, offset, knots = [] }: LabelModel['calibration'], x: number): number {
  if (knots.length === 0) return offset + slope * x
  const next = knots.findIndex((knot) => knot.x >= x)
  if (next < 0) return knots.at(-1)!.y
  const [left, right] = [knots[next - 1], knots[next]!]
  if (left === undefined) return right.y
  return left.y + ((right.y - left.y) * (x - left.x)) / (right.x - left.x)
}

/** Label -> probability; what is missing to 1 is "something else". */
function rawPosterior(precision: Readonly<Record<string, number>>, votes: readonly Vote[]): Map<string, number> {
  const logOdds = new Map<string, number>()
  for (const { voter, label } of votes) {
    const before = logOdds.get(label)
    const evidence = logit(precision[voter] ?? UNKNOWN_VOTER)
    logOdds.set(label, before === undefined ? evidence : before + evidence - logit(SAME_ERROR))
  }
  const highest = Math.max(0, ...logOdds.values())
  let sum = Math.exp(-highest)
  for (const value of logOdds.values()) sum += Math.exp(value - highest)
  return new Map([...logOdds].map(([label, value]) => [label, Math.exp(value - highest) / sum]))
}

function strongest(posterior: ReadonlyMap<string, number>): [string, number] | null {
  let best: [string, number] | null = null
  for (const [label, probability] of posterior) {
    if (best === null || probability > best[1] || (probability === best[1] && label < best[0])) {
      best = [label, probability]
    }
  }
  return best
}

function countVotes(voters: readonly string[], texts: readonly VotedText[]): LabelModel['votes'] {
  const counts = new Map(voters.map((voter) => [voter, { texts: 0, judged: 0 }]))
  for (const { votes, truth } of texts) {
    for (const { voter } of votes) {
      const count = counts.get(voter)!
      count.texts++
      if (truth !== null) count.judged++
    }
  }
  return Object.fromEntries(counts)
}

/** Platt's two parameters, with a ridge towards "as it is" (slope 1, offset 0); a slope below 0 is none. */
function calibrate(
  precision: Readonly<Record<string, number>>,
  texts: readonly VotedText[],
): LabelModel['calibration'] {
  const judged = texts.flatMap(({ votes, truth }): Judged[] => {
    const best = truth === null ? null : strongest(rawPosterior(precision, votes))
    return best === null ? [] : [{ x: logit(best[1]), right: Number(best[0] === truth) }]
  })
  let at: Calibration = { slope: 1, offset: 0 }
  if (judged.length < ENOUGH_JUDGED) return at
  for (let step = 0; step < 50; step++) {
    const next = betterCalibration(judged, at)
    if (next === null) break
    at = next
  }
  if (at.slope <= 0)
    return { slope: 0, offset: logit(judged.reduce((sum, { right }) => sum + right, 0) / judged.length) }
  return judged.length < MANY_JUDGED
    ? at
    : { ...at, knots: isotonicBlocks(judged).flatMap((block) => knotsOf(block, at)) }
}

/** Both ends of a block, at its rate drawn a little to the line: a block of three right ones is not sure. */
function knotsOf({ from, to, successes, points }: IsotonicBlock, line: Calibration): { x: number; y: number }[] {
  const expected = logistic(line.offset + (line.slope * (from + to)) / 2)
  const y = logit((successes + LINE_WEIGHT * expected) / (points + LINE_WEIGHT))
  return from === to
    ? [{ x: from, y }]
    : [
        { x: from, y },
        { x: to, y },
      ]
}

interface Judged {
  readonly x: number
  readonly right: number
}
type Calibration = LabelModel['calibration']

/** One Newton step, halved until the loss falls: far from the answer a whole one may overshoot. null = there is none. */
function betterCalibration(judged: readonly Judged[], at: Calibration): Calibration | null {
  let [g0, g1, h00, h01, h11] = [at.offset, at.slope - 1, 1, 0, 1]
  for (const { x, right } of judged) {
    const p = logistic(at.offset + at.slope * x)
    const w = p * (1 - p)
    g0 += p - right
    g1 += (p - right) * x
    h00 += w
    h01 += w * x
    h11 += w * x * x
  }
  const determinant = h00 * h11 - h01 * h01
  const [d0, d1] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant]
  const loss = calibrationLoss(judged, at)
  for (let size = 1; size > 1e-6; size /= 2) {
    const next = { slope: at.slope - size * d1, offset: at.offset - size * d0 }
    if (calibrationLoss(judged, next) < loss - 1e-10) return next
  }
  return null
}

function calibrationLoss(judged: readonly Judged[], { slope, offset }: Calibration): number {
  let loss = (offset * offset + (slope - 1) * (slope - 1)) / 2
  for (const { x, right } of judged) {
    const margin = (offset + slope * x) * (right === 1 ? 1 : -1)
    loss += margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin
  }
  return loss
}

const logit = (p: number): number => {
  const bounded = Math.min(SUREST, Math.max(1 - SUREST, p))
  return Math.log(bounded / (1 - bounded))
}
const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
