import { expect, test } from 'vitest'
import { goldFromTurns, isHeldOut, withoutGold, withoutGoldTexts } from '../../src/evaluation/gold.ts'
import { candidate, labelledTurn } from '../training/labelled.ts'

const conversations = Array.from({ length: 5000 }, (_, i) => `c${i}`)
const held = conversations.find((id) => isHeldOut(id, 0.2))!
const free = conversations.find((id) => !isHeldOut(id, 0.2))!

test('about the share of conversations is held out', () => {
  const share = conversations.filter((id) => isHeldOut(id, 0.2)).length / conversations.length
  expect(Math.abs(share - 0.2)).toBeLessThan(0.02)
})

test.each([
  {
    name: 'the random turn of a held-out conversation',
    turn: { conversationId: held },
    tasks: ['intent', 'objection'],
  },
  { name: 'its suspect turn', turn: { conversationId: held, isRandomTurn: false, isSuspect: true }, tasks: [] },
  { name: 'another conversation', turn: { conversationId: free }, tasks: [] },
  { name: 'a tie', turn: { conversationId: held, label: { intent: null, objection: 'none' } }, tasks: ['objection'] },
  { name: 'a turn without a message before it', turn: { conversationId: held, textEventId: null }, tasks: [] },
])('gold from $name', ({ turn, tasks }) => {
  const gold = goldFromTurns([labelledTurn(turn)], 0.2)
  expect(gold.map((item) => item.task)).toEqual(tasks)
  for (const item of gold) expect(item.origin).toBe('human')
})

test('only human labels make a gold item: anything else is a type error', () => {
  // @ts-expect-error a turn labelled by a rule has another type
  goldFromTurns([labelledTurn({ source: 'rule' })], 0.2)
})

test.each([
  { name: 'a gold text', given: { textId: 'u-gold', conversationId: free }, trained: false },
  { name: 'another turn of a gold conversation', given: { textId: 'u2', conversationId: 'c-gold' }, trained: false },
  {
    name: 'a held-out conversation that nobody labelled as gold yet',
    given: { textId: 'u3', conversationId: held },
    trained: false,
  },
  { name: 'anything else', given: { textId: 'u4', conversationId: free }, trained: true },
  {
    name: 'an imported example',
    given: { textId: 'x-1', source: 'example' as const, conversationId: null },
    trained: true,
  },
])('$name is trained on: $trained', ({ given, trained }) => {
  const [item] = goldFromTurns([labelledTurn({ textEventId: 'u-gold', conversationId: held })], 0.2)
  const gold = [{ ...item!, conversationId: 'c-gold' }]
  expect(withoutGold([candidate(given)], gold, 0.2)).toHaveLength(trained ? 1 : 0)
})

test.each([
  { name: 'the text of an imported gold item', textId: 'x-same', trained: false },
  { name: 'another text', textId: 'x-other', trained: true },
  { name: 'the same text for the other task', textId: 'x-same', task: 'objection' as const, trained: true },
  { name: 'what a customer said, by chance the same', textId: 'u-same', source: 'turn' as const, trained: true },
])('imported to train on, $name is trained on: $trained', ({ trained, name: _, ...given }) => {
  const [item] = goldFromTurns([labelledTurn({ textEventId: 'u-gold', conversationId: held })], 0.2)
  const gold = [{ ...item!, source: 'example' as const, textId: 'x-gold', conversationId: null }]
  const hashOf = ({ textId }: { textId: string }) => (textId === 'x-other' ? 'b' : 'a')
  const free = [candidate({ source: 'example', task: 'intent', ...given })]
  expect(withoutGoldTexts(free, gold, hashOf)).toHaveLength(trained ? 1 : 0)
})
