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

const RESAMPLES = 400

/**
 * How far people agree beyond chance, from units that two or more of them judged. Intervals resample whole samples, since
 * the answers to one conversation hang together. Where all agree, the bound of krippendorffAlpha holds instead.
 */
export function agreement(ratings: readonly Rating[]): Agreement {
  const found = RATED_TASKS.flatMap((task, at) => {
    const units = unitsOf(ratings.filter((rating) => rating.task === task))
    return units.length === 0 ? [] : [{ at, task, ...krippendorffAlpha(units.map(choices), { resamples: 0 }) }]
  })
  const draws = found.some(varies) ? resampled(ratings) : []
  const tasks = found.map(({ at, ...task }) =>
    varies(task) ? { ...task, ...boundsOf(draws.map((draw) => draw[at]!.alpha)) } : task,
  )
  return { overall: overall(tasks, draws), tasks, pairs: pairs(ratings) }
}

/** Bounds of its own are known for a task without disagreement, and for one that cannot be judged. */
const varies = (task: Alpha): boolean => !Number.isNaN(task.alpha) && task.disagreement > 0

/** Percentiles; none when too few draws tell anything. */
function boundsOf(drawn: readonly number[]): Interval {
  const ascending = drawn.filter((alpha) => !Number.isNaN(alpha)).sort((a, b) => a - b)
  if (ascending.length < RESAMPLES / 2) return { low: -1, high: 1 }
  return { low: quantile(ascending, 0.025), high: quantile(ascending, 0.975) }
}

/** Answers to each unit that more than one person judged. */
const unitsOf = (ratings: readonly Rating[]): (readonly Rating[])[] =>
  [...Map.groupBy(ratings, (rating) => rating.unit).values()].filter((unit) => unit.length > 1)

const choices = (unit: readonly Rating[]): string[] => unit.map((rating) => rating.choice)

const comparable = <T extends Pick<Alpha, 'alpha'>>(tasks: readonly T[]): T[] =>
  tasks.filter((task) => !Number.isNaN(task.alpha))

const weighted = (tasks: readonly Pick<Alpha, 'alpha' | 'answers'>[]): { alpha: number; answers: number } => {
  const known = comparable(tasks)
  const answers = known.reduce((sum, task) => sum + task.answers, 0)
  return { alpha: known.reduce((sum, task) => sum + task.alpha * task.answers, 0) / answers, answers }
}

type Draw = readonly Pick<Alpha, 'alpha' | 'answers'>[]

function overall(tasks: readonly TaskAgreement[], draws: readonly Draw[]): OverallAgreement {
  const known = weighted(tasks)
  if (Number.isNaN(known.alpha)) return { ...known, low: -1, high: 1 }
  if (draws.length === 0) return { ...known, low: Math.min(...comparable(tasks).map((task) => task.low)), high: 1 }
  return { ...known, ...boundsOf(draws.map((draw) => weighted(draw).alpha)) }
}

/** Every task's alpha in samples drawn with replacement. */
function resampled(ratings: readonly Rating[]): Draw[] {
  const { samples, labels } = tallied(ratings)
  if (samples.length < 2) return []
  const random = randomFrom('agreement')
  const draw = () => samples[Math.floor(random() * samples.length)]!
  return Array.from({ length: RESAMPLES }, () => alphasOf(draw, samples.length, labels))
}

/** What a sample adds to each task's alpha: answers compared, their disagreement, and how often each label came. */
interface Tally {
  readonly answers: readonly number[]
  readonly differing: readonly number[]
  /** In turn the number of a task, of a label, and its count. */
  readonly counts: readonly number[]
}

function tallied(ratings: readonly Rating[]): { samples: Tally[]; labels: number } {
  const numbers = new Map<string, number>()
  const numberOf = (choice: string): number => {
    const known = numbers.get(choice) ?? numbers.size
    numbers.set(choice, known)
    return known
  }
  const samples = [...Map.groupBy(ratings, (rating) => rating.sampleId).values()].map((own) => {
    const tally = { answers: RATED_TASKS.map(() => 0), differing: RATED_TASKS.map(() => 0), counts: [] as number[] }
    RATED_TASKS.forEach((task, at) => {
      for (const unit of unitsOf(own.filter((rating) => rating.task === task))) {
        const counts = new Map<string, number>()
        for (const choice of choices(unit)) counts.set(choice, (counts.get(choice) ?? 0) + 1)
        const squares = [...counts.values()].reduce((sum, count) => sum + count * count, 0)
        tally.answers[at]! += unit.length
        tally.differing[at]! += (unit.length ** 2 - squares) / (unit.length - 1)
        for (const [choice, count] of counts) tally.counts.push(at, numberOf(choice), count)
      }
    })
    return tally
  })
  return { samples: samples.filter((tally) => tally.counts.length > 0), labels: numbers.size }
}

/** Alpha of each task from drawn samples; the same formula as in krippendorffAlpha, from sums. */
function alphasOf(draw: () => Tally, size: number, labels: number): { alpha: number; answers: number }[] {
  const totals = new Float64Array(RATED_TASKS.length * labels)
  const [answers, differing] = [RATED_TASKS.map(() => 0), RATED_TASKS.map(() => 0)]
  for (let i = 0; i < size; i++) {
    const tally = draw()
    for (let at = 0; at < answers.length; at++) {
      answers[at]! += tally.answers[at]!
      differing[at]! += tally.differing[at]!
    }
    for (let at = 0; at < tally.counts.length; at += 3) {
      totals[tally.counts[at]! * labels + tally.counts[at + 1]!]! += tally.counts[at + 2]!
    }
  }
  return answers.map((n, at) => {
    let pairs = n * n
    for (const total of totals.subarray(at * labels, (at + 1) * labels)) pairs -= total * total
    return { alpha: pairs > 0 ? 1 - (differing[at]! / pairs) * (n - 1) : Number.NaN, answers: n }
  })
}

/** By task, then by name. */
function pairs(ratings: readonly Rating[]): PairAgreement[] {
  const byTask = Map.groupBy(ratings, (rating) => rating.task)
  return RATED_TASKS.flatMap((task) => {
    const answers = new Map<string, { readonly pair: readonly [string, string]; readonly said: [string, string][] }>()
    for (const unit of unitsOf(byTask.get(task) ?? [])) {
      const sorted = unit.toSorted((a, b) => (a.annotator < b.annotator ? -1 : 1))
      sorted.forEach((one, i) => {
        for (const other of sorted.slice(i + 1)) {
          const pair = [one.annotator, other.annotator] as const
          const held = answers.get(JSON.stringify(pair)) ?? { pair, said: [] }
          answers.set(JSON.stringify(pair), held)
          held.said.push([one.choice, other.choice])
        }
      })
    }
    return [...answers.values()]
      .sort((a, b) => (a.pair.join('\n') < b.pair.join('\n') ? -1 : 1))
      .map(({ pair, said }) => ({ task, annotators: pair, ...kappaOf(said) }))
  })
}

const kappaOf = (said: readonly (readonly [string, string])[]): Kappa =>
  cohenKappa(
    said.map(([one]) => one),
    said.map(([, other]) => other),
  )
