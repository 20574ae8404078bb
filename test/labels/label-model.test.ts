import { describe, expect, test } from 'vitest'
import { defaultMachinePolicy } from '../../src/labels/acceptance.ts'
import {
  believedLabel,
  fitLabelModel,
  NONE_FITS,
  defaultLabelModelOptions as options,
  type Vote,
  type VotedText,
} from '../../src/labels/label-model.ts'
import { modelVote, propose, verdictOf, votesOn } from '../../src/labels/machine-label.ts'
import { decisionOf } from '../../src/labels/text-task.ts'
import { randomFrom } from '../../src/stats/random.ts'

const LABELS = ['a', 'b', 'c', 'd']
const PRECISION: Readonly<Record<string, number>> = { good: 0.95, fair: 0.8, poor: 0.55 }

/** Texts on which each voter speaks half of the time, right with its precision; a share is judged by people. */
function planted(count: number, judgedShare: number): { texts: VotedText[]; truths: string[] } {
  const random = randomFrom('planted')
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)]!
  const truths: string[] = []
  const texts = Array.from({ length: count }, (): VotedText => {
    const truth = pick(LABELS)
    truths.push(truth)
    const votes = Object.entries(PRECISION).flatMap(([voter, precision]): Vote[] => {
      if (random() < 0.5) return []
      return [{ voter, label: random() < precision ? truth : pick(LABELS.filter((label) => label !== truth)) }]
    })
    return { votes, truth: random() < judgedShare ? truth : null }
  })
  return { texts, truths }
}

describe('the label model', () => {
  test('finds the precision of voters from agreement alone, in their order', () => {
    const { precision } = fitLabelModel(planted(4000, 0).texts)
    expect(precision.good).toBeGreaterThan(precision.fair!)
    expect(precision.fair).toBeGreaterThan(precision.poor!)
  })

  test('finds it with a few judged texts, and its probabilities are what they say', () => {
    const { texts, truths } = planted(6000, 0.1)
    const model = fitLabelModel(texts)
    for (const [voter, precision] of Object.entries(PRECISION)) {
      expect(Math.abs(model.precision[voter]! - precision)).toBeLessThan(0.08)
    }
    const believed = texts.flatMap(({ votes, truth }, i) => {
      const best = truth === null ? believedLabel(model, votes) : null
      return best === null ? [] : [{ ...best, right: best.label === truths[i] }]
    })
    for (const [low, high] of [
      [0.5, 0.8],
      [0.8, 0.95],
      [0.95, 1],
    ] as const) {
      const band = believed.filter(({ probability }) => probability >= low && probability < high)
      if (band.length < 200) continue
      const right = band.filter((each) => each.right).length / band.length
      const said = band.reduce((sum, { probability }) => sum + probability, 0) / band.length
      expect(Math.abs(right - said)).toBeLessThan(0.1) // one slope for all bands cannot do better here
    }
  })

  test('one vote alone has the probability of its voter; agreement raises it, conflict lowers it', () => {
    const model = { precision: { x: 0.9, y: 0.8 }, votes: {}, calibration: { slope: 1, offset: 0 } }
    const x = { voter: 'x', label: 'a' }
    const alone = believedLabel(model, [x])!
    expect(alone.probability).toBeCloseTo(0.9, 10)
    expect(believedLabel(model, [x, { voter: 'y', label: 'a' }])!.probability).toBeCloseTo(144 / 145, 10)
    const conflict = believedLabel(model, [x, { voter: 'y', label: 'b' }])!
    expect([conflict.label, conflict.probability]).toEqual(['a', expect.closeTo(9 / 14, 10)])
    expect(believedLabel(model, [])).toBeNull()
  })

  test('what people say fits no label counts against every vote', () => {
    const texts = Array.from({ length: 200 }, () => ({ votes: [{ voter: 'x', label: 'a' }], truth: NONE_FITS }))
    expect(fitLabelModel(texts).precision.x).toBeLessThan(0.05)
  })

  test('a voter nobody checks stays where it started', () => {
    const texts = Array.from({ length: 50 }, () => ({ votes: [{ voter: 'x', label: 'a' }], truth: null }))
    expect(fitLabelModel(texts, { ...options, initial: { x: 0.6 } }).precision.x).toBeCloseTo(0.6, 6)
  })

  test('sure voters that are often wrong are not believed: calibration ends, whatever it starts from', () => {
    const texts = Array.from({ length: 1000 }, (_, i) => ({
      votes: ['x', 'y', 'z'].map((voter) => ({ voter, label: 'a' })),
      truth: i % 10 === 0 ? 'b' : 'a',
    }))
    const model = fitLabelModel(texts, { ...options, initial: { x: 0.999, y: 0.999, z: 0.999 } })
    expect(believedLabel(model, texts[0]!.votes)!.probability).toBeCloseTo(0.9, 1)
  })
})

