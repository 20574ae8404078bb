import { clusteredRate } from '../stats/clustered-rate.ts'

/** One arm's mature units of a figure, summed per user. */
export interface ArmCount {
  readonly users: readonly { readonly successes: number; readonly size: number }[]
  readonly immature: number
}

/** A figure on which a canary is judged. */
export interface Margin {
  readonly figure: 'click_through' | 'errors'
  /** Which way is worse. */
  readonly worse: 'lower' | 'higher'
  /** The interval must exclude a change for the worse greater than this (absolute, of 1). */
  readonly margin: number
  /** Fewer mature units than this in an arm decide nothing. */
  readonly minUnits: number
  /** What is counted: a user asks for many predictions, which fail or succeed together. */
  readonly unit: 'conversations' | 'users'
}

export const defaultMargins: readonly Margin[] = [
  { figure: 'click_through', worse: 'lower', margin: 0.05, minUnits: 100, unit: 'conversations' },
  { figure: 'errors', worse: 'higher', margin: 0.01, minUnits: 100, unit: 'users' },
]

/** Does one of the margins ask for less than the default does, or is one left out? */
export const isLooser = (margins: readonly Margin[]): boolean =>
  defaultMargins.some((usual) => {
    const asked = margins.find((each) => each.figure === usual.figure)
    return asked === undefined || asked.margin > usual.margin || asked.minUnits < usual.minUnits
  })

export interface ArmShown {
  readonly units: number
  readonly users: number
  readonly rate: number | null
  readonly immature: number
}

export interface FigureCheck {
  readonly figure: string
  readonly verdict: 'advance' | 'stop' | 'inconclusive'
  readonly margin: number
  readonly minUnits: number
  readonly live: ArmShown
  readonly canary: ArmShown
  /** Canary minus live, 95 %; null = too few units. */
  readonly difference: { readonly estimate: number; readonly low: number; readonly high: number } | null
  readonly text: string
}

export interface CanaryCheck {
  readonly verdict: 'advance' | 'stop' | 'inconclusive'
  readonly figures: readonly FigureCheck[]
}

export type ArmCounts = Readonly<Record<Margin['figure'], { readonly live: ArmCount; readonly canary: ArmCount }>>

/**
 * May the canary go to the next stage? Only when for each figure the interval of the difference between the arms
 * excludes a loss greater than the margin; `stop` when one shows such a loss for sure; else it is inconclusive, and an
 * inconclusive canary stays where it is. Each look is a look: the 95 % hold for one look per stage.
 */
export function checkCanary(counts: ArmCounts, margins: readonly Margin[] = defaultMargins): CanaryCheck {
  const figures = margins.map((margin) => checkFigure(counts[margin.figure].live, counts[margin.figure].canary, margin))
  const verdict = figures.some((each) => each.verdict === 'stop')
    ? 'stop'
    : figures.every((each) => each.verdict === 'advance')
      ? 'advance'
      : 'inconclusive'
  return { verdict, figures }
}

function checkFigure(live: ArmCount, canary: ArmCount, margin: Margin): FigureCheck {
  const a = rateOf(live)
  const b = rateOf(canary)
  const shown = {
    figure: margin.figure,
    margin: margin.margin,
    minUnits: margin.minUnits,
    live: a.shown,
    canary: b.shown,
  }
  const [inLive, inCanary] = margin.unit === 'users' ? [a.users, b.users] : [a.units, b.units]
  if (inLive < margin.minUnits || inCanary < margin.minUnits) {
    const text = `${margin.figure}: ${inLive} live and ${inCanary} canary ${margin.unit} are mature; ${margin.minUnits} each are needed.`
    return { ...shown, verdict: 'inconclusive', difference: null, text }
  }
  const difference = newcombe(a, b)
  const [worst, best] =
    margin.worse === 'lower' ? [difference.low, difference.high] : [-difference.high, -difference.low]
  const verdict = worst >= -margin.margin ? 'advance' : best < -margin.margin ? 'stop' : 'inconclusive'
  const words = { advance: 'excludes', stop: 'is', inconclusive: 'does not exclude' }[verdict]
  const text = `${margin.figure}: canary minus live ${points(difference.estimate)} (95 % ${points(difference.low)} to ${points(difference.high)}) ${words} a loss above ${points(margin.margin)} points.`
  return { ...shown, verdict, difference, text }
}

interface ArmRate {
  readonly rate: number
  readonly units: number
  readonly users: number
  readonly low: number
  readonly high: number
  readonly shown: ArmShown
}

function rateOf(arm: ArmCount): ArmRate {
  const { estimate: rate, size: units, clusters: users, low, high } = clusteredRate(arm.users)
  return {
    rate,
    units,
    users,
    low,
    high,
    shown: { units, users, rate: units > 0 ? rate : null, immature: arm.immature },
  }
}

/**
 * Interval of a difference of two independent rates from their Wilson intervals.
 * Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.
 */
function newcombe(a: ArmRate, b: ArmRate): { estimate: number; low: number; high: number } {
  const estimate = b.rate - a.rate
  return {
    estimate,
    low: estimate - Math.hypot(b.rate - b.low, a.high - a.rate),
    high: estimate + Math.hypot(b.high - b.rate, a.rate - a.low),
  }
}

const points = (share: number): string => `${share >= 0 ? '' : '-'}${(100 * Math.abs(share)).toFixed(1)}`
