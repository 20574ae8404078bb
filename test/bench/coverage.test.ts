import { describe, expect, test } from 'vitest'
import { decisionsOf } from '../../bench/coverage-decisions.ts'
import { drawAll } from '../../bench/coverage-draws.ts'
import { coverageOf, spread } from '../../bench/coverage-figures.ts'
import { FIGURES, runSeed, type SeedResult } from '../../bench/coverage-seed.ts'
import { defaultSamplingPolicy } from '../../src/admission/sampling-policy.ts'
import { windowStart } from '../../src/admission/window.ts'
import { playWorld } from '../../src/simulator/run-world.ts'
import { standIn } from '../../src/simulator/stand-in.ts'
import { parseWorld } from '../../src/simulator/world.ts'
import { rowsOf } from '../simulator/flagged.ts'

const world = parseWorld({ weeks: ['training'], traffic: { conversationsPerDay: 80 } })

describe('decisions', () => {
  const { events } = playWorld(world, 'decisions', standIn(world, 'decisions'))
  const decided = decisionsOf(events)
  const settled = rowsOf(events)

  test('every eligible conversation is decided, once', () => {
    const eligible = [...settled.values()].filter((row) => row.flags.eligible === true)
    expect(decided.map(({ due }) => due.conversationId).sort()).toEqual(
      eligible.map((row) => row.conversation_id).sort(),
    )
  })

  test('events one by one and deadlines when due end where all at once end', () => {
    for (const { final } of decided) expect(final.row).toEqual(settled.get(final.conversationId))
  })

  test('a flag is known early, its absence only when all windows are over', () => {
    const wait = (flagged: boolean) =>
      spread(
        decided
          .filter(({ due }) => due.row.flagged === flagged)
          .map(({ due }) => due.computedAt - (due.facts.startedAt ?? 0)),
      ).quartiles[1]
    expect(wait(false)).toBeGreaterThan(24 * 3_600_000)
    expect(wait(true)).toBeLessThan(wait(false))
  })

  test('one draw each, under the plan of its window', () => {
    const draws = drawAll(
      decided.map(({ due }) => due),
      defaultSamplingPolicy,
    )
    expect(draws).toHaveLength(decided.length)
    for (const { planId, decidedAt } of draws)
      expect(planId).toContain(String(windowStart(decidedAt, defaultSamplingPolicy.windowMs)))
  })
})

describe('a few worlds', () => {
  const results = [1, 2, 3].map((seed) => runSeed(world, seed))

  test('the same seed, the same world', () => expect(runSeed(world, 2)).toEqual(results[1]))

  test('the pool is worse than the whole, and says so of itself', () => {
    for (const { trials } of results) {
      expect(trials.failure_rate.naive.estimate).toBeGreaterThan(trials.failure_rate.planted)
      expect(trials.live_accuracy_intent.naive.estimate).toBeLessThan(trials.live_accuracy_intent.planted)
    }
  })

  test('estimates lie inside their intervals, of which the effective size tells the width', () => {
    for (const { trials } of results) {
      for (const figure of FIGURES) {
        const { estimate, low, high, effectiveSize } = trials[figure]
        expect(low).toBeLessThanOrEqual(estimate)
        expect(high).toBeGreaterThanOrEqual(estimate)
        expect(effectiveSize).toBeGreaterThan(5)
      }
    }
  })
})

test('coverage counts what lies inside, and on which side the rest lies', () => {
  const trial = (planted: number, low: number, high: number) => ({
    ...{ planted, estimate: (low + high) / 2, low, high, effectiveSize: 10 },
    naive: { estimate: 0.9, low: 0.8, high: 1 },
  })
  const results = [trial(0.5, 0.4, 0.6), trial(0.3, 0.4, 0.6), trial(0.7, 0.4, 0.6), trial(0.85, 0.8, 0.9)].map(
    (one) => ({ trials: { failure_rate: one } }) as unknown as SeedResult,
  )
  expect(coverageOf(results, 'failure_rate')).toMatchObject({ covered: 2, below: 1, above: 1, naiveMissed: 3 })
})
