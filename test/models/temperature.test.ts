import { expect, test } from 'vitest'
import { softmaxInPlace } from '../../src/models/fit.ts'
import { fitTemperature } from '../../src/models/temperature.ts'
import { randomFrom } from '../../src/stats/random.ts'

/** Answers drawn from the probabilities of the scores, which a model then reports too large or too small. */
function drawn(factor: number) {
  const random = randomFrom('temperature')
  return Array.from({ length: 20_000 }, () => {
    const scores = Float64Array.from({ length: 4 }, () => 3 * random())
    const probabilities = scores.slice()
    softmaxInPlace(probabilities, 1)
    let target = 0
    for (let left = random(); target < 3 && left >= probabilities[target]!; target++) left -= probabilities[target]!
    return { scores: scores.map((score) => score * factor), target, weight: 1 }
  })
}

test.each([0.3, 1, 4])('scores %d times too large are divided by that', (factor) =>
  expect(fitTemperature(drawn(factor)).temperature / factor).toBeCloseTo(1, 1),
)

test('an example of weight 2 counts as two', () => {
  const [a, b] = drawn(1).slice(0, 2) as [ReturnType<typeof drawn>[0], ReturnType<typeof drawn>[0]]
  expect(fitTemperature([{ ...a, weight: 2 }, b])).toEqual(fitTemperature([a, a, b]))
})

test('always right: as cold as allowed, and no loss', () => {
  const scores = Float64Array.of(2, 0)
  const { temperature, loss } = fitTemperature([{ scores, target: 0, weight: 1 }])
  expect(temperature).toBeLessThan(0.06)
  expect(loss).toBeLessThan(1e-9)
})
