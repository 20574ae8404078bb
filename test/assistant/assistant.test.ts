import { describe, expect, test } from 'vitest'
import { newSession, respond, type Situation, type Understanding } from '../../src/assistant/assistant.ts'
import { ACTIONS, POLICY, policyFor, STATES } from '../../src/assistant/policy-table.ts'
import { INTENTS, OBJECTIONS } from '../../src/assistant/taxonomy.ts'
import { humanReplyEvent, turnEvents } from '../../src/assistant/turn-events.ts'
import { vagueReply, wordReply } from '../../src/assistant/wording.ts'
import { readEvent } from '../../src/events/read.ts'

const said = (intent: string, objection = 'none', confidence = 0.9): Understanding => ({
  intent: { label: intent, confidence, scores: { [intent]: confidence } },
  objection: { label: objection, confidence: 0.8, scores: {} },
  bundle: 'b-1',
  arm: 'canary',
  decision_id: 'd-1',
  experiment: 'canary:b-1',
})
const plain: Situation = { language: 'zh', facts: { product: '台灯', price: '129元' }, slip: null, unit: 0 }
const context = {
  conversationId: 'c',
  userId: 'u',
  assistantId: 'a',
  channel: 'web',
  productId: 'p',
  turn: 2,
  at: 1000,
}

describe('policy', () => {
  test('every intent has a row, every objection goes before it', () => {
    for (const intent of INTENTS) {
      expect(policyFor(intent, 'none')).toMatchObject({ intent })
      for (const objection of OBJECTIONS.filter((one) => one !== 'none')) {
        expect(policyFor(intent, objection)).toMatchObject({ objection })
      }
    }
  })

  test('rows name known states and actions', () => {
    for (const row of POLICY) {
      expect(ACTIONS).toContain(row.action)
      if (row.to !== undefined) expect(STATES).toContain(row.to)
    }
  })
})

describe('a reply', () => {
  test.each([
    { name: 'an intent', understanding: said('order_status'), action: 'track_order', to: 'service', offer: null },
    {
      name: 'an objection first',
      understanding: said('discount_request', 'price_too_high'),
      action: 'justify_price',
      to: 'objection_handling',
      offer: 'coupon',
    },
    {
      name: 'at the threshold it still answers',
      understanding: said('place_order', 'none', 0.35),
      action: 'check_out',
      to: 'closing',
      offer: 'checkout',
    },
    {
      name: 'below it asks back',
      understanding: said('place_order', 'none', 0.349),
      action: 'clarify',
      to: 'greeting',
      offer: null,
    },
    {
      name: 'an unknown label asks back',
      understanding: said('weather'),
      action: 'clarify',
      to: 'greeting',
      offer: null,
    },
    {
      name: 'an unknown objection is none',
      understanding: said('payment', 'sleepy'),
      action: 'explain_payment',
      to: 'closing',
      offer: null,
    },
    { name: 'no prediction asks back', understanding: null, action: 'clarify', to: 'greeting', offer: null },
  ])('$name', ({ understanding, action, to, offer }) => {
    expect(respond(newSession, understanding, plain)).toMatchObject({ action, to, offer, from: 'greeting' })
  })

  test('the third time without understanding a person takes over', () => {
    let session = newSession
    const actions = []
    for (let turn = 0; turn < 3; turn += 1) {
      const reply = respond(session, null, plain)
      actions.push(reply.action)
      session = reply.session
    }
    expect(actions).toEqual(['clarify', 'clarify', 'hand_over'])
    expect(session.state).toBe('handover')
  })

  test('slips are planted: a vague sentence, or the wrong action', () => {
    const vague = respond(newSession, said('delivery'), { ...plain, slip: 'wording' })
    expect(vague).toMatchObject({ action: 'explain_delivery', text: vagueReply('zh', 0) })
    expect(respond(newSession, said('delivery'), { ...plain, slip: 'policy' }).action).toBe('check_out')
    expect(respond(newSession, said('place_order'), { ...plain, slip: 'policy' }).action).toBe('clarify')
    expect(respond({ state: 'service', clarifications: 0 }, said('returns'), { ...plain, slip: 'policy' }).action).toBe(
      'clarify',
    )
  })

  test('every action can be worded in both languages, with the facts filled in', () => {
    for (const action of ACTIONS) {
      for (const language of ['zh', 'en'] as const) {
        for (const unit of [0, 0.999])
          expect(wordReply(action, language, plain.facts, unit)).not.toMatch(/[{}]|undefined|^$/)
      }
    }
  })
})

describe('events of a turn', () => {
  const events = turnEvents(respond(newSession, said('discount_request'), plain), said('discount_request'), context)

  test('reply, transition and offer, valid and linked', () => {
    expect(events.map((event) => event.type)).toEqual(['fsm_transition', 'assistant_message', 'cta_sent'])
    for (const event of events) expect(readEvent(event).kind).toBe('ok')
    expect(events[0]).toMatchObject({ from: 'greeting', to: 'closing' })
    expect(events[1]).toMatchObject({
      event_id: 'c-a2',
      author: 'bot',
      predicted_intent: 'discount_request',
      intent_confidence: 0.9,
      predicted_objection: 'none',
      bundle: 'b-1',
      arm: 'canary',
      decision_id: 'd-1',
      fsm_state: 'closing',
      action: 'offer_coupon',
    })
    expect(events[2]).toMatchObject({ cta_id: 'c-k2' })
  })

  test('no transition when the state stays, no offer when there is none', () => {
    const reply = respond({ state: 'service', clarifications: 0 }, said('returns'), plain)
    expect(turnEvents(reply, said('returns'), context).map((event) => event.type)).toEqual(['assistant_message'])
  })

  test('without a prediction nothing is assigned', () => {
    const [event] = turnEvents(respond(newSession, null, plain), null, context)
    for (const field of ['predicted_intent', 'intent_confidence', 'bundle', 'arm', 'decision_id', 'scores', 'author']) {
      expect(event).not.toHaveProperty(field)
    }
  })

  test('a bundle without a model for a task predicts the other alone', () => {
    const half = { ...said('payment'), objection: null }
    const event = turnEvents(respond(newSession, half, plain), half, context).find(
      (one) => one.type === 'assistant_message',
    )
    expect(event).toMatchObject({ predicted_intent: 'payment', bundle: 'b-1' })
    expect(event).not.toHaveProperty('predicted_objection')
  })

  test('a person’s reply is marked and predicts nothing', () => {
    expect(humanReplyEvent('好的', context)).toMatchObject({ author: 'human', response: '好的', fsm_state: 'handover' })
    expect(humanReplyEvent('好的', context)).not.toHaveProperty('bundle')
  })
})
