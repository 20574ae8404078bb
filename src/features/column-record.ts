import type { EventColumns } from './event-columns.ts'
import type { Lookups } from './lookups.ts'
import { questionOf } from './question.ts'
import {
  ASSISTANT_MESSAGE,
  CONVERSATION_END,
  CTA_CLICK,
  CTA_SENT,
  clear,
  EXPLICIT_FEEDBACK,
  FSM_TRANSITION,
  type TurnRecord,
  USER_MESSAGE,
} from './record.ts'

/** An event in columns, kept in a log: its id is read only when somebody asks for it. */
export class ColumnRow<Columns extends EventColumns = EventColumns> {
  columns: Columns
  row: number

  constructor(columns: Columns, row: number) {
    this.columns = columns
    this.row = row
  }

  /** Points at another event, so that a batch run needs no object for each of its events. */
  moveTo(columns: Columns, row: number): void {
    this.columns = columns
    this.row = row
  }

  get id(): string {
    return this.columns.id(this.row)
  }
}

/**
 * What `readRecord` makes of an event, from columns; any type but cart and order. The id stays in the columns, and
 * what only facts read is left out.
 */
export function readColumns(record: TurnRecord, columns: EventColumns, row: number, lookups: Lookups): void {
  clear(record)
  record.t = columns.t(row)
  record.rank = columns.rank(row)
  record.userId = columns.user(row)
  record.question = null
  const word = columns.word(row)
  switch (record.rank) {
    case USER_MESSAGE:
      if (word !== null) record.question = questionOf(word, lookups)
      break
    case ASSISTANT_MESSAGE:
      record.state = word
      record.confidence = leastConfidence(columns.first(row), columns.second(row))
      break
    case FSM_TRANSITION:
      record.state = word
      record.moved = columns.origin(row) !== word
      break
    case CTA_SENT:
    case CTA_CLICK:
      record.ctaId = word === '' ? null : word
      break
    case EXPLICIT_FEEDBACK:
      record.negative = isNegative(word, columns.first(row), lookups)
      break
    case CONVERSATION_END:
      record.hard = !lookups.softEndReasons.has(word ?? '')
      break
  }
}

function isNegative(label: string | null, rating: number, { config, negativeLabels }: Lookups): boolean {
  const [least, most] = config.negativeRatings
  return (rating >= least && rating <= most) || (label !== null && negativeLabels.has(label))
}

/** The lower of those in [0, 1]; NaN without one. */
function leastConfidence(intent: number, objection: number): number {
  const first = intent >= 0 && intent <= 1 ? intent : Number.NaN
  if (!(objection >= 0 && objection <= 1)) return first
  return Number.isNaN(first) ? objection : Math.min(first, objection)
}
