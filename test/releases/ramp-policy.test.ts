import { describe, expect, test } from 'vitest'
import type { Guarded } from '../../src/experiments/figure.ts'
import type { Guardrail } from '../../src/experiments/guardrail.ts'
import { checkedRamp } from '../../src/releases/ramp-check.ts'
import {
  defaultPolicy,
  isLooser,
  levelsAt,
  lossAlpha,
  nextShare,
  type RampPolicy,
  stageAt,
  usualGuardrails,
} from '../../src/releases/ramp-policy.ts'

const usual = defaultPolicy.ramp
const withStages = (...shares: number[]): RampPolicy => ({
  ...usual,
  stages: shares.map((share) => ({ share, leastMs: 0, leastUsers: 10 })),
})
const shares = (...given: number[]): RampPolicy => ({
  ...usual,
  stages: given.map((share) => ({ ...stageAt(usual, share), share })),
})
const withMargin = (absolute: number): RampPolicy => ({
  ...usual,
  guardrails: usual.guardrails.map((each) => (each.figure === 'completion' ? { ...each, margin: { absolute } } : each)),
})

const withTypical = (typical: number): RampPolicy => ({
  ...usual,
  guardrails: usual.guardrails.map((each) => (each.figure === 'completion' ? { ...each, typical } : each)),
})
const withConversion = (relative: number, typical: number): RampPolicy => ({
  ...usual,
  guardrails: usual.guardrails.map((each) =>
    each.figure === 'conversion' ? { ...each, margin: { relative }, typical } : each,
  ),
})

describe('stages', () => {
  test.each([
    { share: 0.05, stage: 0.05, next: 0.25 },
    { share: 0.1, stage: 0.05, next: 0.25 },
    { share: 0.3, stage: 0.25, next: 0.5 },
    { share: 0.5, stage: 0.5, next: 1 },
    { share: 0.01, stage: 0.05, next: 0.05 },
  ])('$share belongs to stage $stage, then comes $next', ({ share, stage, next }) => {
    expect(stageAt(usual, share).share).toBe(stage)
    expect(nextShare(usual, share)).toBe(next)
  })

  test('all figures in all stages share the chance of a false alarm', () => {
    expect(lossAlpha(usual) * usual.stages.length * usual.guardrails.length).toBeCloseTo(0.05)
  })

  test.each([
    { restarts: 0, alpha: 0.05 },
    { restarts: 1, alpha: 0.025 },
    { restarts: 3, alpha: 0.00625 },
  ])('after $restarts restarts an error has $alpha', ({ restarts, alpha }) => {
    const levels = levelsAt(usual, restarts)
    expect(levels.alpha).toBeCloseTo(alpha, 12)
    expect(levels.lossAlpha / lossAlpha(usual)).toBeCloseTo(alpha / 0.05, 12)
  })

  test('however often a stage begins anew, the chances of all its beginnings stay below twice 5 %', () => {
    const levels = Array.from({ length: 5000 }, (_, restarts) => levelsAt(usual, restarts))
    expect(levels.reduce((sum, { alpha }) => sum + alpha, 0)).toBeLessThan(0.1 + 1e-9)
    expect(levels.every(({ alpha, lossAlpha }) => alpha > 0 && lossAlpha > 0)).toBe(true)
  })
})

const only = (figure: Guarded, some: Partial<Guardrail>): RampPolicy => ({
  ...usual,
  guardrails: [{ ...usualGuardrails[figure], holds: true, ...some }],
})

describe('checkedRamp', () => {
  test('the built-in one is sound', () => expect(checkedRamp(usual)).toBe(usual))

  test.each<{ name: string; ramp: RampPolicy; says: string }>([
    { name: 'no stage', ramp: withStages(), says: 'no stage' },
    { name: 'a share of everyone', ramp: withStages(0.5, 1), says: '0.5, 1' },
    { name: 'shares that do not grow', ramp: withStages(0.5, 0.5), says: 'must grow' },
    { name: 'a share of nobody', ramp: withStages(0), says: 'above 0' },
    { name: 'a rate of nobody', ramp: withTypical(0), says: 'expects 0 for completion' },
    { name: 'a rate of everybody', ramp: withTypical(1), says: 'expects 1 for completion' },
    { name: 'a trial in several stages', ramp: { ...usual, trial: { figure: 'conversion' } }, says: 'has 3 stages' },
    {
      name: 'a trial of what is not looked at',
      ramp: { ...withStages(0.5), trial: { figure: 'satisfaction_4_or_5' } },
      says: 'is not among its figures',
    },
    { name: 'stars as a share', ramp: only('satisfaction_mean', { margin: { relative: 0.1 } }), says: 'in stars' },
    { name: 'a margin above the range', ramp: only('conversion', { margin: { absolute: 2 } }), says: 'at most 1' },
    { name: 'a cap of what is no money', ramp: only('conversion', { cap: 10 }), says: 'only money is capped' },
    { name: 'more than the cap to expect', ramp: only('value_per_conversation', { cap: 50 }), says: 'below 50' },
    { name: 'nothing to show', ramp: { ...usual, guardrails: [] }, says: 'nothing would have to be shown' },
    {
      name: 'a figure twice',
      ramp: { ...usual, guardrails: [usual.guardrails[0]!, usual.guardrails[0]!] },
      says: 'conversion twice',
    },
  ])('$name is refused', ({ ramp, says }) => {
    expect(() => checkedRamp(ramp)).toThrow(expect.objectContaining({ code: 'LOOP_BAD_RAMP' }))
    expect(() => checkedRamp(ramp)).toThrow(says)
  })
})

describe('isLooser', () => {
  test.each([
    { name: 'the same', asked: usual, looser: false },
    { name: 'a narrower margin', asked: withMargin(0.04), looser: false },
    { name: 'a wider margin', asked: withMargin(0.06), looser: true },
    { name: 'one stage left out', asked: { ...usual, stages: usual.stages.slice(1) }, looser: true },
    { name: 'a step left out, with as many stages', asked: shares(0.05, 0.5, 0.7), looser: true },
    { name: 'a greater first share', asked: shares(0.1, 0.25, 0.5), looser: true },
    { name: 'everyone from less than the last share', asked: shares(0.05, 0.25, 0.4), looser: true },
    { name: 'more and smaller steps', asked: shares(0.02, 0.05, 0.25, 0.5), looser: false },
    {
      name: 'a greater share of the live rate, said to be a small one',
      asked: withConversion(0.9, 0.01),
      looser: true,
    },
    { name: 'another rate expected', asked: withConversion(0.1, 0.5), looser: false },
    { name: 'a figure left out', asked: { ...usual, guardrails: usual.guardrails.slice(1) }, looser: true },
    {
      name: 'a figure that no longer holds it back',
      asked: { ...usual, guardrails: usual.guardrails.map((each) => ({ ...each, holds: false })) },
      looser: true,
    },
    {
      name: 'fewer users',
      asked: { ...usual, stages: usual.stages.map((stage) => ({ ...stage, leastUsers: 199 })) },
      looser: true,
    },
    {
      name: 'less time',
      asked: { ...usual, stages: usual.stages.map((stage) => ({ ...stage, leastMs: 1 })) },
      looser: true,
    },
    { name: 'somebody orders each step', asked: { ...usual, automatic: false }, looser: false },
  ])('$name: $looser', ({ asked, looser }) => {
    expect(isLooser(asked, usual)).toBe(looser)
  })
})
