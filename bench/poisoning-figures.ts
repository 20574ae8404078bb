import { studentTQuantile } from '../src/stats/beta.ts'
import { clopperPearson } from '../src/stats/clopper-pearson.ts'
import type { Attack, AttackResult, SeedResult } from './poisoning-seed.ts'

export interface Mean {
  readonly mean: number
  readonly low: number
  readonly high: number
}
export interface Share extends Mean {
  readonly count: number
  readonly of: number
}

/** How one attack fared over many worlds; losses are clean accuracy less that under attack. */
export interface AttackFigures {
  readonly lossHeld: Mean
  readonly lossRestored: Mean
  readonly lossUndefended: Mean
  /** Worlds that lose less than a point, restored. */
  readonly within: Share
  /** Something was held: a case and its alert. */
  readonly alarm: Share
  /** Somebody honest was held, or a phrase of nobody's. */
  readonly wronged: Share
  readonly opened: Mean
  readonly openedUndefended: Mean
}

const POINT = 0.01

export function figuresOf(results: readonly SeedResult[], attack: Attack): AttackFigures {
  const of = (value: (result: AttackResult, clean: AttackResult) => number): number[] =>
    results.map(({ attacks }) => value(attacks[attack], attacks.clean))
  const share = (is: (result: AttackResult, clean: AttackResult) => boolean): Share =>
    shareOf(of((result, clean) => Number(is(result, clean))))
  return {
    lossHeld: meanOf(of((one, clean) => clean.undefended - one.held)),
    lossRestored: meanOf(of((one, clean) => clean.undefended - one.restored)),
    lossUndefended: meanOf(of((one, clean) => clean.undefended - one.undefended)),
    within: share((one, clean) => clean.undefended - one.restored < POINT),
    alarm: share(({ holds }) => holds.annotator + holds.user + holds.phrase > 0),
    wronged: share(({ wronged }) => wronged > 0),
    opened: meanOf(of(({ opened }) => opened)),
    openedUndefended: meanOf(of(({ openedUndefended }) => openedUndefended)),
  }
}

/**
 * Are the aims of an attack kept? Once others answered, it costs less than a point at the upper end of the interval; the alarm rises
 * in at least 90 of 100 worlds, and in clean ones in as few as 5 of 100 may give by chance. null = nothing is asked: nobody
 * attacks, or somebody flips labels of which there are too few to see it.
 */
export function aimsOf(attack: Attack, { lossRestored, alarm }: AttackFigures) {
  const isSeen = attack === 'flip' ? null : alarm.mean >= 0.9
  return {
    loss: attack === 'clean' ? null : lossRestored.high < POINT,
    alarm: attack === 'clean' ? alarm.low <= 0.05 : isSeen,
  }
}

/** Worlds in which this was found, of those of one way to flip (null = all). */
export const foundIn = (
  results: readonly SeedResult[],
  attack: Attack,
  what: 'annotator' | 'phrase',
  flips: SeedResult['flips'] | null,
): Share =>
  shareOf(
    results
      .filter((each) => flips === null || each.flips === flips)
      .map(({ attacks }) => Number(attacks[attack].found[what])),
  )

function meanOf(values: readonly number[]): Mean {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  const half = n > 1 ? studentTQuantile(0.975, n - 1) * Math.sqrt(variance / n) : Number.POSITIVE_INFINITY
  return { mean, low: mean - half, high: mean + half }
}

function shareOf(values: readonly number[]): Share {
  const [count, of] = [values.reduce((sum, value) => sum + value, 0), values.length]
  return { count, of, mean: count / of, ...clopperPearson(count, of, 0.025) }
}
