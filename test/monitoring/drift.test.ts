import { describe, expect, test } from 'vitest'
import { type OwnedText, textDrift } from '../../src/monitoring/domain-classifier.ts'
import { compareSamples, type DriftResult, judgeDay, ofTexts, type Samples } from '../../src/monitoring/drift.ts'
import { type Random, randomFrom } from '../../src/stats/random.ts'

const SERIES = 200
const DAYS = 100
const LEVEL = 0.01
const now = async (): Promise<void> => {}

/** Half of the series are numbers, half categories of falling frequency; `shift` moves the first of each. */
function samples(random: Random, users: number, shift = 0): Samples {
  const series = Array.from({ length: SERIES }, (_, i) => {
    const moved = i < 2 ? shift : 0
    const draws = Array.from({ length: users }, () => random())
    if (i % 2 === 0) return [`n${i}`, { kind: 'numbers' as const, values: draws.map((u) => u + moved * 0.29) }]
    const counts: Record<string, number> = {}
    for (const u of draws) {
      const category = `c${Math.floor(6 * (u * (1 - moved / 2)) ** 2)}`
      counts[category] = (counts[category] ?? 0) + 1
    }
    return [`c${i}`, { kind: 'categories' as const, counts }]
  })
  return Object.fromEntries(series)
}

/** Of the tests alone, without the floor on the effect: what the level promises. */
const surely = (judged: ReturnType<typeof judgeDay>) => judged.filter((each) => each.adjusted <= LEVEL)

describe('200 series over 100 days', () => {
  test('nothing changes: days with any false alarm stay at the stated level, and the floor takes those too', () => {
    const random = randomFrom('quiet')
    const reference = samples(random, 200)
    let [surelyFalse, shown] = [0, 0]
    for (let day = 0; day < DAYS; day++) {
      const judged = judgeDay(compareSamples(reference, samples(random, 50)), LEVEL)
      if (surely(judged).length > 0) surelyFalse++
      if (judged.some((each) => each.drifted)) shown++
    }
    // One day of a hundred expected; more than 5 has a chance below 1 in 1,800. bench:drift says it more exactly.
    expect(surelyFalse).toBeLessThanOrEqual(5)
    expect(shown).toBeLessThanOrEqual(surelyFalse)
  })

  test('two series move by a standard deviation on day 50: both are found within two days', () => {
    const random = randomFrom('planted')
    const reference = samples(random, 300)
    const found = new Map<string, number>()
    for (let day = 48; day < 54; day++) {
      const judged = judgeDay(compareSamples(reference, samples(random, 60, day < 50 ? 0 : 1)), LEVEL)
      for (const { series, drifted } of judged) if (drifted && !found.has(series)) found.set(series, day)
    }
    expect([...found.keys()].sort()).toEqual(['c1', 'n0'])
    for (const day of found.values()) expect(day - 50).toBeLessThanOrEqual(1)
  })
})

describe('one series', () => {
  const numbers = (values: number[]): Samples => ({ s: { kind: 'numbers', values } })
  const counts = (some: Record<string, number>): Samples => ({ s: { kind: 'categories', counts: some } })
  const many = (size: number) => Array.from({ length: size }, (_, i) => i)

  test.each([
    { name: 'too few users today', reference: numbers(many(100)), current: numbers(many(29)) },
    { name: 'too few in the reference', reference: counts({ a: 29 }), current: counts({ a: 100 }) },
    { name: 'no reference', reference: {}, current: numbers(many(100)) },
    { name: 'of another kind', reference: counts({ a: 100 }), current: numbers(many(100)) },
  ])('$name: not tested', ({ reference, current }) => expect(compareSamples(reference, current)).toEqual([]))

  test('categories: the index, the divergence and the p of the same counts', () => {
    const [result] = compareSamples(counts({ a: 500, b: 500 }), counts({ a: 80, b: 20 }))
    expect(result).toMatchObject({ test: 'psi', reference: 1000, current: 100 })
    expect(result!.effect).toBeGreaterThan(0.3)
    expect(result!.jensenShannon).toBeGreaterThan(0.05)
    expect(result!.p).toBeLessThan(1e-6)
  })

  test('rare categories are counted as one', () => {
    const rare = Object.fromEntries(many(40).map((i) => [`rare ${i}`, 1]))
    const [result] = compareSamples(counts({ a: 500, ...rare }), counts({ a: 460, z: 5 }))
    expect(result!.effect).toBeLessThan(0.2) // forty bins of one would make it several times that
  })

  test.each([
    { p: 0.001, effect: 0.2, expected: true },
    { p: 0.001, effect: 0.05, expected: false },
    { p: 0.02, effect: 0.2, expected: false },
  ])('p $p and effect $effect: drifted is $expected', ({ p, effect, expected }) => {
    const result: DriftResult = {
      ...{ series: 's', test: 'ks', effect, floor: 0.1, jensenShannon: null, auc: null, p, reference: 99, current: 99 },
    }
    expect(judgeDay([result], LEVEL)[0]!.drifted).toBe(expected)
  })
})

describe('texts', () => {
  const asks = [
    'how much is it',
    'where is my order',
    'is it in stock',
    'can I return it',
    '这款多少钱',
    '什么时候发货',
  ]
  const moved = ['my screen is broken', 'the battery swells', '屏幕碎了怎么办', '电池鼓包了']
  const texts = (random: Random, size: number, share: number, prefix: string): OwnedText[] =>
    Array.from({ length: size }, (_, i) => {
      const list = random() < share ? moved : asks
      return {
        text: `${list[Math.floor(random() * list.length)]!} ${Math.floor(random() * 50)}`,
        user: `${prefix}${i}`,
      }
    })

  test('half of the customers ask for something new: told apart, and sure', async () => {
    const random = randomFrom('new topic')
    const drift = await textDrift(texts(random, 300, 0, 'r'), texts(random, 150, 0.5, 'c'), now)
    expect(drift!.auc).toBeGreaterThan(0.65)
    expect(drift!.low).toBeGreaterThan(0.5)
    expect(judgeDay([ofTexts('text', drift!)], LEVEL)[0]).toMatchObject({ drifted: true, test: 'classifier' })
  })

  test('nothing new: p stays above the level as often as it says', async () => {
    let alarms = 0
    for (let run = 0; run < 60; run++) {
      const random = randomFrom(`same topic ${run}`)
      const drift = await textDrift(texts(random, 120, 0.2, 'r'), texts(random, 90, 0.2, 'c'), now)
      if (drift!.p <= 0.05) alarms++
    }
    expect(alarms).toBeLessThanOrEqual(8) // 3 expected at most
  })

  test('too few texts: nothing is said', async () => {
    const random = randomFrom('few')
    expect(await textDrift(texts(random, 20, 0, 'r'), texts(random, 20, 0, 'c'), now)).toBeNull()
  })
})
