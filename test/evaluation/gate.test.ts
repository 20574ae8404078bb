import { describe, expect, test } from 'vitest'
import { defaultLimits, gate } from '../../src/evaluation/gate.ts'
import { compare, type Judgement, score } from '../../src/evaluation/score.ts'

/** n items of one truth, each judged by a letter of `says`: r right, w wrong. */
const judged = (says: string, confidence = 0.9, some: Partial<Judgement> = {}): Judgement[] =>
  [...says].map((letter, i) => ({
    itemId: `g${i}`,
    truth: `label-${i % 5}`,
    label: letter === 'r' ? `label-${i % 5}` : 'other',
    confidence,
    cluster: null,
    protected: false,
    ...some,
  }))
const says = (right: number, n: number) => 'r'.repeat(right) + 'w'.repeat(n - right)
const verdictOf = (before: Judgement[], after: Judgement[], limits = defaultLimits) =>
  gate({ intent: before }, { intent: after }, limits)
const rulesOf = (result: ReturnType<typeof gate>, verdict: string) =>
  result.reasons.filter((reason) => reason.verdict === verdict).map((reason) => reason.rule)

describe('gate', () => {
  test.each([
    { name: 'clearly better', before: says(120, 200), after: says(180, 200), verdict: 'pass' },
    { name: 'the same answers on enough items', before: says(300, 381), after: says(300, 381), verdict: 'pass' },
    {
      name: 'the same answers on too few to exclude a loss',
      before: says(300, 380),
      after: says(300, 380),
      verdict: 'inconclusive',
    },
    { name: 'clearly worse', before: says(180, 200), after: says(120, 200), verdict: 'refuse' },
    {
      name: 'two items worse: a loss above the margin is not excluded',
      before: says(182, 200),
      after: says(180, 200),
      verdict: 'inconclusive',
    },
    { name: 'better, but on too few items', before: says(10, 99), after: says(95, 99), verdict: 'inconclusive' },
    { name: 'no gold at all', before: '', after: '', verdict: 'inconclusive' },
  ])('$name -> $verdict', ({ before, after, verdict }) => {
    expect(verdictOf(judged(before), judged(after)).verdict).toBe(verdict)
  })

  test('higher accuracy with too many negative flips is refused, with the list', () => {
    const before = judged(`${says(100, 100)}${'w'.repeat(100)}`)
    const after = judged(`${'w'.repeat(15)}${'r'.repeat(185)}`)
    const result = verdictOf(before, after)
    expect(result.verdict).toBe('refuse')
    expect(rulesOf(result, 'refuse')).toContain('negative_flips')
    const found = result.tasks.intent as ReturnType<typeof compare>
    expect(found.after.accuracy).toBeGreaterThan(found.before.accuracy)
    expect(found.negativeFlips.map((flip) => flip.itemId)).toEqual(Array.from({ length: 15 }, (_, i) => `g${i}`))
    expect(found.negativeFlips[0]).toMatchObject({ truth: 'label-0', before: 'label-0', after: 'other' })
  })

  test('one protected item that breaks refuses, however good the rest', () => {
    const before = judged(says(101, 200))
    const after = judged(`w${'r'.repeat(199)}`).map((each, i) => ({ ...each, protected: i === 0 }))
    const result = verdictOf(before, after)
    expect(rulesOf(result, 'refuse')).toEqual(['protected'])
    expect(result.reasons.find((reason) => reason.rule === 'protected')?.text).toContain('g0')
  })

  test('a label whose recall breaks down refuses, even when the whole gets better', () => {
    const inFifth = (i: number) => i % 5 === 0 && i < 45
    const before = judged([...Array(400).keys()].map((i) => (i < 200 ? 'r' : 'w')).join(''))
    const after = judged([...Array(400).keys()].map((i) => (inFifth(i) ? 'w' : 'r')).join(''))
    const rare = (each: Judgement, i: number) =>
      inFifth(i) ? { ...each, truth: 'rare', label: each.label === 'other' ? 'other' : 'rare' } : each
    const result = verdictOf(before.map(rare), after.map(rare), { ...defaultLimits, minLabelItems: 9 })
    expect(rulesOf(result, 'refuse')).toEqual(['recall'])
  })

  test.each([
    { name: 'as badly calibrated as before', before: 0.5, after: 0.5, verdict: 'pass' },
    { name: 'worse calibrated than before, and badly', before: 0.9, after: 0.5, verdict: 'refuse' },
    { name: 'worse calibrated than before, but well enough', before: 0.9, after: 0.85, verdict: 'pass' },
  ])('$name -> $verdict', ({ before, after, verdict }) => {
    expect(verdictOf(judged(says(360, 400), before), judged(says(360, 400), after)).verdict).toBe(verdict)
  })

  test('the first model of a task passes, its score is shown', () => {
    const result = gate({}, { intent: judged(says(30, 60)) }, defaultLimits)
    expect(result).toMatchObject({ verdict: 'pass', reasons: [{ rule: 'first_model' }] })
    expect(result.tasks.intent).toMatchObject({ before: null, after: { items: 60, right: 30 } })
  })

  test('a candidate that differs in nothing is inconclusive', () => {
    expect(gate({}, {}, defaultLimits)).toMatchObject({
      verdict: 'inconclusive',
      reasons: [{ rule: 'unchanged', task: null }],
    })
  })

  test('a task that loses refuses what another wins', () => {
    const result = gate(
      { intent: judged(says(100, 200)), objection: judged(says(180, 200)) },
      { intent: judged(says(180, 200)), objection: judged(says(120, 200)) },
      defaultLimits,
    )
    expect(result.verdict).toBe('refuse')
    expect(
      new Set(result.reasons.filter((reason) => reason.verdict === 'refuse').map((reason) => reason.task)),
    ).toEqual(new Set(['objection']))
  })
})

describe('score and compare', () => {
  test('recall counts each label for itself', () => {
    expect(score(judged('rrrrrwrrrr')).recall.find((each) => each.label === 'label-0')).toEqual({
      label: 'label-0',
      items: 2,
      right: 1,
    })
  })

  test('items of one conversation are one unit of the bootstrap: the interval widens', () => {
    const cluster = (list: Judgement[], size: number) =>
      list.map((each, i) => ({ ...each, cluster: `c${Math.floor(i / size)}` }))
    const [before, after] = [judged(says(100, 200)), judged(says(130, 200))]
    const width = ({ difference: d }: ReturnType<typeof compare>) => d.high - d.low
    expect(width(compare(before, cluster(after, 10)))).toBeGreaterThan(1.5 * width(compare(before, cluster(after, 1))))
  })

  test('items that all agree in few conversations say no more than so many conversations', () => {
    const crowded = judged(says(180, 400)).map((each, i) => ({ ...each, cluster: `c${i % 40}` }))
    const { low, high } = compare(crowded, crowded).difference
    expect(low).toBeCloseTo(-(1.96 ** 2) / (40 + 1.96 ** 2), 3)
    expect(high).toBeCloseTo(-low, 9)
  })

  test('different items are no comparison', () => {
    expect(() => compare(judged('rr'), judged('rr').reverse())).toThrow(TypeError)
    expect(() => compare(judged('rr'), judged('r'))).toThrow(TypeError)
  })
})
