import { describe, expect, test } from 'vitest'
import { type CanaryWorld, playCanary } from '../../bench/canary-traffic.ts'
import type { Guarded } from '../../src/experiments/figure.ts'
import { defaultPolicy, type RampPolicy } from '../../src/releases/ramp-policy.ts'

const only = (...figures: Guarded[]): RampPolicy => ({
  ...defaultPolicy.ramp,
  guardrails: defaultPolicy.ramp.guardrails.filter((each) => figures.includes(each.figure)),
})
/** Users differ, come back, and convert up to three days later; one look a day. */
const shop = { spread: 0.5, returns: 0.3, window: 3, days: 60 }
const conversion = { ...only('conversion'), stages: [{ share: 0.25, leastMs: 0, leastUsers: 200 }] }
const play = (world: CanaryWorld, runs: number) =>
  Array.from({ length: runs }, (_, i) => playCanary(world, `test/${i}`))

describe('simulated shops, fixed seeds', () => {
  test.each([
    { rate: 0.1, usersPerDay: 4000, runs: 60 },
    { rate: 0.3, usersPerDay: 1200, runs: 150 },
    { rate: 0.5, usersPerDay: 800, runs: 150 },
  ])('a tenth of $rate lost advances in at most 5 % of runs', ({ rate, usersPerDay, runs }) => {
    const rates = { rates: { conversion: rate }, canaryRates: { conversion: 0.9 * rate } }
    const played = play({ ...shop, ramp: conversion, ...rates, usersPerDay }, runs)
    expect(played.filter((run) => run.stagesPassed > 0).length / runs).toBeLessThanOrEqual(0.05)
    expect(played.filter((run) => run.end === 'taken back').length / runs).toBeGreaterThan(0.9)
  })

  test('a harmless candidate goes through all stages to everyone, and hardly ever back', () => {
    const ramp = only('conversion', 'click_through', 'errors')
    const rates = { conversion: 0.3, click_through: 0.4, errors: 0 }
    const played = play({ ...shop, ramp, rates, canaryRates: {}, usersPerDay: 5000 }, 20)
    expect(played.map((run) => run.end).filter((end) => end === 'live').length).toBeGreaterThanOrEqual(19)
  })

  test('A/A: no loss is found where there is none', () => {
    const rates = { conversion: 0.2, click_through: 0.3, completion: 0.6, repeated_questions: 0.1, hand_over: 0.1 }
    const ramp = { ...defaultPolicy.ramp, automatic: false }
    const small = { ...shop, ramp, rates, canaryRates: {}, usersPerDay: 800, days: 40 }
    const played = play(small, 40)
    expect(played.filter((run) => run.end === 'taken back').length).toBeLessThanOrEqual(2)
  })

  test('errors that rise to the margin are rare enough to hide, and are found all the same', () => {
    const ramp = { ...only('errors'), stages: [{ share: 0.25, leastMs: 0, leastUsers: 200 }] }
    const played = play(
      { ...shop, spread: 0, ramp, rates: { errors: 0 }, canaryRates: { errors: 0.01 }, usersPerDay: 300 },
      150,
    )
    expect(played.filter((run) => run.stagesPassed > 0).length / 150).toBeLessThanOrEqual(0.05)
  })
})
