import { quantile } from '../src/stats/bootstrap.ts'
import type { FigureName, SeedResult } from './coverage-seed.ts'

/** What every thread is told of its worlds. */
export interface CoverageOrder {
  readonly perDay: number
  readonly budget: number
}

export interface Spread {
  readonly mean: number
  /** First quartile, median, third. */
  readonly quartiles: readonly [number, number, number]
}

/** How a figure fared over many worlds. */
export interface CoverageFigures {
  readonly planted: number
  /** Worlds whose planted value lies inside the interval; below its lower bound; above its upper. */
  readonly covered: number
  readonly below: number
  readonly above: number
  /** Mean of estimate less planted value. */
  readonly bias: number
  readonly width: Spread
  readonly effectiveSize: Spread
  readonly naiveMissed: number
  readonly naiveBias: number
}

export function coverageOf(results: readonly SeedResult[], figure: FigureName): CoverageFigures {
  const trials = results.map((result) => result.trials[figure])
  const below = trials.filter(({ planted, low }) => planted < low).length
  const above = trials.filter(({ planted, high }) => planted > high).length
  return {
    planted: mean(trials.map(({ planted }) => planted)),
    covered: trials.length - below - above,
    below,
    above,
    bias: mean(trials.map(({ estimate, planted }) => estimate - planted)),
    width: spread(trials.map(({ low, high }) => high - low)),
    effectiveSize: spread(trials.map(({ effectiveSize }) => effectiveSize)),
    naiveMissed: trials.filter(({ planted, naive }) => planted < naive.low || planted > naive.high).length,
    naiveBias: mean(trials.map(({ naive, planted }) => naive.estimate - planted)),
  }
}

export function spread(values: readonly number[]): Spread {
  const ascending = Float64Array.from(values).sort()
  const at = (p: number) => quantile(ascending, p)
  return { mean: mean(values), quartiles: [at(0.25), at(0.5), at(0.75)] }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
