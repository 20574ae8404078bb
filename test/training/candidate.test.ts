import { expect, test } from 'vitest'
import { candidatesOf } from '../../src/training/candidate.ts'
import { labelledTurn } from './labelled.ts'

test.each([
  { name: 'both tasks answered', turn: {}, expected: ['intent greet normal', 'objection none normal'] },
  {
    name: 'a tie teaches nothing',
    turn: { label: { intent: null, objection: 'none' } },
    expected: ['objection none normal'],
  },
  { name: 'no message before the reply', turn: { textEventId: null }, expected: [] },
  {
    name: 'flagged by behaviour is low quality',
    turn: {
      stratum: 'flagged' as const,
      reasons: ['low_confidence', 'no_click_no_order'] as const,
      label: { intent: 'greet', objection: null },
    },
    expected: ['intent greet low'],
  },
  {
    name: 'flagged by doubt alone is not',
    turn: {
      stratum: 'flagged' as const,
      reasons: ['low_confidence', 'learned'] as const,
      label: { intent: 'greet', objection: null },
    },
    expected: ['intent greet normal'],
  },
])('$name', ({ turn, expected }) => {
  expect(candidatesOf([labelledTurn(turn)]).map((each) => `${each.task} ${each.label} ${each.quality}`)).toEqual(
    expected,
  )
})

test('the text to learn from is the customer message, not the reply', () => {
  expect(candidatesOf([labelledTurn({ turnId: 'reply', textEventId: 'question' })])[0]).toMatchObject({
    source: 'turn',
    textId: 'question',
  })
})
