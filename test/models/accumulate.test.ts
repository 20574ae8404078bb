import { fc, test as property } from '@fast-check/vitest'
import { expect } from 'vitest'
import { accumulate } from '../../src/models/accumulate.ts'
import { randomFrom } from '../../src/stats/random.ts'

property.prop([fc.integer({ min: 0, max: 11 }), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 7 })])(
  'adds every row from..to once, whatever their number',
  (count, from, labels) => {
    const random = randomFrom(`${count}/${from}/${labels}`)
    const weights = new Float32Array(16 * labels).map(() => random() - 0.5)
    const rows = new Int32Array(16).map(() => Math.floor(random() * 16))
    const values = new Float32Array(16).map(random)
    const scores = new Float64Array(labels).fill(1)
    accumulate(scores, weights, rows, values, from, Math.min(16, from + count))
    for (let label = 0; label < labels; label++) {
      let expected = 1
      for (let i = from; i < Math.min(16, from + count); i++)
        expected += values[i]! * weights[rows[i]! * labels + label]!
      expect(scores[label]).toBeCloseTo(expected, 9)
    }
  },
)
