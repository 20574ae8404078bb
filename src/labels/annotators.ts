import { type Estimate, quantile } from '../stats/bootstrap.ts'
import { type Interval, wilson, wilsonOfRate } from '../stats/interval.ts'
import type { AnnotatorModel } from './annotator-model.ts'
import { type AnsweredSample, type GivenAnswer, type RatedTask, type Rating, ratingsOf } from './ratings.ts'

/** Nobody is placed above or below another on fewer gold choices than this. */
export const LEAST_FOR_RANK = 30

export interface Share extends Interval {
  /** NaN without any. */
  readonly rate: number
  readonly units: number
}

/** What is known of one annotator's work. */
export interface AnnotatorQuality {
  readonly annotator: string
  /** Answers that count: to the queue, to gold items among it, and last words on conflicts. */
  readonly answers: number
  readonly goldAnswers: number
  readonly adjudications: number
  readonly firstAt: number
  readonly lastAt: number
  /** Median of the times he gave; null when he gave none. */
  readonly secondsPerItem: number | null
  /** Of his choices on what others judged too: the share of the others' choices that are the same. */
  readonly agreement: Share
  /** Of his choices on gold items: the share that is the adjudicated one. */
  readonly gold: Share
  /** Chance of a right answer as the Dawid-Skene model has it, per task with enough overlap. */
  readonly modelled: readonly (Estimate & { readonly task: RatedTask; readonly units: number })[]
  /** 1 + how many have a gold accuracy that is surely higher: intervals that overlap share a rank. null = too little is known. */
  readonly rank: number | null
}

/** In [from, until), epoch milliseconds. */
export interface Time {
  readonly from?: number
  readonly until?: number
}

/** By name, of answers recorded in that time. Ranks stand in a field of their own, and only where enough is known. */
export function annotatorQuality(
  samples: readonly AnsweredSample<GivenAnswer>[],
  models: readonly AnnotatorModel[],
  { from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY }: Time = {},
): AnnotatorQuality[] {
  const inTime = samples.flatMap((sample) => sample.labels).filter((l) => l.recordedAt >= from && l.recordedAt < until)
  const answers = Map.groupBy(inTime, (label) => label.annotator)
  const reviews = samples.flatMap((sample) => ratingsOf(sample))
  const agreed = agreementsOf(reviews)
  const gold = goldHits(samples)
  const known = [...answers].map(([annotator, given]) => ({
    annotator,
    ...countsOf(given),
    agreement: shareOf(agreed.get(annotator) ?? []),
    gold: shareOf(gold.get(annotator) ?? []),
    modelled: models.flatMap((model) => modelledOf(model, annotator)),
  }))
  return known
    .map((one) => ({
      ...one,
      rank: rankOf(
        one.gold,
        known.map((other) => other.gold),
      ),
    }))
    .sort((a, b) => (a.annotator < b.annotator ? -1 : 1))
}

function countsOf(given: readonly GivenAnswer[]) {
  const seconds = given.flatMap((label) => label.seconds ?? []).sort((a, b) => a - b)
  const times = given.map((label) => label.recordedAt)
  const of = (purpose: GivenAnswer['purpose']) => given.filter((label) => label.purpose === purpose).length
  return {
    answers: of('review'),
    goldAnswers: of('gold'),
    adjudications: of('adjudication'),
    firstAt: times.reduce((a, b) => Math.min(a, b)),
    lastAt: times.reduce((a, b) => Math.max(a, b)),
    secondsPerItem: seconds.length === 0 ? null : quantile(seconds, 0.5),
  }
}

/** Part of a choice that was confirmed, in [0, 1]; those on one sample hang together. */
interface Hit {
  readonly sampleId: string
  readonly share: number
}

/** Per annotator, for each of his choices that others had too: the share of them who chose the same. */
function agreementsOf(ratings: readonly Rating[]): Map<string, Hit[]> {
  const hits = new Map<string, Hit[]>()
  for (const unit of Map.groupBy(ratings, ({ task, unit }) => `${task} ${unit}`).values()) {
    if (unit.length < 2) continue
    for (const mine of unit) {
      const same = unit.filter((other) => other !== mine && other.choice === mine.choice).length
      add(hits, mine.annotator, { sampleId: mine.sampleId, share: same / (unit.length - 1) })
    }
  }
  return hits
}

/** Choices on gold items beside the adjudicated ones; what the adjudicator left open is not counted. */
function goldHits(samples: readonly AnsweredSample<GivenAnswer>[]): Map<string, Hit[]> {
  const hits = new Map<string, Hit[]>()
  for (const sample of samples) {
    const right = new Map(
      ratingsOf(sample, 'adjudication').map(({ task, unit, choice }) => [`${task} ${unit}`, choice]),
    )
    for (const { task, unit, annotator, choice } of ratingsOf(sample, 'gold')) {
      const truth = right.get(`${task} ${unit}`)
      if (truth !== undefined) add(hits, annotator, { sampleId: sample.sampleId, share: Number(choice === truth) })
    }
  }
  return hits
}

function add(hits: Map<string, Hit[]>, annotator: string, hit: Hit): void {
  const own = hits.get(annotator)
  if (own === undefined) hits.set(annotator, [hit])
  else own.push(hit)
}

/** With a Wilson interval on as many units as there are samples: choices on one conversation are no independent draws. */
function shareOf(hits: readonly Hit[]): Share {
  const rate = hits.reduce((sum, hit) => sum + hit.share, 0) / hits.length
  const samples = new Set(hits.map((hit) => hit.sampleId)).size
  return { rate, units: hits.length, ...(samples === 0 ? wilson(0, 0) : wilsonOfRate(rate, samples)) }
}

function modelledOf({ task, accuracy, sharedUnits }: AnnotatorModel, annotator: string) {
  const estimate = accuracy.get(annotator)
  const units = sharedUnits.get(annotator) ?? 0
  return estimate === undefined ? [] : [{ task, estimate, units, ...wilsonOfRate(estimate, units) }]
}

function rankOf(own: Share, all: readonly Share[]): number | null {
  const known = all.filter((share) => share.units >= LEAST_FOR_RANK)
  if (own.units < LEAST_FOR_RANK || known.length < 2) return null
  return 1 + known.filter((other) => other.low > own.high).length
}
