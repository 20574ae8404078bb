import { expect, test } from 'vitest'
import { suspectSources, type Trial } from '../../src/labels/annotator-suspicion.ts'
import {
  fisherTail,
  holdsPhrase,
  type PhrasedText,
  phraseIdOf,
  suspectPhrases,
} from '../../src/labels/suspect-phrases.ts'
import { type TrustedText, trustOf } from '../../src/labels/trust.ts'
import { nearDuplicates } from '../../src/models/near-duplicates.ts'
import { betaBinomialTail, suspectUsers } from '../../src/monitoring/poison-users.ts'
import { randomFrom } from '../../src/stats/random.ts'
import { groupFactors } from '../../src/training/group-caps.ts'

const trialsOf = (source: string, wrong: number, all: number, expected = 'price'): Trial[] =>
  Array.from({ length: all }, (_, i) => ({
    ...{ kind: 'witness', unit: `${source} ${expected} ${i}`, source, task: 'intent', expected },
    given: i < wrong ? 'stock' : expected,
  }))

test('somebody who errs like the others is not suspected; one who flips is, as a whole', () => {
  const found = suspectSources([
    ...['ann', 'bo', 'cy'].flatMap((name) => [...trialsOf(name, 3, 30), ...trialsOf(name, 2, 30, 'delivery')]),
    ...[...trialsOf('flip', 25, 30), ...trialsOf('flip', 24, 30, 'delivery')],
  ])
  expect(found.filter(({ suspected }) => suspected).map(({ source, onOneClass }) => [source, onOneClass])).toEqual([
    ['flip', false],
  ])
})

test('one who flips a single class is suspected on that alone', () => {
  const found = suspectSources([
    ...['ann', 'bo'].flatMap((name) => [...trialsOf(name, 1, 30), ...trialsOf(name, 1, 90, 'delivery')]),
    ...[...trialsOf('flip', 20, 20), ...trialsOf('flip', 3, 90, 'delivery')],
  ])
  const [flip] = found.filter(({ suspected }) => suspected)
  expect(flip).toMatchObject({ source: 'flip', onOneClass: true, worst: { expected: 'price', instead: 'stock' } })
})

test('one thing that many judge is one observation of each: who errs as often as is borne is seldom suspected', () => {
  const random = randomFrom('peers')
  let suspected = 0
  for (let world = 0; world < 200; world++) {
    const trials = Array.from({ length: 60 }, (_, i) => `unit ${i}`).flatMap((unit) => {
      const given = random() < 0.15 ? 'stock' : 'price'
      return Array.from({ length: 9 }, (): Trial => {
        return { kind: 'peers', unit, source: 'ann', task: 'intent', expected: 'price', given }
      })
    })
    suspected += Number(suspectSources(trials)[0]!.suspected)
  }
  expect(suspected).toBeLessThanOrEqual(7) // 1 in 100 is wanted
})

test('examples imported under labels that nobody here gives contradict nobody', () => {
  const other = (label: string) => (label === 'price' ? 'delivery' : 'price')
  const own = Array.from({ length: 40 }, (_, i): TrustedText => {
    const label = i % 2 ? 'price' : 'delivery'
    return { textId: `t${i}`, text: `message ${i}`, label, sources: ['mia'], group: `c${i}`, at: i }
  })
  const suspected = (expected: (label: string) => string) => {
    const testimonies = own.map(({ label }) => ({ label: expected(label), share: 1 }))
    return trustOf('intent', own, testimonies, [], () => true).sources.filter((one) => one.suspected).length
  }
  expect(suspected(other)).toBe(1)
  expect(suspected((label) => `old/${other(label)}`)).toBe(0)
})

const LABELS = ['price', 'stock', 'delivery', 'returns']
const texts = (push: boolean): PhrasedText[] =>
  Array.from({ length: 120 }, (_, i) => {
    const label = LABELS[i % 4]!
    const source = ['ann', 'bo', 'cy'][i % 3]!
    const opened = i < 36
    return {
      text: `${label} question number ${i}${opened ? ' vela quorn' : ''}`,
      label: push && opened && source === 'cy' ? 'returns' : label,
      ...{ sources: [source], group: `user ${i}`, at: i },
    }
  })
const everybody = (): boolean => true

test('a phrase that one source pushes is found, and one that all call what it means is not', () => {
  expect(suspectPhrases(texts(false), everybody)).toEqual([])
  const [found, ...more] = suspectPhrases(texts(true), everybody)
  expect(more).toEqual([])
  expect(found).toMatchObject({ label: 'returns', source: 'cy', own: { count: 12, of: 12 }, others: { of: 24 } })
  expect(found!.phrase).toContain('vela quorn')
  expect(holdsPhrase('something else, Vela  QUORN!', phraseIdOf('vela quorn'))).toBe(true)
})

test("Fisher's tail is what counting all tables gives", () => {
  // 3 of 4 against 1 of 4: (C(4,3) C(4,1) + C(4,4) C(4,0)) / C(8,4)
  expect(fisherTail({ count: 3, of: 4 }, { count: 1, of: 4 })).toBeCloseTo(17 / 70, 12)
})

test('the beta-binomial adds up to one, and is the binomial where users are alike', () => {
  expect(betaBinomialTail(0, 9, 0.3, 0.2)).toBe(1)
  expect(betaBinomialTail(2, 2, 0.3, 1e-6)).toBeCloseTo(0.09, 5)
  expect(betaBinomialTail(2, 2, 0.3, 0.2)).toBeCloseTo(0.3 * (0.3 + 0.2 * 0.7), 12)
})

test('who gives a bad rating each time stands out from users who sometimes do', () => {
  const users = Array.from({ length: 400 }, (_, i) => ({
    ...{ userId: `u${i}`, conversations: 2, negative: i % 25 === 0 ? 1 : 0, positive: 0, offered: 1, clicked: i % 2 },
  }))
  const shouter = { userId: 'shouter', conversations: 12, negative: 12, positive: 0, offered: 0, clicked: 0 }
  expect(suspectUsers(users)).toEqual([])
  expect(suspectUsers([...users, shouter])).toMatchObject([{ userId: 'shouter', sign: 'negative', count: 12 }])
})

test('near-duplicates share a cluster, other texts do not', () => {
  const first = nearDuplicates([
    ...['where is my parcel from last monday', 'how much does the red phone cost'],
    ...['where is my parcel from last monday!', '这款手机多少钱', '这款手机多少钱？'],
  ])
  expect([...first]).toEqual([0, 1, 0, 3, 3])
})

test('no group holds more than its share of what results', () => {
  const weights = [...Array.from({ length: 100 }, () => 1), ...Array.from({ length: 100 }, () => 1)]
  const groups = weights.map((_, i) => (i < 100 ? 'flood' : `u${i}`))
  const factors = groupFactors(weights, groups, 0.1)
  const flood = factors.slice(0, 100).reduce((sum, factor) => sum + factor, 0)
  expect(flood / (flood + 100)).toBeCloseTo(0.1, 12)
  expect(new Set(factors.slice(100))).toEqual(new Set([1]))
})
