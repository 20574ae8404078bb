import { defaultSamplingPolicy, type SamplingPolicy } from '../src/admission/sampling-policy.ts'
import { failureRate, liveAccuracy } from '../src/evaluation/live-accuracy.ts'
import type { Figure } from '../src/metrics/figure.ts'
import { playDays } from '../src/simulator/run-world.ts'
import { standIn } from '../src/simulator/stand-in.ts'
import type { TurnTruth } from '../src/simulator/truth.ts'
import type { World } from '../src/simulator/world.ts'
import { wilson } from '../src/stats/interval.ts'
import { decisionsOf } from './coverage-decisions.ts'
import { drawAll } from './coverage-draws.ts'
import { type Review, reviewAll } from './coverage-review.ts'

export const FIGURES = ['live_accuracy_intent', 'live_accuracy_objection', 'failure_rate'] as const
export type FigureName = (typeof FIGURES)[number]

/** One figure of one world: what is true, what the weighted estimate says, and what the pool says as it lies there. */
export interface Trial {
  readonly planted: number
  readonly estimate: number
  readonly low: number
  readonly high: number
  readonly effectiveSize: number
  readonly naive: { readonly estimate: number; readonly low: number; readonly high: number }
}

export interface SeedResult {
  readonly seed: number
  readonly conversations: number
  readonly flagged: number
  readonly reviewed: { readonly flagged: number; readonly control: number }
  readonly withdrawn: number
  readonly trials: Readonly<Record<FigureName, Trial>>
}

/** Plays one world, draws from it as the service would, lets people who know the truth review, and estimates. */
export function runSeed(world: World, seed: number, change: Partial<SamplingPolicy> = {}): SeedResult {
  const name = `coverage-${seed}`
  const policy = { ...defaultSamplingPolicy, ...change, seed: name }
  const days = [...playDays(world, name, standIn(world, name))]
  const decided = decisionsOf(days.flatMap((day) => day.events))
  const draws = drawAll(
    decided.map(({ due }) => due),
    policy,
  )
  const eligible = new Set(decided.map(({ due }) => due.conversationId))
  const truths = days
    .flatMap((day) => day.truths)
    .filter((truth) => truth.kind === 'turn' && eligible.has(truth.conversation_id)) as TurnTruth[]
  const review = reviewAll(decided, draws, truths, policy)
  return {
    seed,
    conversations: decided.length,
    flagged: draws.filter(({ reason }) => reason !== null).length,
    reviewed: {
      flagged: review.units.filter(({ stratum }) => stratum === 'flagged').length,
      control: review.units.filter(({ stratum }) => stratum === 'control').length,
    },
    withdrawn: review.withdrawn,
    trials: trialsOf(review, truths, eligible.size),
  }
}

/** Planted: over every predicted turn of every eligible conversation, and over all of these. */
function trialsOf(review: Review, truths: readonly TurnTruth[], conversations: number): Record<FigureName, Trial> {
  const { units, turns, contexts, population } = review
  const faulty = new Set(truths.filter(({ fault }) => fault !== 'none').map((truth) => truth.conversation_id))
  const pool = turns.filter(({ stratum }) => stratum === 'flagged')
  const accuracy = (task: 'intent' | 'objection'): Trial => {
    const predicted = truths.filter((truth) => truth[`predicted_${task}`] !== null)
    const right = predicted.filter((truth) => truth[`predicted_${task}`] === truth[task])
    const naive = pool.filter(({ prediction, label }) => prediction[task] === label[task])
    const [figure] = liveAccuracy(task, turns, contexts, [], population.turns)
    return trial(right.length / predicted.length, figure!, naive.length, pool.length)
  }
  const judged = units.filter(({ stratum }) => stratum === 'flagged')
  const atFault = judged.filter((unit) => unit.atFault === true)
  const [failures] = failureRate(units, contexts, [], population.conversations)
  return {
    live_accuracy_intent: accuracy('intent'),
    live_accuracy_objection: accuracy('objection'),
    failure_rate: trial(faulty.size / conversations, failures!, atFault.length, judged.length),
  }
}

/** An estimate that says nothing covers nothing: its interval is everything, and its width shows it. */
const trial = (planted: number, { estimate, low, high, effective_size }: Figure, k: number, n: number): Trial => ({
  planted,
  estimate: estimate ?? Number.NaN,
  low: low ?? 0,
  high: high ?? 1,
  effectiveSize: effective_size,
  naive: { estimate: k / n, ...wilson(k, n) },
})
