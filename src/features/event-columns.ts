import type { LoopEvent } from '../events/event.ts'
import { numberOf, textOf } from '../events/fields.ts'
import { step } from './cursor.ts'
import { append } from './log.ts'
import type { Lookups } from './lookups.ts'
import type { ActKind, OutcomeAct } from './outcomes.ts'
import { type Question, questionOf } from './question.ts'
import {
  ASSISTANT_MESSAGE,
  CART_EVENT,
  CONVERSATION_END,
  CTA_CLICK,
  CTA_SENT,
  EXPLICIT_FEEDBACK,
  FSM_TRANSITION,
  ORDER_EVENT,
  type TurnRecord,
  USER_MESSAGE,
} from './record.ts'
import type { ConversationState } from './state.ts'

/**
 * The own fields of an event that decide a row, in the same four columns for every type. What only facts read
 * (bundle, channel, amount) is not among them.
 */
export interface EventFields {
  /** `text`, `to`, `fsm_state`, `cta_id`, `label`, `reason`, `status` or `action`, whichever the type has; null when absent. */
  readonly word: string | null
  /** `from` of a transition; null when absent. */
  readonly origin: string | null
  /** `intent_confidence` of a reply, `rating` of a feedback; NaN when absent. */
  readonly first: number
  /** `objection_confidence` of a reply; NaN when absent. */
  readonly second: number
}

/** Columns of events: every function takes a row and reads only what is asked for. */
export interface EventColumns {
  id(row: number): string
  /** Rank of the event type. */
  rank(row: number): number
  /** Event time, epoch milliseconds. */
  t(row: number): number
  user(row: number): string | null
  word(row: number): string | null
  origin(row: number): string | null
  first(row: number): number
  second(row: number): number
}

/** In the word column of a cart or order event: a status or action of a wrong type, which is not absent. */
const WRONG_TYPE = ''

/** The field that stands in the word column, by type. */
export const WORD_FIELD = {
  user_message: 'text',
  cta_click: 'cta_id',
  cart_event: 'action',
  order_event: 'status',
  explicit_feedback: 'label',
  fsm_transition: 'to',
  assistant_message: 'fsm_state',
  cta_sent: 'cta_id',
  conversation_end: 'reason',
} as const

/** Puts an event's own fields into the columns. */
export function fieldsOf({ type, wire }: LoopEvent): EventFields {
  const field = WORD_FIELD[type]
  const value = wire[field]
  const known = value === undefined || value === null || typeof value === 'string'
  const outcome = type === 'cart_event' || type === 'order_event'
  return {
    word: outcome && !known ? WRONG_TYPE : textOf(wire, field),
    origin: type === 'fsm_transition' ? textOf(wire, 'from') : null,
    first: numberOf(wire, type === 'explicit_feedback' ? 'rating' : 'intent_confidence') ?? Number.NaN,
    second: numberOf(wire, 'objection_confidence') ?? Number.NaN,
  }
}

/** Steps over the next event of the conversation, in the order of events; any type but cart and order. */
export function foldNext(state: ConversationState, columns: EventColumns, row: number, lookups: Lookups): void {
  const record = new ColumnRecord(columns, row, lookups)
  step(state.cursor, record, append(state.log, record), lookups)
}

/** What `turnRecord` makes of an event, from columns; the id is read only where evidence needs it. */
class ColumnRecord implements TurnRecord {
  private readonly columns: EventColumns
  private readonly row: number
  readonly t: number
  readonly rank: number
  readonly userId: string | null
  readonly assistantId = null
  readonly channel = null
  readonly bundle = null
  readonly arm = null
  state: string | null = null
  moved = false
  confidence = Number.NaN
  readonly predicted = false
  readonly byHuman = false
  ctaId: string | null = null
  question: Question | null = null
  negative = false
  readonly rating = Number.NaN
  hard = false

  constructor(columns: EventColumns, row: number, lookups: Lookups) {
    this.columns = columns
    this.row = row
    this.t = columns.t(row)
    this.rank = columns.rank(row)
    this.userId = columns.user(row)
    const word = columns.word(row)
    if (this.rank === USER_MESSAGE) {
      if (word !== null) this.question = questionOf(word, lookups)
    } else if (this.rank === ASSISTANT_MESSAGE) {
      this.state = word
      this.confidence = leastConfidence(columns.first(row), columns.second(row))
    } else if (this.rank === FSM_TRANSITION) {
      this.state = word
      this.moved = columns.origin(row) !== word
    } else if (this.rank === CTA_SENT || this.rank === CTA_CLICK) {
      this.ctaId = word === '' ? null : word
    } else if (this.rank === EXPLICIT_FEEDBACK) {
      const [least, most] = lookups.config.negativeRatings
      const rating = columns.first(row)
      this.negative = (word !== null && lookups.negativeLabels.has(word)) || (rating >= least && rating <= most)
    } else if (this.rank === CONVERSATION_END) {
      this.hard = word === null || !lookups.softEndReasons.has(word)
    }
  }

  get id(): string {
    return this.columns.id(this.row)
  }
}

/** The lower of those in [0, 1]; NaN without one. */
function leastConfidence(intent: number, objection: number): number {
  const first = intent >= 0 && intent <= 1 ? intent : Number.NaN
  if (!(objection >= 0 && objection <= 1)) return first
  return Number.isNaN(first) ? objection : Math.min(first, objection)
}

/** What `outcomeAct` makes of a cart or order event, from columns; null when it is none. */
export function actAt(columns: EventColumns, row: number, conversationId: string | null): OutcomeAct | null {
  const kind = actKind(columns.rank(row), columns.word(row))
  if (kind === null) return null
  return {
    eventId: columns.id(row),
    userId: columns.user(row),
    conversationId,
    t: columns.t(row),
    kind,
    orderId: null,
    amount: null,
    currency: null,
  }
}

function actKind(rank: number, word: string | null): ActKind | null {
  if (rank === CART_EVENT) return word === null || word === 'add' ? 'cart_add' : 'cart_other'
  if (rank !== ORDER_EVENT) return null
  return word === null || word === 'placed' || word === 'paid' ? 'order' : null
}
