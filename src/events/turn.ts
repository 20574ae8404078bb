import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical.ts'
import type { Outcome, WireEvent } from './event.ts'
import { shown } from './strict.ts'

/** The flat row of an existing log: one exchange of question and answer. */
export const TURN = 'turn'

/** A turn taken apart. `id` is its own, or derived from its content; `parts` are ordinary events with ids derived from it. */
export interface SplitTurn {
  readonly id: string
  readonly parts: readonly WireEvent[]
}

const REPLY_FIELDS = [
  'predicted_intent',
  'intent_confidence',
  'predicted_objection',
  'objection_confidence',
  'scores',
  'fsm_state',
  'author',
  'draft',
  'style',
  'bundle',
  'decision_id',
  'arm',
  'action',
  'propensity',
] as const
const PART_FIELDS = ['conversation_id', 'user_id', 'received_at', 'assistant_id', 'channel', 'product_ids'] as const

/**
 * Takes a flat row apart: user_message, assistant_message and, where a CTA was triggered, cta_sent, all at its
 * `timestamp`. The same row gives the same ids, so that sending it again changes nothing.
 *
 * @param original the row before its texts were masked: two rows that differ there alone are two turns
 * @example splitTurn({ type: 'turn', event_id: 'a', message: 'hi', response_generated: 'hello', cta_triggered: true, … })
 * // ids a:user, a:assistant, a:cta; the CTA's cta_id is 'a'
 */
export function splitTurn(row: WireEvent, original: WireEvent = row): Outcome<SplitTurn> {
  const { event_id: given, message, response_generated: response, cta_triggered: cta } = row
  if (!isAbsent(given) && (typeof given !== 'string' || given === '')) {
    return { kind: 'rejected', code: 'bad_id', message: "'event_id' must be a non-empty string or absent." }
  }
  for (const [field, value] of [
    ['message', message],
    ['response_generated', response],
  ] as const) {
    if (!isAbsent(value) && typeof value !== 'string') return wrong(field, value, 'a text')
  }
  if (!isAbsent(cta) && typeof cta !== 'boolean' && typeof cta !== 'string') {
    return wrong('cta_triggered', cta, "a CTA's id, true, false")
  }
  const id = (given as string | null | undefined) ?? contentId(original)
  const parts: WireEvent[] = []
  if (typeof message === 'string' && message !== '')
    parts.push(part(row, `${id}:user`, 'user_message', { text: message }))
  const reply = pick(row, REPLY_FIELDS)
  if (!isAbsent(response) || Object.keys(reply).length > 0) {
    const said = isAbsent(response) ? {} : { response }
    parts.push(part(row, `${id}:assistant`, 'assistant_message', { turn_id: row.turn_id ?? id, ...reply, ...said }))
  }
  if (cta === true || (typeof cta === 'string' && cta !== '')) {
    parts.push(part(row, `${id}:cta`, 'cta_sent', { cta_id: cta === true ? id : cta }))
  }
  if (parts.length > 0) return { kind: 'ok', value: { id, parts } }
  return wrong('message', message, 'a text (or a response_generated, a prediction, a CTA)')
}

/** Two rows of one content are one turn. */
function contentId(row: WireEvent): string {
  return `turn-${createHash('sha256').update(canonicalJson(row)).digest('hex').slice(0, 32)}`
}

function part(row: WireEvent, id: string, type: string, own: WireEvent): WireEvent {
  const occurred = isAbsent(row.timestamp) ? row.occurred_at : row.timestamp
  return {
    event_id: id,
    type,
    ...pick(row, PART_FIELDS),
    ...(isAbsent(occurred) ? {} : { occurred_at: occurred }),
    ...own,
  }
}

function pick(row: WireEvent, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.filter((field) => !isAbsent(row[field])).map((field) => [field, row[field]]))
}

const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined

const wrong = (field: string, value: unknown, allowed: string): Outcome<never> => ({
  kind: 'rejected',
  code: 'bad_field',
  message: `'${field}' of the turn is ${isAbsent(value) ? 'absent' : shown(value)}; allowed is ${allowed}.`,
})
