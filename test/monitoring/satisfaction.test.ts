import { expect, test } from 'vitest'
import { fitSatisfaction, predictDissatisfaction } from '../../src/monitoring/satisfaction.ts'
import { randomFrom } from '../../src/stats/random.ts'
import { unit } from '../metrics/unit.ts'

const random = randomFrom('satisfaction')
/** Repeats make a bad rating likelier: 60 % against 10 %; a third of the customers rate. */
const world = Array.from({ length: 3000 }, (_, i) => {
  const repeated = random() < 0.3
  const bad = random() < (repeated ? 0.6 : 0.1)
  const rates = random() < 1 / 3
  return unit({
    conversationId: `c${i}`,
    userId: `u${i}`,
    features: { repeated_question: repeated },
    ratings: rates ? [bad ? 1 : 5] : [],
  })
})
const model = fitSatisfaction(world)

test('it is calibrated: what it predicts is how often it comes', () => {
  const predicted = (repeated: boolean) =>
    predictDissatisfaction(model, unit({ features: { repeated_question: repeated } }))
  expect(predicted(true)).toBeCloseTo(0.6, 1)
  expect(predicted(false)).toBeCloseTo(0.1, 1)
  expect(model?.calibrationError).toBeLessThan(0.05)
})

test('too few ratings of one kind: no model, and no prediction', () => {
  const good = world.filter((each) => each.ratings[0] !== 1)
  expect(fitSatisfaction(good)).toBeNull()
  expect(predictDissatisfaction(null, unit())).toBeNull()
})

test('a model of other inputs is not used', () => {
  expect(predictDissatisfaction({ ...model!, inputs: ['something'] }, unit())).toBeNull()
})
