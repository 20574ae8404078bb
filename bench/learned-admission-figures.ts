import { meanOfClusters } from '../src/stats/hajek.ts'
import type { Interval } from '../src/stats/interval.ts'
import type { Duel, LearnedSeed } from './learned-admission-seed.ts'

/** What every thread is told of its worlds. */
export interface LearnedOrder {
  readonly perDay: number
  readonly budget: number
}

export interface Mean extends Interval {
  readonly estimate: number
}

/** One figure of a duel over many worlds. */
export interface DuelFigure {
  readonly rules: number
  readonly learned: number
  /** Mean of learned less rules, with the 95 % interval over worlds. */
  readonly difference: Mean
  /** Worlds in which the learned admission was better. */
  readonly better: number
}

export function duelOf(
  results: readonly LearnedSeed[],
  duel: 'atPool' | 'byPlan',
  figure: keyof Duel['rules'],
): DuelFigure {
  const pairs = results.map((result) => ({
    rules: result[duel].rules[figure],
    learned: result[duel].learned[figure],
  }))
  return {
    rules: meanOf(pairs.map((pair) => pair.rules)).estimate,
    learned: meanOf(pairs.map((pair) => pair.learned)).estimate,
    difference: meanOf(pairs.map((pair) => pair.learned - pair.rules)),
    better: pairs.filter((pair) => pair.learned > pair.rules).length,
  }
}

/** Mean over worlds, each independent of the others. */
export const meanOf = (values: readonly number[]): Mean =>
  meanOfClusters(
    values.map((sum) => ({ sum, size: 1 })),
    false,
  )
