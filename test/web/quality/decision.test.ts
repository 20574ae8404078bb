import { describe, expect, test } from 'vitest'
import {
  type AnswerLike,
  agreed,
  bodyOfDecision,
  choiceIn,
  decided,
  missing,
  rowsOf,
  taken,
} from '../../../web/pages/quality/conflicts/decision.ts'

const answer = (annotator: string, intent: string | null, over: Partial<AnswerLike> = {}): AnswerLike => ({
  annotator,
  at_fault: true,
  part: 'intent',
  fault_turn: 'r1',
  turns: [
    { event_id: 'r2', intent: 'price', objection: null, style: null },
    { event_id: 'r1', intent, objection: 'none', style: null },
  ],
  better_reply: null,
  ...over,
})
const both = [answer('ann', 'price'), answer('bo', 'stock', { better_reply: 'better' })]

describe('rows of the comparison', () => {
  test('what people differ on comes first, then the conversation, then replies in their order', () => {
    const rows = rowsOf(both, ['r1', 'r2'])
    expect(rows.map(({ key, differs }) => [key, differs])).toEqual([
      ['r1/intent', true],
      ['at_fault', false],
      ['part', false],
      ['fault_turn', false],
      ['r1/objection', false],
      ['r2/intent', false],
    ])
    expect(rows[0]!.choices).toEqual(['price', 'stock'])
  })

  test('an answer that leaves something open does not differ', () => {
    expect(rowsOf([answer('ann', 'price'), answer('bo', null)]).some(({ differs }) => differs)).toBe(false)
  })
})

describe('a last word', () => {
  test('begins with what all agree on, the rest open', () => {
    const decision = agreed(both)
    expect(decision).toMatchObject({ atFault: true, part: 'intent', faultTurn: 'r1', reason: '' })
    expect(choiceIn(decision, { question: 'intent', turnId: 'r1' })).toBeNull()
    expect(choiceIn(decision, { question: 'objection', turnId: 'r1' })).toBe('none')
  })

  test('takes an answer over with its better reply, and keeps the reason', () => {
    const decision = taken(both[1]!, both, 'because')
    expect(choiceIn(decision, { question: 'intent', turnId: 'r1' })).toBe('stock')
    expect(decision).toMatchObject({ betterReply: 'better', reason: 'because' })
  })

  test('may be a third answer', () => {
    const third = decided(taken(both[0]!, both, 'why'), { question: 'intent', turnId: 'r1' }, 'delivery')
    expect(bodyOfDecision(third)?.turns).toContainEqual({
      ...{ event_id: 'r1', intent: 'delivery', objection: 'none', style: null },
    })
  })

  test('without fault there is no part and no reply at fault; with it the part is asked for again', () => {
    const free = decided(taken(both[0]!, both, 'why'), { question: 'at_fault', turnId: null }, 'false')
    expect(free).toMatchObject({ atFault: false, part: 'none', faultTurn: null })
    expect(bodyOfDecision(free)).toMatchObject({ at_fault: false, part: 'none' })
    expect(missing(decided(free, { question: 'at_fault', turnId: null }, 'true'))).toBe('part')
  })

  test('is not given without verdict, fitting part and reason', () => {
    const whole = taken(both[0]!, both, 'why')
    expect(missing(whole)).toBeNull()
    expect(missing({ ...whole, atFault: null })).toBe('verdict')
    expect(missing({ ...whole, part: 'none' })).toBe('part')
    expect(missing({ ...whole, reason: ' \n' })).toBe('reason')
    expect(bodyOfDecision({ ...whole, reason: '' })).toBeNull()
  })

  test('says nothing of a reply on which nothing is decided', () => {
    const one = [answer('ann', 'a', { turns: [{ event_id: 'r1', intent: 'a', objection: null, style: null }] })]
    const open = decided(taken(one[0]!, one, 'why'), { question: 'intent', turnId: 'r1' }, null)
    expect(bodyOfDecision(open)?.turns).toEqual([])
  })
})
