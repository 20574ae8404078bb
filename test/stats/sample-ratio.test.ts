import { expect, test } from 'vitest'
import { randomFrom } from '../../src/stats/random.ts'
import { sampleRatio } from '../../src/stats/sample-ratio.ts'
import { expectRelative } from './reference-table.ts'
import sequential from './references/sequential.json' with { type: 'json' }

test.each(sequential.sampleRatio as [number[], number[], number, number][])(
  '%j units where %j are wanted',
  (counts, expected, p, eValue) => {
    const found = sampleRatio(counts, expected)
    expectRelative(found.p, p)
    expectRelative(found.eValue, eValue)
  },
)

test('nobody assigned, nothing known', () => expect(sampleRatio([0, 0], [1, 1])).toEqual({ p: 1, eValue: 1 }))

test('looking after every user of a sound assignment raises an alarm in at most 5 of 100 runs', () => {
  const random = randomFrom('sound')
  const runs = 200
  let alarms = 0
  for (let run = 0; run < runs; run++) {
    const counts = [0, 0]
    for (let user = 0; user < 1500; user++) {
      counts[random() < 0.05 ? 0 : 1]!++
      if (sampleRatio(counts, [0.05, 0.95]).eValue >= 20) {
        alarms++
        break
      }
    }
  }
  expect(alarms / runs).toBeLessThanOrEqual(0.05)
})

test('a tenth of one group that never reaches the log is found within 10,000 users', () => {
  const random = randomFrom('broken')
  const counts = [0, 0]
  for (let user = 0; user < 10_000; user++)
    if (random() < 0.5) counts[0]!++
    else if (random() < 0.9) counts[1]!++
  expect(sampleRatio(counts, [1, 1]).eValue).toBeGreaterThan(20)
})
