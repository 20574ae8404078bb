import { cohenKappa, type Kappa } from '../stats/cohen-kappa.ts'
import { type Agreement, agreement, type TaskAgreement } from './agreement.ts'
import { majority } from './consensus.ts'
import { type AnsweredSample, type GivenAnswer, type RatedTask, type Rating, ratingsOf } from './ratings.ts'

/** How far people agree on whether this label applies. */
export interface LabelAgreement extends TaskAgreement {
  readonly label: string
}

/** One annotator beside what the others came to. */
export interface ConsensusAgreement extends Kappa {
  readonly task: RatedTask
  readonly annotator: string
}

export interface AgreementPeriod extends Agreement {
  /** [from, until), epoch milliseconds. */
  readonly from: number
  readonly until: number
}

const OTHER = '\u0000other'

/**
 * Krippendorff's alpha of each label against all others of its task, from units that two or more judged. Intervals
 * resample samples, as those of the task do.
 */
export function labelAgreement(ratings: readonly Rating[]): LabelAgreement[] {
  return [...Map.groupBy(ratings, (rating) => rating.task)].flatMap(([task, own]) => {
    const compared = [...Map.groupBy(own, (rating) => rating.unit).values()].filter((unit) => unit.length > 1).flat()
    const labels = [...new Set(compared.map((rating) => rating.choice))].sort()
    return labels.flatMap((label) => {
      const asked = compared.map((rating) => ({ ...rating, choice: rating.choice === label ? label : OTHER }))
      return agreement(asked).tasks.map((one) => ({ ...one, task, label }))
    })
  })
}

/**
 * Cohen's kappa of each annotator with what the others came to: the adjudicator's word, else the majority of the other
 * answers. Their own answer is left out, or they would agree with themselves; where the others tie, nothing is compared.
 */
export function againstConsensus(samples: readonly AnsweredSample<GivenAnswer>[]): ConsensusAgreement[] {
  const pairs = samples.flatMap(besideOthers)
  const groups = Map.groupBy(pairs, ({ task, annotator }) => JSON.stringify([task, annotator]))
  return [...groups.values()]
    .map((own) => ({
      task: own[0]!.task,
      annotator: own[0]!.annotator,
      ...cohenKappa(
        own.map(({ mine }) => mine),
        own.map(({ theirs }) => theirs),
      ),
    }))
    .sort((a, b) => (a.annotator < b.annotator ? -1 : a.annotator > b.annotator ? 1 : 0))
}

interface Beside {
  readonly task: RatedTask
  readonly annotator: string
  readonly mine: string
  readonly theirs: string
}

function besideOthers(sample: AnsweredSample<GivenAnswer>): Beside[] {
  const last = new Map(ratingsOf(sample, 'adjudication').map(({ task, unit, choice }) => [`${task} ${unit}`, choice]))
  return [...Map.groupBy(ratingsOf(sample), ({ task, unit }) => `${task} ${unit}`)].flatMap(([unit, ratings]) =>
    ratings.flatMap(({ task, annotator, choice }) => {
      const others = ratings.filter((rating) => rating.annotator !== annotator).map((rating) => rating.choice)
      const theirs = last.get(unit) ?? majority(others).choice
      return theirs === null ? [] : [{ task, annotator, mine: choice, theirs }]
    }),
  )
}

/**
 * Agreement period by period; a sample belongs to the period of its latest answer. Periods begin at multiples of the step
 * and are left out where nothing could be compared.
 *
 * @param stepMs length of a period, milliseconds, above 0
 */
export function agreementOverTime(samples: readonly AnsweredSample<GivenAnswer>[], stepMs: number): AgreementPeriod[] {
  const dated = samples.flatMap((sample) => {
    const reviews = sample.labels.filter(({ purpose }) => purpose === 'review').map(({ recordedAt }) => recordedAt)
    return reviews.length < 2 ? [] : [{ sample, from: Math.floor(Math.max(...reviews) / stepMs) * stepMs }]
  })
  return [...Map.groupBy(dated, ({ from }) => from)]
    .sort(([a], [b]) => a - b)
    .map(([from, own]) => ({
      from,
      until: from + stepMs,
      ...agreement(own.flatMap(({ sample }) => ratingsOf(sample))),
    }))
    .filter(({ tasks }) => tasks.length > 0)
}
