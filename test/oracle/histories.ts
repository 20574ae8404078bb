// Seeded histories that aim at the borders of spec/features.md: small alphabets, so that everything collides.
import { type Draw, drawFrom } from './draw.ts'
import { someQuestions, someText } from './texts.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const GRACE = 5 * MINUTE

type Wire = Record<string, unknown>

export interface History {
  seed: number
  lines: string[]
  /** Moments of judgement. */
  nows: number[]
}

const off = (draw: Draw): number => draw.mostly(0, 1, -1, 2)

const WINDOWS = [30 * MINUTE, 24 * HOUR, 72 * HOUR]
const gap = (draw: Draw, hurry: number): number => {
  if (draw.chance(hurry)) return draw.pick([0, 0, 0, 1, 2, 1000, MINUTE])
  const window = draw.mostly(30 * MINUTE, 24 * HOUR, 72 * HOUR, 10 * MINUTE, 12 * HOUR)
  return window + draw.mostly(0, GRACE) + off(draw)
}

const STATES = ['a', 'a', 'a', 'b', 'b', 'closed', 'completed', 'order_placed', 'end', 'End', '', 7, null, undefined]
const CONFIDENCES = [0.9, 0.9, 0.6, 0.59, 0.5999999999999999, 0, -0, 1, 1.01, -0.1, '0.2', null, undefined, true]
const NAMES: Record<string, readonly unknown[]> = {
  cta_id: ['k', 'k', 'l', '', 7, null, undefined],
  status: [undefined, undefined, 'placed', 'paid', 'cancelled', 'Paid', 7, '', null],
  action: [undefined, 'add', 'remove', 'Add', true, null, ''],
  reason: [undefined, undefined, 'timeout', 'idle', 'abandoned', 'resolved', 'Timeout', 7, null],
  rating: [1, 2, 1.5, 2.05, 2.5, 0.99, 3, 5, '1', null, undefined, 0, true],
  label: [
    'irrelevant',
    'unsatisfied',
    'negative',
    'thumbs_down',
    '不相关',
    '回复不相关',
    '不满意',
    'Negative',
    'thumbs_up',
    7,
    null,
  ],
}

interface Temper {
  hurry: number
  stateful: number
  confident: boolean
  types: readonly string[]
  /** A few texts that come again and again. */
  questions: readonly unknown[]
  conversations: number
}

const SOUP = [
  'cta_click',
  'cart_event',
  'order_event',
  'explicit_feedback',
  'fsm_transition',
  'cta_sent',
  'conversation_end',
]
const temper = (draw: Draw): Temper => {
  const talk = Array.from({ length: draw.pick([1, 6, 15]) }, () => ['user_message', 'assistant_message']).flat()
  const types = [...talk, ...SOUP.filter(() => draw.chance(0.7)), ...SOUP.filter(() => draw.chance(0.4))]
  const ending = draw.chance(0.5) ? types : types.filter((type) => type !== 'conversation_end')
  return {
    hurry: draw.pick([0.3, 0.8, 0.95, 1]),
    stateful: draw.pick([0, 0, 0.2, 0.8]),
    confident: draw.chance(0.5),
    types: ending,
    questions: someQuestions(draw),
    conversations: draw.pick([1, 1, 3, 5, 8]),
  }
}

const ownFields = (draw: Draw, type: string, mood: Temper): Wire => {
  const state = (): unknown => (draw.chance(mood.stateful) ? draw.pick(STATES) : undefined)
  const confidence = (): unknown => (mood.confident ? 0.9 : draw.pick(CONFIDENCES))
  switch (type) {
    case 'user_message':
      return { text: draw.chance(0.6) ? draw.pick(mood.questions) : someText(draw) }
    case 'assistant_message':
      return { fsm_state: state(), intent_confidence: confidence(), objection_confidence: confidence() }
    case 'fsm_transition':
      return mood.stateful === 0 && draw.chance(0.8)
        ? { from: 'a', to: 'a' }
        : { from: draw.pick(STATES), to: draw.pick(STATES) }
    case 'cta_sent':
    case 'cta_click':
      return { cta_id: draw.pick(NAMES.cta_id!) }
    case 'cart_event':
      return { action: draw.pick(NAMES.action!) }
    case 'order_event':
      return { status: draw.pick(NAMES.status!) }
    case 'explicit_feedback':
      return { rating: draw.pick(NAMES.rating!), label: draw.chance(0.5) ? draw.pick(NAMES.label!) : undefined }
    default:
      return { reason: draw.pick(NAMES.reason!) }
  }
}

const CONVERSATIONS = ['c', 'c', 'c', 'd', 'd', '\uffee', '😀', '\ud83d']
const header = (draw: Draw, type: string, mood: Temper): Wire => {
  const shop = type === 'cart_event' || type === 'order_event'
  const conversation_id = shop && draw.chance(0.6) ? undefined : draw.pick(CONVERSATIONS.slice(0, mood.conversations))
  return { conversation_id, user_id: draw.mostly('u', undefined, 'v', 'w') }
}

