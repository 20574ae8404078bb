import { describe, expect, test } from 'vitest'
import type { Turn } from '../../src/admission/turns.ts'
import { skillId, skillTurns } from '../../src/evaluation/skill.ts'
import type { LoopEvent } from '../../src/events/event.ts'

const turn = (question: string | null, some: Partial<Turn> = {}): Turn => ({
  reply: { id: `reply to ${question}` } as LoopEvent,
  question: question === null ? null : ({ id: question } as LoopEvent),
  byHuman: false,
  intent: 'price',
  intentConfidence: 0.9,
  objection: null,
  objectionConfidence: null,
  bundle: 'b-1',
  ...some,
})
const ref = (textId: string, task: 'intent' | 'objection', label: string) => ({ source: 'turn', textId, task, label })

describe('the right answers of a skill', () => {
  test.each([
    { name: 'what the model said', labelled: [], answers: [], expected: [ref('u1', 'intent', 'price')] },
    {
      name: 'what people agreed on goes before it',
      labelled: [{ textEventId: 'u1', label: { intent: 'discount', objection: 'price' } }],
      answers: [],
      expected: [ref('u1', 'intent', 'discount'), ref('u1', 'objection', 'price')],
    },
    {
      name: 'what the person says now goes before both',
      labelled: [{ textEventId: 'u1', label: { intent: 'discount', objection: null } }],
      answers: [{ eventId: 'u1', intent: 'refund' }],
      expected: [ref('u1', 'intent', 'refund')],
    },
  ])('$name', ({ labelled, answers, expected }) => {
    expect(skillTurns({ turns: [turn('u1')] }, labelled, answers)).toEqual(expected)
  })

  test("a person's reply is no model's answer: its message counts only where somebody labelled it", () => {
    const turns = [turn('u1'), turn('u2', { byHuman: true }), turn('u3', { byHuman: true }), turn(null)]
    const labelled = [{ textEventId: 'u3', label: { intent: 'refund', objection: null } }]
    expect(skillTurns({ turns }, labelled, [])).toEqual([ref('u1', 'intent', 'price'), ref('u3', 'intent', 'refund')])
  })

  test.each([
    {
      name: 'an answer for a message that is not there',
      turns: [turn('u1')],
      answers: [{ eventId: 'u9', intent: 'x' }],
    },
    { name: 'nothing to protect', turns: [turn('u1', { intent: null })], answers: [] },
  ])('$name is refused', ({ turns, answers }) => {
    expect(() => skillTurns({ turns }, [], answers)).toThrow(expect.objectContaining({ code: 'LOOP_BAD_SKILL' }))
  })

  test('the same demands are the same skill, another label is another', () => {
    const turns = skillTurns({ turns: [turn('u1')] }, [], [])
    expect(skillId('c1', turns)).toBe(skillId('c1', [...turns]))
    expect(skillId('c1', turns)).not.toBe(skillId('c1', [{ ...turns[0]!, label: 'refund' }]))
    expect(skillId('c2', turns)).not.toBe(skillId('c1', turns))
  })
})
