import { quantile } from '../stats/bootstrap.ts'
import { cohenKappa, type Kappa } from '../stats/cohen-kappa.ts'
import type { Interval } from '../stats/interval.ts'
import { type Alpha, krippendorffAlpha } from '../stats/krippendorff-alpha.ts'
import { randomFrom } from '../stats/random.ts'
import { RATED_TASKS, type RatedTask, type Rating } from './ratings.ts'

/** A task's agreement over all annotators. */
export interface TaskAgreement extends Alpha {
  readonly task: RatedTask
}

/** Two annotators on one task. */
export interface PairAgreement extends Kappa {
  readonly task: RatedTask
  readonly annotators: readonly [string, string]
}

export interface OverallAgreement extends Interval {
  /** Mean of the tasks' alphas, each weighing as many answers as could be compared; NaN when none could. */
  readonly alpha: number
  readonly answers: number
}

export interface Agreement {
  readonly overall: OverallAgreement
  readonly tasks: readonly TaskAgreement[]
  readonly pairs: readonly PairAgreement[]
}

/** Resamples of the overall interval; each computes every task's alpha anew. */
const RESAMPLES = 200

/** How far people agree beyond chance, from units that two or more of them judged. */
export function agreement(ratings: readonly Rating[]): Agreement {
  const tasks = RATED_TASKS.flatMap((task) => {
    const units = unitsOf(ratings.filter((rating) => rating.task === task))
    return units.length === 0 ? [] : [{ task, ...krippendorffAlpha(units.map(choices)) }]
  })
  return { overall: overall(ratings, tasks), tasks, pairs: pairs(ratings) }
}

/** Answers to each unit that more than one person judged. */
const unitsOf = (ratings: readonly Rating[]): (readonly Rating[])[] =>
  [...Map.groupBy(ratings, (rating) => rating.unit).values()].filter((unit) => unit.length > 1)

const choices = (unit: readonly Rating[]): string[] => unit.map((rating) => rating.choice)

const weighted = (tasks: readonly Alpha[]): { alpha: number; answers: number } => {
  const known = tasks.filter((task) => !Number.isNaN(task.alpha))
  const answers = known.reduce((sum, task) => sum + task.answers, 0)
  return { alpha: known.reduce((sum, task) => sum + task.alpha * task.answers, 0) / answers, answers }
}

/** Resamples whole samples, since the answers to one conversation hang together. */
function overall(ratings: readonly Rating[], tasks: readonly TaskAgreement[]): OverallAgreement {
  const { alpha, answers } = weighted(tasks)
  const bySample = [...Map.groupBy(ratings, (rating) => rating.sampleId).values()]
    .map((own) => Map.groupBy(own, (rating) => rating.task))
    .map((own) => new Map([...own].map(([task, rated]) => [task, unitsOf(rated).map(choices)])))
    .filter((own) => [...own.values()].some((units) => units.length > 0))
  if (Number.isNaN(alpha)) return { alpha, answers, low: -1, high: 1 }
  if (tasks.every((task) => Number.isNaN(task.alpha) || task.disagreement === 0)) {
    return { alpha, answers, low: Math.min(...tasks.map((task) => task.low)), high: 1 }
  }
  const random = randomFrom('overall agreement')
  const drawn: number[] = []
  for (let r = 0; r < RESAMPLES && bySample.length > 1; r++) {
    const chosen = bySample.map(() => bySample[Math.floor(random() * bySample.length)]!)
    const resampled = weighted(
      tasks.map(({ task }) =>
        krippendorffAlpha(
          chosen.flatMap((own) => own.get(task) ?? []),
          { resamples: 0 },
        ),
      ),
    ).alpha
    if (!Number.isNaN(resampled)) drawn.push(resampled)
  }
  if (drawn.length < RESAMPLES / 2) return { alpha, answers, low: -1, high: 1 }
  const ascending = drawn.sort((a, b) => a - b)
  return { alpha, answers, low: quantile(ascending, 0.025), high: quantile(ascending, 0.975) }
}

function pairs(ratings: readonly Rating[]): PairAgreement[] {
  const names = [...new Set(ratings.map((rating) => rating.annotator))].sort()
  const byTask = Map.groupBy(ratings, (rating) => rating.task)
  return RATED_TASKS.flatMap((task) => {
    const units = unitsOf(byTask.get(task) ?? []).map((unit) => new Map(unit.map((r) => [r.annotator, r.choice])))
    return names.flatMap((one, i) =>
      names.slice(i + 1).flatMap((other) => {
        const both = units.filter((unit) => unit.has(one) && unit.has(other))
        if (both.length === 0) return []
        const kappa = cohenKappa(
          both.map((unit) => unit.get(one)!),
          both.map((unit) => unit.get(other)!),
        )
        return [{ task, annotators: [one, other] as const, ...kappa }]
      }),
    )
  })
}