/** Receipt: mostly at once; sometimes at the limits of lateness, or with a clock ahead. */
const receipt = (draw: Draw, at: number, type: string): number => {
  if (draw.chance(0.85)) return at
  const limit = type === 'cart_event' || type === 'order_event' ? 72 * HOUR : 24 * HOUR
  return at + draw.pick([1, 1000, GRACE, GRACE + 1, limit - 1, limit, limit + 1, 2 * limit, -1, -1000, -30 * MINUTE])
}

const BAD_TIMES = [null, undefined, '1767225600000', 1.5, -1, 8.64e15 + 1, true, {}]
const BAD_IDS = ['', 7, null, {}, [], false]

const spoil = (draw: Draw, event: Wire): Wire => {
  const key = draw.pick(['occurred_at', 'received_at', 'event_id', 'conversation_id', 'user_id', 'type'])
  if (key.endsWith('_at')) return { ...event, [key]: draw.pick(BAD_TIMES) }
  return { ...event, [key]: key === 'type' ? draw.pick(['turn', 'toString', null, 7]) : draw.pick(BAD_IDS) }
}

const EXTRAS = [
  { z: { '￮': 1, '😀': 2, a: [null, { b: 1, a: 2 }] } },
  { text: '另一个问题' },
  { 10: 1, 9: 2 },
  { user_id: 'v' },
  { x: null },
]

/** Another copy of an event: the same, received at another time, or with another content. */
const copy = (draw: Draw, event: Wire): Wire => {
  const received = Number(event.received_at)
  return draw.pick([
    event,
    Object.fromEntries(Object.entries(event).reverse()),
    { ...event, received_at: received + draw.pick([-1, 1, 1000, -1000, 48 * HOUR]) },
    { ...event, ...draw.pick(EXTRAS) },
    { ...event, ...draw.pick(EXTRAS), received_at: received + draw.pick([-1, 0, 1]) },
    { ...event, occurred_at: Number(event.occurred_at) + draw.pick([-1, 1, 30 * MINUTE]) },
  ])
}

const RUBBISH = [
  '',
  ' \t\r',
  'rubbish',
  '[]',
  'null',
  '7',
  '"x"',
  '{"event_id":"n","type":"cta_sent","occurred_at":NaN}',
  '{}',
  '\ufeff{}',
  '{',
  '\u00a0',
]

/** A click for this CTA at the border of its window. */
const clickOf = (draw: Draw, cta: Wire, at: number): Wire => {
  const clickedAt = at + draw.pick([-1, 0, 30 * MINUTE, 30 * MINUTE]) + off(draw)
  const times = { occurred_at: Math.max(0, clickedAt), received_at: Math.max(0, clickedAt) }
  return { ...cta, event_id: `${cta.event_id}c`, type: 'cta_click', ...times }
}

const events = (draw: Draw, mood: Temper, base: number): Wire[] => {
  const size = draw.pick([2, 5, 10, 20, 40])
  const ids = draw.shuffle(Array.from({ length: size }, (_, i) => draw.pick(['e', 'e', '\uffff', '😀', '\ud83d']) + i))
  let at = base
  const seen = [base]
  const log: Wire[] = []
  for (const event_id of ids) {
    at = draw.chance(0.1)
      ? Math.max(0, draw.pick(seen) + draw.pick([1, -1, 0]) * draw.pick(WINDOWS) + off(draw))
      : at + gap(draw, mood.hurry)
    if (draw.chance(0.05)) at = draw.pick(seen)
    seen.push(at)
    const type = draw.pick(mood.types)
    const times = { occurred_at: at, received_at: Math.max(0, receipt(draw, at, type)) }
    const event: Wire = { event_id, type, ...header(draw, type, mood), ...times, ...ownFields(draw, type, mood) }
    log.push(event)
    if (type === 'cta_sent' && draw.chance(0.3)) log.push(clickOf(draw, event, at))
  }
  return log
}

/** Moments at, just before and just after the borders that these events draw. */
const moments = (draw: Draw, log: readonly Wire[]): number[] => {
  const times = log.flatMap((event) => [event.occurred_at, event.received_at]).filter((t) => typeof t === 'number')
  const edges = [0, GRACE, 30 * MINUTE, 24 * HOUR, 48 * HOUR, 72 * HOUR, 144 * HOUR]
  const some = Array.from({ length: 4 }, () => draw.pick(times) + draw.pick(edges) + draw.mostly(GRACE, 0) + off(draw))
  return [...some, Math.max(...times) + 400 * HOUR].filter((now) => now >= 0)
}

export const history = (seed: number): History => {
  const draw = drawFrom(`history ${seed}`)
  const mood = temper(draw)
  const base = draw.mostly(1_767_225_600_000, 1_767_225_600_000, 1_767_225_600_000, 0, 8.64e15 - 100 * HOUR)
  const log = events(draw, mood, base)
  const repeated = log.filter(() => draw.chance(0.15)).map((event) => copy(draw, event))
  const spoilt = [...log, ...repeated].map((event) => (draw.chance(0.03) ? spoil(draw, event) : event))
  const lines = spoilt.map((event) => JSON.stringify(event))
  if (draw.chance(0.2)) lines.push(draw.pick(RUBBISH), draw.pick(RUBBISH))
  return { seed, lines: draw.chance(0.7) ? draw.shuffle(lines) : lines, nows: moments(draw, log) }
}
