import { expect, test } from 'vitest'
import { type AnswerFact, afterAct, afterTurn, agrees, newChat, suffixOf } from '../../web/pages/assistant/chat.ts'
import { FEATURES, stopsOf } from '../../web/pages/assistant/stops.ts'

const answer = (intent: string, objection = 'none'): AnswerFact => ({
  ...{ text: 'well', action: 'greet', offer: null, bundle: 'b-1' },
  intent: { label: intent, confidence: 0.9 },
  objection: { label: objection, confidence: 0.9 },
})
const events = [{ type: 'user_message' }, { type: 'cta_sent', cta_id: 'k1' }]

test('a turn keeps both lines, the offer, and how many events came in', () => {
  const turn = { answer: answer('price'), other: null, session: { state: 'closing' }, events, accepted: 2 }
  const chat = afterTurn(newChat('ab'), 'how much', turn)
  expect(chat).toMatchObject({ turns: 1, accepted: 2, session: { state: 'closing' }, conversationId: 'console-ab' })
  expect(chat.lines).toMatchObject([
    { kind: 'customer', text: 'how much' },
    { kind: 'assistant', ctaId: 'k1' },
  ])
})

test('an offer can be clicked once; who left stays away, and may still order', () => {
  const clicked = afterAct(newChat('ab'), 'click', { ctaId: 'k1', accepted: 1 })
  const left = afterAct(clicked, 'leave', { accepted: 1 })
  const ordered = afterAct(left, 'order', { accepted: 1 })
  expect([ordered.clicked, ordered.left, ordered.accepted]).toEqual([['k1'], true, 3])
  expect(afterAct(ordered, 'rate', { rating: 4, accepted: 1 }).lines.at(-1)).toEqual({
    ...{ kind: 'act', act: 'rate', rating: 4 },
  })
})

test('versions agree when they understand the same, whatever their confidence', () => {
  expect(agrees(answer('price'), { ...answer('price'), intent: { label: 'price', confidence: 0.4 } })).toBe(true)
  expect(agrees(answer('price'), answer('price', 'trust'))).toBe(false)
  expect(agrees(answer('price'), { ...answer('price'), objection: null })).toBe(false)
})

test('ids of chats have two characters per byte', () => {
  expect(suffixOf(new Uint8Array([0, 10, 255]))).toBe('000aff')
})

const row = (value: boolean | null, flagged: boolean | null) => ({
  features: Object.fromEntries(FEATURES.map((feature) => [feature, value])) as Record<
    (typeof FEATURES)[number],
    boolean
  >,
  flagged,
})

test.each([
  ['nothing was sent', 0, null, ['now', 'later', 'later', 'later', 'later']],
  ['the loop has not seen it', 3, null, ['done', 'later', 'later', 'later', 'later']],
  ['nothing is known', 3, { row: row(null, null), draw: null, sample: null }, ['done', 'now', 'now', 'later', 'later']],
  ['flagged early', 3, { row: row(null, true), draw: null, sample: null }, ['done', 'now', 'done', 'now', 'later']],
  [
    'not drawn',
    3,
    { row: row(true, true), draw: { selected: false }, sample: null },
    ['done', 'done', 'done', 'done', 'later'],
  ],
  [
    ...(['half labelled', 3] as const),
    { row: row(false, false), draw: { selected: true }, sample: { answers: 1, wanted: 2 } },
    ['done', 'done', 'done', 'done', 'now'],
  ],
] as const)('%s: how far it has come', (_name, accepted, seen, states) => {
  expect(Object.values(stopsOf(accepted, seen))).toEqual(states)
})
