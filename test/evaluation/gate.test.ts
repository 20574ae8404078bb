import { describe, expect, test } from 'vitest'
import { compare } from '../../src/evaluation/compare.ts'
import { gate } from '../../src/evaluation/gate.ts'
import { defaultLimits, defaultTaskLimits, sameLimits } from '../../src/evaluation/limits.ts'
import { type Judgement, score } from '../../src/evaluation/score.ts'
import { judged } from './judged.ts'

const says = (right: number, n: number) => 'r'.repeat(right) + 'w'.repeat(n - right)
const verdictOf = (before: Judgement[], after: Judgement[], limits = defaultLimits) =>
  gate({ intent: before }, { intent: after }, sameLimits(limits))
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

  test('every reason carries what was measured, the limit, and the items at fault', () => {
    const before = judged(`${says(100, 100)}${'w'.repeat(100)}`)
    const { reasons } = verdictOf(before, judged(`${'w'.repeat(15)}${'r'.repeat(185)}`))
    expect(reasons.find(({ rule }) => rule === 'negative_flips')).toMatchObject({
      measured: 0.075,
      limit: 0.05,
      items: 200,
      itemIds: Array.from({ length: 15 }, (_, i) => `g${i}`),
    })
    expect(reasons.find(({ rule }) => rule === 'accuracy')).toMatchObject({ limit: -0.01, items: 200, itemIds: [] })
    expect(reasons.find(({ rule }) => rule === 'calibration')).toMatchObject({ limit: 0.1, items: 200 })
  })

  test('limits are per task', () => {
    const flips = {
      before: judged(`${says(100, 100)}${'w'.repeat(100)}`),
      after: judged(`${'w'.repeat(15)}${'r'.repeat(185)}`),
    }
    const limits = { ...defaultTaskLimits, objection: { ...defaultLimits, maxNegativeFlips: 0.1 } }
    const both = (judgements: Judgement[]) => ({ intent: judgements, objection: judgements })
    const { reasons } = gate(both(flips.before), both(flips.after), limits)
    const found = reasons.filter(({ rule }) => rule === 'negative_flips').map(({ task, verdict }) => [task, verdict])
    expect(found).toEqual([
      ['intent', 'refuse'],
      ['objection', 'pass'],
    ])
  })

  test('a segment that loses refuses, even when the whole gets better', () => {
    const zh = (i: number) => i < 80
    const place = (each: Judgement, i: number) => ({
      ...each,
      segments: { ...each.segments, language: zh(i) ? 'zh' : 'latin' },
    })
    const before = judged([...Array(1000).keys()].map((i) => (zh(i) || i < 600 ? 'r' : 'w')).join('')).map(place)
    const after = judged([...Array(1000).keys()].map((i) => (i < 20 ? 'w' : 'r')).join('')).map(place)
    const result = verdictOf(before, after)
    expect(rulesOf(result, 'refuse')).toEqual(['segment'])
    expect(result.reasons.find(({ rule }) => rule === 'segment')).toMatchObject({
      part: 'language zh',
      measured: 0.25,
      items: 80,
    })
    expect(verdictOf(before, after, { ...defaultLimits, minSegmentItems: 81 }).verdict).toBe('pass')
  })

  test.each([
    { name: 'was right and is wrong', before: 'price', after: 'refund', verdict: 'refuse' },
    { name: 'is right', before: 'price', after: 'price', verdict: 'pass' },
    { name: 'is mended', before: 'refund', after: 'price', verdict: 'pass' },
    { name: 'failed with the live model, too', before: 'refund', after: 'other', verdict: 'pass' },
  ])('a protected skill that $name: $verdict', ({ before, after, verdict }) => {
    const check = {
      skillId: 'k-1',
      task: 'intent',
      source: 'turn',
      textId: 'u1',
      label: 'price',
      before,
      after,
    } as const
    const items = judged(says(180, 200))
    const result = gate({ intent: judged(says(120, 200)) }, { intent: items }, defaultTaskLimits, [check])
    expect(result.verdict).toBe(verdict)
    const broken = verdict === 'refuse'
    expect(result.reasons.find(({ rule }) => rule === 'skills')).toMatchObject({
      measured: Number(broken),
      limit: 0,
      itemIds: broken ? ['k-1'] : [],
    })
  })

  test('a broken skill refuses even where gold is too little to tell anything', () => {
    const check = {
      skillId: 'k-1',
      task: 'intent',
      source: 'turn',
      textId: 'u1',
      label: 'a',
      before: 'a',
      after: 'b',
    } as const
    const result = gate({ intent: judged('rr') }, { intent: judged('rr') }, defaultTaskLimits, [check])
    expect(rulesOf(result, 'refuse')).toEqual(['skills'])
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
    const result = gate({}, { intent: judged(says(30, 60)) }, defaultTaskLimits)
    expect(result).toMatchObject({ verdict: 'pass', reasons: [{ rule: 'first_model' }] })
    expect(result.tasks.intent).toMatchObject({ before: null, after: { items: 60, right: 30 } })
  })

  test('a candidate that differs in nothing is inconclusive', () => {
    expect(gate({}, {}, defaultTaskLimits)).toMatchObject({
      verdict: 'inconclusive',
      reasons: [{ rule: 'unchanged', task: null }],
    })
  })

  test('a task that loses refuses what another wins', () => {
    const result = gate(
      { intent: judged(says(100, 200)), objection: judged(says(180, 200)) },
      { intent: judged(says(180, 200)), objection: judged(says(120, 200)) },
      defaultTaskLimits,
    )
    expect(result.verdict).toBe('refuse')
    expect(
      new Set(result.reasons.filter((reason) => reason.verdict === 'refuse').map((reason) => reason.task)),
    ).toEqual(new Set(['objection']))
  })
})

describe('score and compare', () => {
  test('recall counts each label for itself', () => {
    const { labels } = score(judged('rrrrrwrrrr'))
    expect(labels.find((each) => each.label === 'label-0')).toMatchObject({
      recall: { estimate: 0.5, hits: 1, items: 2 },
      precision: { estimate: 1, hits: 1, items: 1 },
    })
    expect(labels.find((each) => each.label === 'other')).toMatchObject({
      recall: { estimate: null, items: 0, low: 0, high: 1 },
      precision: { estimate: 0, hits: 0, items: 1 },
    })
  })

  test('the confusion matrix counts every item once', () => {
    const { confusion } = score(judged('rrrrrwrrrr'))
    expect(confusion.reduce((sum, each) => sum + each.items, 0)).toBe(10)
    expect(confusion).toContainEqual({ truth: 'label-0', label: 'other', items: 1 })
    expect(confusion.find(({ truth, label }) => truth === 'label-1' && label === 'label-1')?.items).toBe(2)
  })

  test('items of one conversation widen the interval of a label, too', () => {
    const alone = score(judged(says(50, 100)))
    const together = score(judged(says(50, 100)).map((each, i) => ({ ...each, cluster: `c${Math.floor(i / 10)}` })))
    const width = ({ low, high }: { low: number; high: number }) => high - low
    expect(width(together.labels[0]!.recall)).toBeGreaterThan(width(alone.labels[0]!.recall))
    expect(width(together)).toBeGreaterThan(width(alone))
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
