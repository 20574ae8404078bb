import fc from 'fast-check'
import { EVENT_TYPES, type EventType, type LoopEvent } from '../../src/events/event.ts'
import { compareEvents } from '../../src/events/order.ts'
import { readEvent } from '../../src/events/read.ts'
import { BASE, DAY, HOUR, MINUTE } from './events.ts'

/** Steps between events: most are small, some lie on the border of a window, with or without its grace. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(0, 0, 1, 1000, 20_000, MINUTE) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 40 * MINUTE }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom(30 * MINUTE, 35 * MINUTE, DAY, DAY + 5 * MINUTE, 72 * HOUR),
        fc.integer({ min: -1, max: 1 }),
      )
      .map(([window, off]) => window + off),
  },
)

const texts = [
  '这款手机多少钱',
  '这款手机多少钱啊？？',
  '好的',
  'how much is this phone',
  'How much is this phone?',
  'how much are the 2 phones',
  '한국어로 얼마예요 이거',
  '𠀀𠀁𠀂𠀃',
  'e\u0301te\u0301 e\u0301te\u0301',
  '',
]
const states = fc.constantFrom('a', 'a', 'b', 'closed', null)
const confidence = fc.constantFrom(0.9, 0.6, 0.59, 1 / 3, 1, null, 'high')

const fieldsOf: Record<EventType, fc.Arbitrary<object>> = {
  user_message: fc.record({ text: fc.constantFrom(...texts) }),
  assistant_message: fc.record({
    fsm_state: states,
    author: fc.constantFrom('bot', 'bot', 'human', null),
    predicted_intent: fc.constantFrom('price', null),
    intent_confidence: confidence,
    objection_confidence: confidence,
    bundle: fc.constantFrom('b-1', 'b-2', null),
    arm: fc.constantFrom('live', 'canary', null),
  }),
  fsm_transition: fc.record({ from: states, to: states }),
  cta_sent: fc.record({ cta_id: fc.constantFrom('k', 'l', null) }),
  cta_click: fc.record({ cta_id: fc.constantFrom('k', 'l', null) }),
  cart_event: fc.record({ action: fc.constantFrom('add', 'remove', 7, null) }),
  order_event: fc.record({
    status: fc.constantFrom('placed', 'paid', 'cancelled', null),
    order_id: fc.constantFrom('o1', 'o2', null),
    amount: fc.constantFrom(10, 20.5, null),
    currency: fc.constantFrom('CNY', 'USD', null),
  }),
  explicit_feedback: fc.record({
    rating: fc.constantFrom(1, 2, 2.5, 5, 9, null),
    label: fc.constantFrom('negative', 'ok', null),
  }),
  conversation_end: fc.record({ reason: fc.constantFrom('resolved', 'timeout', 'idle', null) }),
}

/** Dialogue comes more often than the rest, and an end seldom. */
const types = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<EventType>('user_message', 'assistant_message') },
  { weight: 5, arbitrary: fc.constantFrom<EventType>(...EVENT_TYPES.filter((type) => type !== 'conversation_end')) },
  { weight: 1, arbitrary: fc.constant<EventType>('conversation_end') },
)

/** Different from the first digit on. */
const hex = (n: number): string => ((n * 2_654_435_761 + 1) % 0x1_0000_0000).toString(16).padStart(8, '0')

const ids = fc.constantFrom<(n: number) => string>(
  (n) => `e${(n * 7) % 1000}`,
  (n) => `${hex(n)}-5b6c-7d8e-9f00-${hex(n + 1)}ab12`,
  (n) => `evt_${hex(n)}${hex(n + 1)}${hex(n + 2)}`,
  (n) => `事件-${n}-😀`,
)

const part = types.chain((type) =>
  fc.record({
    type: fc.constant(type),
    step,
    fields: fieldsOf[type],
    user: fc.constantFrom('u', 'u', 'v', null),
    here: fc.boolean(),
    who: fc.constantFrom({}, { assistant_id: 'shop', channel: 'web' }, { channel: 'app' }),
  }),
)

/** Punctual events of conversation `c` and acts of its users, in the order of events. */
export const arbitraryEvents: fc.Arbitrary<LoopEvent[]> = fc
  .tuple(ids, fc.array(part, { maxLength: 24 }))
  .map(([idOf, parts]) => {
    let at = BASE
    return parts
      .map(({ type, step, fields, user, here, who }, n): LoopEvent => {
        at += step
        const outcome = type === 'cart_event' || type === 'order_event'
        const wire = {
          event_id: idOf(n),
          type,
          conversation_id: outcome && !here ? (n % 2 === 0 ? null : 'd') : 'c',
          user_id: outcome && !here ? (user ?? 'u') : user,
          occurred_at: at,
          ...fields,
          ...who,
        }
        const read = readEvent(wire)
        if (read.kind !== 'ok') throw new Error(read.message)
        return read.value
      })
      .sort(compareEvents)
  })
