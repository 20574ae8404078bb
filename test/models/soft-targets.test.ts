import { expect, test } from 'vitest'
import { fitLogistic, logit, sigmoid } from '../../src/models/logistic.ts'
import { fitSoftTargets, type SoftTargets, softmaxOf } from '../../src/models/soft-targets.ts'
import { randomFrom } from '../../src/stats/random.ts'

function drawn(count: number, hard: boolean): SoftTargets {
  const random = randomFrom('soft')
  const [inputs, targets] = [new Float64Array(count * 2), new Float64Array(count * 2)]
  for (let i = 0; i < count; i++) {
    inputs.set([random() * 2 - 1, random() * 2 - 1], i * 2)
    const p = sigmoid(0.5 + 2 * inputs[i * 2]! - inputs[i * 2 + 1]!)
    const one = hard ? Number(random() < p) : p
    targets.set([1 - one, one], i * 2)
  }
  return { inputs, width: 2, targets, classes: 2, weights: new Float64Array(count).fill(1) }
}
const rows = (count: number) => Int32Array.from({ length: count }, (_, i) => i)

test('two classes: the same probabilities as the logistic regression of Newton', () => {
  const set = drawn(600, true)
  const model = fitSoftTargets(set, rows(600), 1e-6, 400)
  const inputs = Array.from({ length: 600 }, (_, i) => [set.inputs[i * 2]!, set.inputs[i * 2 + 1]!])
  const newton = fitLogistic(
    inputs,
    Array.from({ length: 600 }, (_, i) => set.targets[i * 2 + 1]!),
    1e-6,
  )
  const p = new Float64Array(2)
  for (let i = 0; i < 600; i += 37) {
    softmaxOf(model, set.inputs, i * 2, p)
    expect(p[1]).toBeCloseTo(sigmoid(logit(newton, inputs[i]!)), 2)
  }
})

test('soft targets: the planted log odds come back', () => {
  const { weights } = fitSoftTargets(drawn(2000, false), rows(2000), 1e-6, 400)
  expect(weights[1]! - weights[0]!).toBeCloseTo(2, 1)
  expect(weights[3]! - weights[2]!).toBeCloseTo(-1, 1)
  expect(weights[5]! - weights[4]!).toBeCloseTo(0.5, 1)
})

test('a larger penalty gives smaller weights', () => {
  const norm = (l2: number) =>
    Math.hypot(...fitSoftTargets(drawn(300, true), rows(300), l2, 200).weights.subarray(0, 4))
  expect(norm(100)).toBeLessThan(norm(1))
})
