import { describe, expect, test } from 'vitest'
import { labelledTurns, majority, reviewedUnits, type Settle } from '../../src/labels/consensus.ts'
import type { HumanLabel, TurnAnswer } from '../../src/labels/ledger.ts'
import { type AnsweredSample, latestPerAnnotator } from '../../src/labels/ratings.ts'

const turn = (intent: string | null, over: Partial<TurnAnswer> = {}): TurnAnswer => ({
  turnId: 't1',
  textEventId: 'q1',
  isRandom: true,
  isSuspect: false,
  bundle: 'b-1',
  prediction: { intent: 'a', intentConfidence: 0.5, objection: null, objectionConfidence: null },
  intent,
  objection: null,
  ...over,
})

let serial = 0
const label = (annotator: string, turns: readonly TurnAnswer[], over: Partial<HumanLabel> = {}): HumanLabel => ({
  source: 'human',
  purpose: 'review',
  labelId: `l-${++serial}`,
  sampleId: 's',
  conversationId: 'c',
  leaseId: `lease-${serial}`,
  annotator,
  recordedBy: 'key',
  recordedAt: serial,
  blind: false,
  seconds: null,
  guidelineVersion: 1,
  atFault: true,
  part: 'intent',
  faultTurn: null,
  betterReply: null,
  remark: null,
  randomTurn: 't1',
  predictedTurns: 3,
  turns,
  ...over,
})

const sample = (...labels: HumanLabel[]): AnsweredSample<HumanLabel> => ({
  sampleId: 's',
  conversationId: 'c',
  userId: 'u',
  assistantId: null,
  channel: null,
  stratum: 'control',
  reasons: [],
  inclusionProbability: 0.02,
  labels,
})

test.each([
  { votes: [], choice: null, tie: false },
  { votes: ['a'], choice: 'a', tie: false },
  { votes: ['a', 'b'], choice: null, tie: true },
  { votes: ['a', 'b', 'b'], choice: 'b', tie: false },
  { votes: ['a', 'a', 'b', 'b', 'c'], choice: null, tie: true },
])('majority of $votes', ({ votes, choice, tie }) => {
  expect(majority(votes)).toEqual({ choice, tie })
})

test('who answers again has changed his mind, in whatever order answers are read', () => {
  const [first, other, second] = [label('ann', []), label('bob', []), label('ann', [])]
  expect(latestPerAnnotator([second, first, other])).toEqual([other, second])
})

describe('turns', () => {
  test.each([
    { name: 'one says so', answers: ['x'], intent: 'x', conflicts: [] },
    { name: 'two agree', answers: ['x', 'x'], intent: 'x', conflicts: [] },
    { name: 'two differ', answers: ['x', 'y'], intent: null, conflicts: ['intent'] },
    { name: 'a third decides', answers: ['x', 'y', 'y'], intent: 'y', conflicts: [] },
    { name: 'one did not answer', answers: ['x', null], intent: 'x', conflicts: [] },
  ])('$name', ({ answers, intent, conflicts }) => {
    const labels = answers.map((answer, i) =>
      label(`annotator ${i}`, [turn(answer, answer === null ? { objection: 'o' } : {})]),
    )
    const [labelled] = labelledTurns([sample(...labels)])
    expect(labelled).toMatchObject({ turnId: 't1', textEventId: 'q1', label: { intent }, conflicts, predictedTurns: 3 })
    expect(labelled?.labelIds).toEqual(labels.map((one) => one.labelId))
  })

  test('each turn for itself, with the sample’s probability and stratum', () => {
    const labels = [label('ann', [turn('x'), turn('y', { turnId: 't2', isRandom: false })]), label('bob', [turn('x')])]
    const turns = labelledTurns([sample(...labels)])
    expect(turns.map((one) => [one.turnId, one.label.intent, one.isRandomTurn, one.annotators])).toEqual([
      ['t1', 'x', true, ['ann', 'bob']],
      ['t2', 'y', false, ['ann']],
    ])
    expect(turns[0]).toMatchObject({ inclusionProbability: 0.02, stratum: 'control', source: 'human' })
  })
})

describe('verdicts', () => {
  test.each([
    {
      name: 'agree',
      verdicts: [
        [true, 'intent'],
        [true, 'intent'],
      ],
      atFault: true,
      part: 'intent',
    },
    {
      name: 'agree on the fault alone',
      verdicts: [
        [true, 'intent'],
        [true, 'policy'],
      ],
      atFault: true,
      part: null,
    },
    {
      name: 'differ',
      verdicts: [
        [true, 'intent'],
        [false, 'none'],
      ],
      atFault: null,
      part: null,
    },
  ] as const)('$name', ({ verdicts, atFault, part }) => {
    const labels = verdicts.map(([fault, where], i) => label(`annotator ${i}`, [], { atFault: fault, part: where }))
    expect(reviewedUnits([sample(...labels)])).toMatchObject([{ conversationId: 'c', atFault, part, userId: 'u' }])
  })

  test('a sample without answers is no unit', () => {
    expect(reviewedUnits([sample()])).toEqual([])
  })
})

describe('the last word', () => {
  const gold = { purpose: 'gold' as const }
  const word = { purpose: 'adjudication' as const }

  test('decides what it answers, and leaves the rest to the others', () => {
    const both = turn('x', { objection: 'o' })
    const labels = [
      label('ann', [both]),
      label('bob', [turn('y', { objection: 'o' })], { atFault: false, part: 'none' }),
      label('cy', [turn('z')], { ...word, part: 'wording' }),
    ]
    const [labelled] = labelledTurns([sample(...labels)])
    expect(labelled).toMatchObject({ label: { intent: 'z', objection: 'o' }, conflicts: [] })
    expect(labelled?.annotators).toEqual(['ann', 'bob', 'cy'])
    expect(reviewedUnits([sample(...labels)])).toMatchObject([{ atFault: true, part: 'wording' }])
  })

  test('answers that check an annotator say nothing of the sample', () => {
    const labels = [label('ann', [turn('x')])]
    const checked = [...labels, label('bob', [turn('y')], gold), label('eve', [turn('y')], gold)]
    expect(labelledTurns([sample(...checked)])).toEqual(labelledTurns([sample(...labels)]))
    expect(reviewedUnits([sample(...checked)])).toEqual(reviewedUnits([sample(...labels)]))
    expect(reviewedUnits([sample(label('bob', [], gold))])).toEqual([])
  })
})

describe('a model of the annotators', () => {
  const labels = [label('ann', [turn('x')]), label('bob', [turn('x')]), label('cy', [turn('y')])]
  const settle: Settle = (task, unit) => (task === 'intent' && unit === 't1' ? { choice: 'y', posterior: 0.97 } : null)

  test('overrules the majority, and says how sure it is', () => {
    const [labelled] = labelledTurns([sample(...labels)], settle)
    expect(labelled).toMatchObject({
      label: { intent: 'y' },
      posterior: { intent: 0.97, objection: null },
      conflicts: [],
    })
    expect(labelledTurns([sample(...labels)])[0]).not.toHaveProperty('posterior')
  })

  test('does not overrule a last word', () => {
    const settled = [...labels, label('dan', [turn('z')], { purpose: 'adjudication' })]
    expect(labelledTurns([sample(...settled)], settle)[0]?.label.intent).toBe('z')
  })

  test('a part that contradicts the verdict is left open', () => {
    const contrary: Settle = (task) => ({ choice: task === 'at_fault' ? 'true' : 'none', posterior: 0.6 })
    expect(reviewedUnits([sample(...labels)], contrary)).toMatchObject([{ atFault: true, part: null, posterior: 0.6 }])
  })
})
