import { describe, expect, test } from 'vitest'
import { kaplanMeier, stepAt } from '../../src/stats/kaplan-meier.ts'
import { randomFrom } from '../../src/stats/random.ts'

const at = (time: number, events: number, censored: number) => ({ time, events, censored })

describe('kaplanMeier', () => {
  test('the 6-MP arm of Freireich and others (1963), as every textbook prints it', () => {
    const remission = [
      ...[at(6, 3, 1), at(7, 1, 0), at(9, 0, 1), at(10, 1, 1), at(11, 0, 1), at(13, 1, 0), at(16, 1, 0)],
      ...[at(17, 0, 1), at(19, 0, 1), at(20, 0, 1), at(22, 1, 0), at(23, 1, 0), at(25, 0, 1), at(32, 0, 2)],
      ...[at(34, 0, 1), at(35, 0, 1)],
    ]
    const printed = [
      [6, 0.857, 0.0764],
      [7, 0.807, 0.0869],
      [10, 0.753, 0.0963],
      [13, 0.69, 0.1068],
      [16, 0.627, 0.1141],
      [22, 0.538, 0.1282],
      [23, 0.448, 0.1346],
    ]
    const steps = kaplanMeier(remission)
    expect(steps.map(({ time }) => time)).toEqual(printed.map(([time]) => time))
    steps.forEach(({ survival, logVariance }, i) => {
      expect(survival).toBeCloseTo(printed[i]![1]!, 3)
      expect(survival * Math.sqrt(logVariance)).toBeCloseTo(printed[i]![2]!, 3)
    })
  })

  test('where everybody was watched to the end it is the empirical distribution, with the binomial variance', () => {
    const steps = kaplanMeier([at(2, 3, 0), at(1, 2, 0), at(9, 0, 15)])
    expect(steps.map((step) => step.survival)).toEqual([0.9, 0.75])
    expect(0.75 ** 2 * steps[1]!.logVariance).toBeCloseTo((0.75 * 0.25) / 20, 12)
    expect([0, 1, 1.5, 2, 99].map((time) => stepAt(steps, time).survival)).toEqual([1, 0.9, 0.9, 0.75, 0.75])
  })

  test('the order and the grouping of the counts change nothing', () => {
    const random = randomFrom('km')
    const one = Array.from({ length: 60 }, () =>
      random() < 0.5 ? at(Math.floor(9 * random()), 1, 0) : at(Math.floor(9 * random()), 0, 1),
    )
    const joined = [...Map.groupBy(one, (each) => each.time)].map(([time, some]) =>
      at(
        time,
        some.reduce((sum, each) => sum + each.events, 0),
        some.reduce((sum, each) => sum + each.censored, 0),
      ),
    )
    expect(kaplanMeier(one.toReversed())).toEqual(kaplanMeier(joined))
  })

  test('nobody, or nothing that happened: no step; the last one of all: nothing is left, and no variance is known', () => {
    expect(kaplanMeier([])).toEqual([])
    expect(kaplanMeier([at(1, 0, 5)])).toEqual([])
    expect(kaplanMeier([at(1, 5, 0)])).toEqual([{ time: 1, survival: 0, logVariance: Number.POSITIVE_INFINITY }])
  })
})
