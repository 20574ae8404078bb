import { describe, expect, test } from 'vitest'
import { defaultAdmissionConfig } from '../../src/admission/config.ts'
import type { AdmissionRow } from '../../src/admission/rules.ts'
import { suspicions } from '../../src/admission/suspect.ts'
import { SUSPECT_TABLE } from '../../src/admission/suspect-table.ts'
import { dialogueOf } from '../../src/admission/turns.ts'
import { events, row, talk } from './dialogue.ts'

const find = (told: readonly Record<string, unknown>[], shown: AdmissionRow, config = defaultAdmissionConfig) =>
  suspicions(dialogueOf(events(told), { endedAt: null }), shown, config)
const points = (told: readonly Record<string, unknown>[], shown: AdmissionRow) =>
  find(told, shown).map(({ eventId, part, clue }) => [eventId, part, clue])

describe('predicted order intent, no click in its window and no order', () => {
  const asksToOrder = talk(['u', 'buy'], ['a', 'a link', { predicted_intent: 'place_order' }])
  const click = (minutes: number) => ({
    event_id: 'k',
    type: 'cta_click',
    cta_id: 'x',
    occurred_at: 2000 + minutes * 60_000,
  })

  test.each([
    { name: 'no click', told: asksToOrder, noOrder: true, expected: [['a2', 'intent', 'order_intent_unmet']] },
    {
      name: 'label in Chinese',
      told: talk(['u', '买'], ['a', '链接', { predicted_intent: '下单' }]),
      noOrder: true,
      expected: [['a2', 'intent', 'order_intent_unmet']],
    },
    { name: 'click at the last moment', told: [...asksToOrder, click(30)], noOrder: true, expected: [] },
    {
      name: 'click too late',
      told: [...asksToOrder, click(30.001)],
      noOrder: true,
      expected: [['a2', 'intent', 'order_intent_unmet']],
    },
    { name: 'bought', told: asksToOrder, noOrder: false, expected: [] },
    { name: 'not yet known', told: asksToOrder, noOrder: null, expected: [] },
    {
      name: 'another intent',
      told: talk(['u', 'hi'], ['a', 'hi', { predicted_intent: 'greeting' }]),
      noOrder: true,
      expected: [],
    },
  ])('$name', ({ told, noOrder, expected }) => {
    expect(points(told, row({ features: { no_order: noOrder } }))).toEqual(expected)
  })
})

describe('predicted no objection, and the next two messages ask about price', () => {
  const reply: [string, string, object] = ['a', 'fine', { predicted_objection: 'none' }]
  test.each([
    {
      name: 'both, in English',
      told: talk(['u', 'hm'], reply, ['u', 'Too EXPENSIVE!'], ['a', 'ok'], ['u', 'any discounts?']),
      found: true,
    },
    { name: 'both, in Chinese', told: talk(['u', '嗯'], reply, ['u', '太贵了'], ['u', '能优惠吗']), found: true },
    { name: 'full-width letters', told: talk(['u', 'hm'], reply, ['u', 'ｐｒｉｃｅ'], ['u', 'price?']), found: true },
    { name: 'only the next one', told: talk(['u', 'hm'], reply, ['u', 'the price?'], ['u', 'thanks']), found: false },
    { name: 'only one more message', told: talk(['u', 'hm'], reply, ['u', 'the price?']), found: false },
    {
      name: 'part of another word',
      told: talk(['u', 'hm'], reply, ['u', 'a pricelessness'], ['u', 'ideals']),
      found: false,
    },
    {
      name: 'an objection was seen',
      told: talk(['u', 'hm'], ['a', 'x', { predicted_objection: 'price_too_high' }], ['u', 'price'], ['u', 'price']),
      found: false,
    },
    {
      name: 'nothing was predicted',
      told: talk(['u', 'hm'], ['a', 'x'], ['u', 'price'], ['u', 'price']),
      found: false,
    },
  ])('$name', ({ told, found }) => {
    expect(points(told, row({}))).toEqual(found ? [['a2', 'objection', 'price_asked_again']] : [])
  })

  test('the words are configuration', () => {
    const told = talk(['u', 'hm'], reply, ['u', 'wie teuer'], ['u', 'teuer'])
    const config = { ...defaultAdmissionConfig, priceWordsEn: ['teuer'] }
    expect(find(told, row({}), config)).toHaveLength(1)
  })
})

describe('a repeat after a reply', () => {
  const reading = (intent: string, confidence: number) => ({
    predicted_intent: intent,
    intent_confidence: confidence,
    predicted_objection: 'none',
    objection_confidence: 0.9,
  })
  const asked = (first: object, second: object) =>
    talk(['u', 'warranty?'], ['a', 'x', first], ['u', 'warranty?'], ['a', 'y', second])
  const repeated = row({ features: { repeated_question: true }, evidence: { repeated_question: ['u1', 'a2', 'u3'] } })

  test.each([
    {
      name: 'same reading, both sure: the wording',
      told: asked(reading('warranty', 0.8), reading('warranty', 0.9)),
      part: 'wording',
    },
    {
      name: 'same reading, one unsure: the intent',
      told: asked(reading('warranty', 0.79), reading('warranty', 0.9)),
      part: 'intent',
    },
    {
      name: 'another reading: the intent',
      told: asked(reading('returns', 0.9), reading('warranty', 0.9)),
      part: 'intent',
    },
    { name: 'no second reply yet: the intent', told: asked(reading('warranty', 0.9), {}).slice(0, 3), part: 'intent' },
  ])('$name', ({ told, part }) => {
    expect(find(told, repeated)[0]).toMatchObject({ eventId: 'a2', part })
  })

  test('evidence is both questions and the reply', () => {
    const [first] = find(asked(reading('warranty', 0.9), reading('warranty', 0.9)), repeated)
    expect(first?.evidence).toEqual({ repeat_same_reading: ['u1', 'a2', 'u3'] })
  })

  test('the repeat that made the flag goes before an earlier one', () => {
    const told = [
      ...asked({}, {}),
      ...talk(['u', 'price?'], ['a', 'z'], ['u', 'price?']).map((event) => ({
        ...event,
        event_id: `later-${event.event_id}`,
        occurred_at: Number(event.occurred_at) + 10_000,
      })),
    ]
    const evidence = { repeated_question: ['u1', 'u3'], repeat_while_stalled: ['later-u1', 'later-a2', 'later-u3'] }
    const stalled = row({ features: { repeated_question: true }, evidence })
    expect(points(told, stalled)).toEqual([['later-a2', 'intent', 'repeat_other_reading']])
  })
})

