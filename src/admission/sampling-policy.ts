import type { RuleName } from '../features/row.ts'

/** The model whose probability of a fault decides what is reviewed, by what it is (src/admission/fault-model.ts). */
export interface LearnedCharge {
  readonly id: string
  /** SHA-256 of its manifest, hex. */
  readonly sha256: string
}

/** What a team decides about reviewing. A change makes a new plan; draws that were made keep their probability. */
export interface SamplingPolicy {
  /** Counts up with each change. */
  readonly version: number
  /** Since when it holds, epoch milliseconds. */
  readonly since: number
  /** Reviews wanted in one window, control stratum included. */
  readonly budget: number
  readonly windowMs: number
  /** Inclusion probability of an unflagged conversation. */
  readonly controlRate: number
  /** How much a reason counts beside the others; twice the weight, twice the probability until it reaches 1. Not named = 1. */
  readonly reasonWeights: Readonly<Record<RuleName, number>>
  /** Most of the flagged budget that one reason may take, in (0, 1]. Not named = 1. */
  readonly reasonCaps: Readonly<Record<RuleName, number>>
  /** Expected samples of one user in a window from which on his probabilities fall. */
  readonly userCap: number
  /** Probability grows as `floor + (1 - floor) * priority ^ power`; floor 1 ignores the priority. */
  readonly emphasis: { readonly floor: number; readonly power: number }
  /** Share of the budget that may be spent ahead of the usual course of a window. */
  readonly slack: number
  /** Caps lower a probability at most to this share of it, so that no weight explodes and none is infinite. */
  readonly floor: number
  /** Windows of history that a plan looks back on. */
  readonly lookback: number
  /** Share of the samples that several people label. */
  readonly overlap: number
  /** How many people label each of these. */
  readonly overlapAnswers: number
  /** Share of the leases that show a settled sample instead of a new one, to check the annotator. */
  readonly goldItemShare: number
  /** An unlabelled sample of this age leaves the queue. */
  readonly expireAfterMs: number
  readonly seed: string
  /** Who says what is urgent: this model, or, where it is null or absent, the rule table. Only a person changes it (POST /v1/faults/charge). */
  readonly learned?: LearnedCharge | null
}

export const weightOf = (reason: RuleName, { reasonWeights }: Pick<SamplingPolicy, 'reasonWeights'>): number =>
  reasonWeights[reason] ?? 1
export const capOf = (reason: RuleName, { reasonCaps }: Pick<SamplingPolicy, 'reasonCaps'>): number =>
  reasonCaps[reason] ?? 1

/** What a team may change; the rest counts by itself. */
export type PolicyChange = Partial<Omit<SamplingPolicy, 'version' | 'since'>>

const DAY_MS = 24 * 60 * 60 * 1000

const everyReason = (value: number): Readonly<Record<RuleName, number>> => ({
  no_click_no_order: value,
  repeat_while_stalled: value,
  silence_no_conversion: value,
  low_confidence: value,
  negative_feedback: value,
})

/** 200 reviews a day are the work of one or two people. */
export const defaultSamplingPolicy: SamplingPolicy = {
  version: 0,
  since: 0,
  budget: 200,
  windowMs: DAY_MS,
  controlRate: 0.02,
  reasonWeights: everyReason(1),
  reasonCaps: everyReason(1),
  userCap: 3,
  emphasis: { floor: 0.25, power: 1 },
  slack: 0.06,
  floor: 0.02,
  lookback: 7,
  overlap: 0,
  overlapAnswers: 2,
  goldItemShare: 0,
  expireAfterMs: 30 * DAY_MS,
  seed: 'salesloop',
}
