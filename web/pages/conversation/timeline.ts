import type { Whole, WireEvent } from './whole.ts'

/** One thing on the timeline. */
export interface Moment {
  readonly id: string
  readonly type: string
  /** Event time, epoch milliseconds. */
  readonly at: number
  readonly event: WireEvent
  /** A cart or order on another channel. */
  readonly elsewhere: boolean
  /** Came too late to count. */
  readonly late: boolean
  /** The first of a day. */
  readonly newDay: boolean
}

const DAY_MS = 86_400_000
const dayOf = (at: number): number => {
  const offsetMs = new Date(at).getTimezoneOffset() * 60_000
  return Math.floor((at - offsetMs) / DAY_MS)
}

/** What comes first within one instant (spec/features.md, section 2). */
const RANKS: readonly string[] = [
  ...['user_message', 'cta_click', 'cart_event', 'order_event', 'explicit_feedback', 'fsm_transition'],
  ...['assistant_message', 'cta_sent', 'conversation_end'],
]

/** Events of the conversation, and what its users did elsewhere, in one order of time. */
export function momentsOf({ events, event_notes, elsewhere }: Whole): Moment[] {
  const here = event_notes.map(({ event_id, type, at, late }, i) => ({
    ...{ id: event_id, type, at, late, elsewhere: false },
    event: events[i] as WireEvent,
  }))
  const others = elsewhere.map(({ event_id, at, event }) => {
    const wire = event as WireEvent
    return { id: event_id, type: textOf(wire.type) ?? '', at, late: false, elsewhere: true, event: wire }
  })
  const all = [...here, ...others].sort((a, b) => a.at - b.at || RANKS.indexOf(a.type) - RANKS.indexOf(b.type))
  return all.map((moment, i) => ({ ...moment, newDay: i === 0 || dayOf(all[i - 1]!.at) !== dayOf(moment.at) }))
}

export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
export const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** CTAs that were clicked. */
export const clickedOf = (moments: readonly Moment[]): ReadonlySet<string> =>
  new Set(moments.flatMap(({ type, event }) => (type === 'cta_click' ? (textOf(event.cta_id) ?? []) : [])))

const EVERYWHERE = [
  ...['event_id', 'type', 'conversation_id', 'user_id', 'assistant_id', 'channel', 'occurred_at', 'received_at'],
  ...['timestamp', 'turn_id', 'product_ids', 'decision_id', 'scores'],
]
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  user_message: ['text'],
  assistant_message: [
    ...['response', 'author', 'action', 'fsm_state', 'bundle', 'arm', 'experiment'],
    ...['predicted_intent', 'intent_confidence', 'predicted_objection', 'objection_confidence'],
  ],
  cta_sent: ['cta_id', 'offer'],
  cta_click: ['cta_id'],
  fsm_transition: ['from', 'to'],
  cart_event: ['action'],
  order_event: ['order_id', 'status', 'amount', 'currency'],
  explicit_feedback: ['rating', 'label', 'comment'],
  conversation_end: ['reason'],
}

/** Fields that nothing else shows, as text. */
export function otherFields({ type, event }: Moment): (readonly [name: string, value: string])[] {
  const known = new Set([...EVERYWHERE, ...(SHOWN[type] ?? [])])
  return Object.entries(event)
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const)
}

/** What is shown is this reply. */
export const TURN = 'turn:'

/** Events that show a reason (all of its signals together) or a single signal or feature. */
export function evidenceOf({ why, row }: Whole, shown: string | null): ReadonlySet<string> {
  if (shown?.startsWith(TURN)) return new Set([shown.slice(TURN.length)])
  if (shown === null || row === null) return new Set()
  const reason = why.find((each) => each.reason === shown)
  return new Set(reason ? reason.signals.flatMap((signal) => signal.event_ids) : (row.evidence[shown] ?? []))
}