test('a stalled run points at its last reply and the policy', () => {
  const told = talk(['u', '1'], ['a', 'x'], ['u', '2'], ['a', 'x'], ['u', '3'], ['a', 'x'])
  const stalled = row({ features: { fsm_stalled: true }, evidence: { fsm_stalled: ['a2', 'a4', 'a6'] } })
  expect(points(told, stalled)).toEqual([['a6', 'policy', 'stalled_run']])
})

describe('low confidence points at the part whose confidence is lowest', () => {
  const unsure = (intent: number | null, objection: number | null) =>
    talk(
      ['u', 'hm'],
      [
        'a',
        'x',
        { predicted_intent: 'i', intent_confidence: 0.7, predicted_objection: 'o', objection_confidence: 0.7 },
      ],
      ['u', 'eh'],
      [
        'a',
        'y',
        { predicted_intent: 'i', intent_confidence: intent, predicted_objection: 'o', objection_confidence: objection },
      ],
    )
  test.each([
    { intent: 0.2, objection: 0.5, expected: ['a4', 'intent', 'low_intent_confidence'] },
    { intent: 0.5, objection: 0.2, expected: ['a4', 'objection', 'low_objection_confidence'] },
    { intent: 0.2, objection: 0.2, expected: ['a4', 'intent', 'low_intent_confidence'] },
    { intent: null, objection: 0.2, expected: ['a4', 'objection', 'low_objection_confidence'] },
  ])('intent $intent, objection $objection', ({ intent, objection, expected }) => {
    expect(points(unsure(intent, objection), row({ flags: { low_confidence: true } }))).toEqual([expected])
  })
})

test('negative feedback points at the reply that it follows, the part open', () => {
  const told = [
    ...talk(['u', 'hm'], ['a', 'x'], ['u', 'eh'], ['a', 'y']),
    { event_id: 'f', type: 'explicit_feedback', rating: 1, occurred_at: 2500 },
  ]
  const negative = row({ flags: { negative_feedback: true }, evidence: { negative_feedback: ['f'] } })
  expect(points(told, negative)).toEqual([['a2', 'open', 'negative_feedback']])
})

test('silence and an ignored CTA point at the last reply, weakly', () => {
  const told = [...talk(['u', 'hm'], ['a', 'x']), { event_id: 'c', type: 'cta_sent', cta_id: 'k', occurred_at: 2001 }]
  const silent = row({ features: { long_silence: true, cta_not_clicked: true }, evidence: { long_silence: ['a2'] } })
  const [first] = find(told, silent)
  expect(first).toMatchObject({ eventId: 'a2', part: 'open', clue: 'silence_after_reply' })
  expect(first?.weight).toBeCloseTo(1 - 0.85 * 0.9, 12)
})

test('clues add up on a turn; one that names a part goes before an open one', () => {
  const told = [
    ...talk(['u', 'hm'], ['a', 'x', { predicted_intent: 'i', intent_confidence: 0.1 }]),
    { event_id: 'f', type: 'explicit_feedback', rating: 1, occurred_at: 2500 },
  ]
  const both = row({ flags: { negative_feedback: true, low_confidence: true }, evidence: { negative_feedback: ['f'] } })
  const [first] = find(told, both)
  expect(first).toMatchObject({ part: 'intent', clue: 'low_intent_confidence' })
  expect(first?.weight).toBeCloseTo(1 - 0.6 * 0.4, 12)
  expect(Object.keys(first?.evidence ?? {})).toEqual(['low_intent_confidence', 'negative_feedback'])
})

test('a reply by a person is at nobody’s fault, and named only when nothing else is', () => {
  const told = (author: string) => [
    ...talk(
      ['u', 'hm'],
      ['a', 'x', { predicted_intent: 'i', intent_confidence: 0.5 }],
      ['u', 'eh'],
      ['a', 'y', { author }],
    ),
    { event_id: 'f', type: 'explicit_feedback', rating: 1, occurred_at: 9000 },
  ]
  const negative = row({ flags: { negative_feedback: true }, evidence: { negative_feedback: ['f'] } })
  expect(points(told('human'), negative)).toEqual([['a4', 'none', 'human_reply']])
  const both = row({ flags: { negative_feedback: true, low_confidence: true }, evidence: { negative_feedback: ['f'] } })
  expect(points(told('human'), both).map(([id]) => id)).toEqual(['a2', 'a4'])
  expect(points(told('bot'), both).map(([id]) => id)).toEqual(['a4', 'a2'])
})

test('every row of the table has a part and a weight between 0 and 1, and stands once', () => {
  expect(new Set(SUSPECT_TABLE.map((rule) => rule.clue)).size).toBe(SUSPECT_TABLE.length)
  for (const { weight } of SUSPECT_TABLE) {
    expect(weight).toBeGreaterThan(0)
    expect(weight).toBeLessThan(1)
  }
})