describe('proposals', () => {
  const model = { precision: { 'model>=0.98': 0.97 }, votes: {}, calibration: { slope: 1, offset: 0 } }
  const votes = [modelVote('model', { label: 'price', confidence: 0.985 })!]
  const drawn = (isOpen: boolean) =>
    Array.from(
      { length: 4000 },
      (_, i) => propose('intent', `t${i}`, votes, model, defaultMachinePolicy, () => isOpen)!,
    )

  test.each([
    { isOpen: false, share: 0.25 },
    { isOpen: true, share: 0.05 },
  ])('a share of $share goes to people while open is $isOpen, and says so', ({ isOpen, share }) => {
    const all = drawn(isOpen)
    expect(new Set(all.map((each) => each.auditProbability))).toEqual(new Set([share]))
    expect(Math.abs(all.filter(({ audited }) => audited).length / all.length - share)).toBeLessThan(0.025)
  })

  test('the draw of a text does not change when its cell opens but for the share', () => {
    const [before, after] = [drawn(false), drawn(true)]
    expect(after.every((each, i) => !each.audited || before[i]!.audited)).toBe(true)
  })

  test('below all bands, or without a vote, nothing is proposed', () => {
    const none = () => false
    expect(propose('intent', 't', [], model, defaultMachinePolicy, none)).toBeNull()
    expect(propose('intent', 't', [{ voter: 'unheard of', label: 'x' }], model, defaultMachinePolicy, none)).toBeNull()
  })

  test('a model that is hardly sure does not vote', () => {
    const view = { text: 'x', signals: {}, predicted: { intent: { label: 'a', confidence: 0.2 } } }
    expect(votesOn('intent', view, [], { label: 'b', similarity: 0.65 })).toEqual([
      { voter: 'neighbour>=0.6', label: 'b' },
    ])
  })
})

describe('what people say of an audited label', () => {
  test.each([
    { answers: [], verdict: { kind: 'open', answers: 0 } },
    { answers: ['a'], verdict: { kind: 'right' } },
    { answers: ['b'], verdict: { kind: 'open', answers: 1 } },
    { answers: ['b', 'a'], verdict: { kind: 'open', answers: 2 } },
    { answers: ['b', 'b'], verdict: { kind: 'wrong', label: 'b' } },
    { answers: [null, null], verdict: { kind: 'wrong', label: null } },
    { answers: ['b', 'a', 'a'], verdict: { kind: 'right' } },
    { answers: ['b', 'a', 'c'], verdict: { kind: 'wrong', label: null } },
  ])('$answers', ({ answers, verdict }) => {
    expect(verdictOf('a', answers)).toEqual(verdict)
  })

  test.each([
    { kind: 'split', was: 'a', answers: ['a1'], decision: { label: 'a1' } },
    { kind: 'suspect', was: 'a', answers: ['a'], decision: { label: 'a' } },
    { kind: 'suspect', was: 'a', answers: ['b'], decision: null },
    { kind: 'suspect', was: 'a', answers: ['b', 'b'], decision: { label: 'b' } },
    { kind: 'suspect', was: null, answers: ['b'], decision: { label: 'b' } },
    { kind: 'audit', was: 'a', answers: [], decision: null },
  ] as const)('$kind of $was, answered $answers', ({ kind, was, answers, decision }) => {
    expect(decisionOf({ kind, was }, answers)).toEqual(decision)
  })
})
