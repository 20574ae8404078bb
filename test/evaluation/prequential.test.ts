import { expect, test } from 'vitest'
import { prequential } from '../../src/evaluation/prequential.ts'
import type { ShadowStep } from '../../src/training/shadow.ts'

const step = (i: number, some: Partial<ShadowStep> = {}): ShadowStep => ({
  step: i + 1,
  source: 'turn',
  textId: `u${i}`,
  turnId: `a${i}`,
  conversationId: `c${i}`,
  label: 'price',
  labelIds: [`l${i}`],
  quality: 'normal',
  predicted: 'price',
  confidence: 0.9,
  live: 'price',
  liveConfidence: 0.8,
  labelledAt: i,
  learnedAt: i,
  ...some,
})

test("a person's reply is no model's prediction: such labels count for the shadow alone", () => {
  const steps = [0, 1, 2, 3].map((i) => step(i, i < 2 ? { live: null, liveConfidence: null } : { live: 'other' }))
  const { shadow, live, shadowBesideLive, difference } = prequential(steps)
  expect(shadow).toMatchObject({ hits: 4, items: 4, estimate: 1 })
  expect(live).toMatchObject({ hits: 0, items: 2 })
  expect(shadowBesideLive).toMatchObject({ hits: 2, items: 2 })
  expect(difference).toMatchObject({ onlyAfter: 2, onlyBefore: 0 })
})

test('nothing learned yet: no accuracy, and an interval that says so', () => {
  const { shadow, difference } = prequential([])
  expect(shadow).toEqual({ estimate: null, hits: 0, items: 0, low: 0, high: 1 })
  expect(difference).toBeNull()
})

test('labels of one conversation widen the interval', () => {
  const alone = Array.from({ length: 100 }, (_, i) => step(i, { predicted: i < 50 ? 'price' : 'other' }))
  const together = alone.map((each, i) => ({ ...each, conversationId: `c${Math.floor(i / 10)}` }))
  const width = ({ shadow: { low, high } }: ReturnType<typeof prequential>) => high - low
  expect(width(prequential(together))).toBeGreaterThan(width(prequential(alone)))
})
