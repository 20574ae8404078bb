import { defaultAdmissionConfig } from '../src/admission/config.ts'
import { faultInputs } from '../src/admission/fault-inputs.ts'
import { faultProbability } from '../src/admission/fault-model.ts'
import { defaultSamplingPolicy, type SamplingPolicy } from '../src/admission/sampling-policy.ts'
import type { MixedExample } from '../src/models/mixed.ts'
import type { KeptDraw } from '../src/pool/pool-store.ts'
import { playDays } from '../src/simulator/run-world.ts'
import { standIn } from '../src/simulator/stand-in.ts'
import type { World } from '../src/simulator/world.ts'
import { areaUnderCurve } from '../src/stats/auc.ts'
import { debiasedEce } from '../src/stats/calibration-error.ts'
import { fitFault } from '../src/training/fault-training.ts'
import { answerTo } from './attribution-review.ts'
import { type Decided, decisionsOf } from './coverage-decisions.ts'
import { drawAll } from './coverage-draws.ts'

/** What one way of admission brings into review. */
export interface Found {
  /** Expected number of reviews. */
  readonly reviews: number
  /** Share of these in which a model was at fault; share of all faulty conversations that they hold. */
  readonly precision: number
  readonly recall: number
}

/** Rule table and learned admission on the same conversations with the same budget; the planted truth judges. */
export interface Duel {
  readonly rules: Found
  readonly learned: Found
}

export interface LearnedSeed {
  readonly seed: number
  /** Verdicts of the first week that were learned from, and of these the control stratum's. */
  readonly verdicts: number
  readonly controls: number
  readonly judged: number
  readonly flagged: number
  readonly faulty: number
  /** All that the table flags against as many of the most probable. */
  readonly atPool: Duel
  /** As both plans would draw it: Poisson, with half as many reviews as the table flags. */
  readonly byPlan: Duel
  /** On the judged week, all of it. */
  readonly auc: number
  readonly ece: number
  readonly fitMs: number
}

const WEEK_MS = 7 * 86_400_000

/** Plays two weeks: reviews the first as the plan draws it, learns from its verdicts, and judges the second, which it has not seen. */
export function runLearnedSeed(world: World, seed: number, budget: number): LearnedSeed {
  const name = `learned-${seed}`
  const days = [...playDays(world, name, standIn(world, name))]
  const decided = decisionsOf(days.flatMap((day) => day.events))
  const planted = days.flatMap((day) => day.truths).filter((truth) => truth.kind === 'turn')
  const faulty = new Set(planted.filter(({ fault }) => fault !== 'none').map((truth) => truth.conversation_id))
  const turnsOf = Map.groupBy(planted, (truth) => truth.conversation_id)
  const cut = world.startAt + WEEK_MS
  const [past, next] = [
    decided.filter(({ due }) => due.computedAt < cut),
    decided.filter(({ due }) => due.computedAt >= cut),
  ]
  const reviewed = drawsOf(past, { ...defaultSamplingPolicy, budget, seed: name })
  const learnedFrom = past.filter(({ due }) => reviewed.get(due.conversationId)!.selected)
  const started = performance.now()
  const model = fitFault(
    learnedFrom.map((one) => ({
      inputs: inputsOf(one),
      // A person's verdict, who errs: the planted truth judges, and teaches nothing.
      atFault: answerTo(one, turnsOf.get(one.due.conversationId) ?? [], world, name).answer.at_fault,
      inclusionProbability: reviewed.get(one.due.conversationId)!.probability,
      group: one.due.facts.users[0] ?? one.due.conversationId,
    })),
    name,
  )
  const fitMs = performance.now() - started
  const chances = new Map(decided.map((one) => [one.due.conversationId, faultProbability(model, inputsOf(one))]))
  const flagged = next.filter(({ due }) => due.row.flagged === true)
  const judge = judgeOf(next, faulty)
  const scored = next.map(({ due }) => ({
    score: chances.get(due.conversationId)!,
    positive: faulty.has(due.conversationId),
  }))
  return {
    seed,
    verdicts: learnedFrom.length,
    controls: learnedFrom.filter(({ due }) => due.row.flagged === false).length,
    judged: next.length,
    flagged: flagged.length,
    faulty: scored.filter((one) => one.positive).length,
    atPool: { rules: judge(certain(flagged)), learned: judge(certain(mostProbable(next, chances, flagged.length))) },
    byPlan: planDuel(decided, next, chances, { judge, perDay: flagged.length / 2 / spanOf(next), name }),
    auc: areaUnderCurve(scoresOf(scored, true), scoresOf(scored, false)).estimate,
    ece: debiasedEce(
      scored.map((one) => one.score),
      scored.map((one) => one.positive),
      15,
      1,
    ).ece,
    fitMs,
  }
}

const inputs = new WeakMap<Decided, MixedExample>()

/** As known when the draw was due. */
function inputsOf(one: Decided): MixedExample {
  const { row, facts, computedAt } = one.due
  const made =
    inputs.get(one) ?? faultInputs({ row, facts, events: one.events, knownAt: computedAt }, defaultAdmissionConfig)
  inputs.set(one, made)
  return made
}

const scoresOf = (
  scored: readonly { readonly score: number; readonly positive: boolean }[],
  positive: boolean,
): number[] => scored.filter((one) => one.positive === positive).map((one) => one.score)

const drawsOf = (decided: readonly Decided[], policy: SamplingPolicy, chances?: ReadonlyMap<string, number>) =>
  new Map(
    drawAll(
      decided.map(({ due }) => due),
      policy,
      chances,
    ).map((draw) => [draw.conversationId, draw]),
  )

type Chances = ReadonlyMap<string, number>
type Judge = (chances: Chances) => Found

/** Expected figures of admitting each conversation with its chance: the luck of the draw is left out. */
const judgeOf =
  (next: readonly Decided[], faulty: ReadonlySet<string>): Judge =>
  (chances) => {
    const of = (some: readonly Decided[]) =>
      some.reduce((sum, { due }) => sum + (chances.get(due.conversationId) ?? 0), 0)
    const atFault = next.filter(({ due }) => faulty.has(due.conversationId))
    const reviews = of(next)
    return { reviews, precision: of(atFault) / reviews, recall: of(atFault) / atFault.length }
  }

const certain = (some: readonly Decided[]): Chances => new Map(some.map(({ due }) => [due.conversationId, 1]))

const mostProbable = (next: readonly Decided[], chances: Chances, most: number): Decided[] =>
  [...next].sort((a, b) => chances.get(b.due.conversationId)! - chances.get(a.due.conversationId)!).slice(0, most)

const spanOf = (next: readonly Decided[]): number =>
  (next.at(-1)!.due.computedAt - next[0]!.due.computedAt) / 86_400_000

/** Both plans on both weeks, so that each has a history; the second week counts. */
function planDuel(
  decided: readonly Decided[],
  next: readonly Decided[],
  chances: Chances,
  { judge, perDay, name }: { judge: Judge; perDay: number; name: string },
): Duel {
  const policy = { ...defaultSamplingPolicy, budget: Math.max(1, perDay), seed: name }
  const probabilities = (draws: ReadonlyMap<string, KeptDraw>) =>
    new Map(next.map(({ due }) => [due.conversationId, draws.get(due.conversationId)!.probability]))
  const learned = { ...policy, learned: { id: 'm-bench', sha256: '' } }
  return {
    rules: judge(probabilities(drawsOf(decided, policy))),
    learned: judge(probabilities(drawsOf(decided, learned, chances))),
  }
}
