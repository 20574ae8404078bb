import { describe, expect, test } from 'vitest'
import { annotate } from '../../src/simulator/annotator.ts'
import type { Fault, TurnTruth } from '../../src/simulator/truth.ts'
import { randomFrom } from '../../src/stats/random.ts'

const truth = (id: string, fault: Fault): TurnTruth => ({
  kind: 'turn',
  conversation_id: 'c',
  user_event_id: `u-${id}`,
  assistant_event_id: id,
  text: '',
  language: 'zh',
  era: 'training',
  template: '',
  intent: 'payment',
  objection: 'trust',
  predicted_intent: 'returns',
  predicted_objection: 'none',
  bundle: 'b',
  fault,
  minded: false,
})
const truths = (...list: TurnTruth[]) => new Map(list.map((one) => [one.assistant_event_id, one]))
const sample = (suspect: string | null, ...ids: string[]) => ({
  suspect: suspect === null ? null : { event_id: suspect, part: 'intent' },
  turns: ids.flatMap((id) => [
    { event_id: `u-${id}`, role: 'user' },
    { event_id: id, role: 'assistant' },
  ]),
})
const sure = { errorRate: 0, secondsPerSample: 40 }

describe('an annotator without errors', () => {
  test.each([
    { name: 'no fault', suspect: 'a', faults: ['none', 'none'], part: 'none' },
    { name: 'the suspect', suspect: 'b', faults: ['intent', 'policy'], part: 'policy' },
    { name: 'another turn than the suspect', suspect: 'b', faults: ['wording', 'none'], part: 'wording' },
    { name: 'no suspect', suspect: null, faults: ['none', 'objection'], part: 'objection' },
  ])('$name: $part', ({ suspect, faults, part }) => {
    const known = truths(truth('a', faults[0] as Fault), truth('b', faults[1] as Fault))
    const answer = annotate(sample(suspect, 'a', 'b'), known, sure, randomFrom(1))
    expect(answer).toMatchObject({ at_fault: part !== 'none', part })
    expect(answer.turns).toEqual([
      { event_id: 'a', intent: 'payment', objection: 'trust' },
      { event_id: 'b', intent: 'payment', objection: 'trust' },
    ])
  })

  test('turns without truth, such as a human reply, are left out', () => {
    const answer = annotate(sample(null, 'human'), truths(), sure, randomFrom(1))
    expect(answer).toMatchObject({ at_fault: false, part: 'none', turns: [] })
  })
})

test('one who errs does so at the stated rate, in labels and verdicts, and never contradicts himself', () => {
  const random = randomFrom(2)
  const known = truths(truth('a', 'intent'))
  const answers = Array.from({ length: 5000 }, () =>
    annotate(sample('a', 'a'), known, { errorRate: 0.1, secondsPerSample: 40 }, random),
  )
  const wrong = (holds: (answer: (typeof answers)[number]) => boolean) => answers.filter(holds).length / answers.length
  expect(wrong((answer) => answer.turns[0]!.intent !== 'payment')).toBeCloseTo(0.1, 1)
  expect(wrong((answer) => !answer.at_fault)).toBeCloseTo(0.1, 1)
  expect(answers.every((answer) => answer.at_fault === (answer.part !== 'none'))).toBe(true)
})
