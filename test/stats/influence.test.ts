import { expect, test } from 'vitest'
import { hajek, type SampledUnit } from '../../src/stats/hajek.ts'
import { robustHajek } from '../../src/stats/influence.ts'
import { randomFrom } from '../../src/stats/random.ts'

const random = randomFrom('influence')
const units: SampledUnit[] = Array.from({ length: 120 }, (_, i) => ({
  value: Number(random() < 0.3),
  probability: 0.1 + 0.9 * random(),
  cluster: `u${i % 40}`,
  stratum: i % 3 === 0 ? 'control' : 'flagged',
}))
const sizes = new Map([
  ['control', 400],
  ['flagged', 200],
])

test.each([{ fitted: new Map<string, number>() }, { fitted: sizes }])(
  'leaving out each user one by one finds the same most influential one ($fitted)',
  ({ fitted }) => {
    const found = robustHajek(units, 0.95, fitted)
    const whole = hajek(units, 0.95, fitted)
    const shifts = [...new Set(units.map(({ cluster }) => cluster!))].map((cluster) => {
      const rest = units.filter((unit) => unit.cluster !== cluster)
      return { cluster, without: hajek(rest, 0.95, fitted).estimate }
    })
    const most = shifts.reduce((a, b) =>
      Math.abs(whole.estimate - b.without) > Math.abs(whole.estimate - a.without) ? b : a,
    )
    expect(found.influence?.cluster).toBe(most.cluster)
    expect(found.influence?.without).toBeCloseTo(most.without, 12)
    for (const { without } of shifts) {
      expect(without).toBeGreaterThanOrEqual(found.low - 1e-12)
      expect(without).toBeLessThanOrEqual(found.high + 1e-12)
    }
  },
)

test.each([0, 1])(
  'one user with thousands of conversations (all %d) does not move the figure past its interval',
  (value) => {
    const flood = Array.from({ length: 3000 }, (): SampledUnit => ({ value, probability: 1, cluster: 'flood' }))
    const { low, high, influence } = robustHajek([...units, ...flood])
    const honest = hajek(units).estimate
    expect(influence?.cluster).toBe('flood')
    expect(honest).toBeGreaterThanOrEqual(low)
    expect(honest).toBeLessThanOrEqual(high)
  },
)
