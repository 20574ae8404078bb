import { isLate, type Lateness } from './dedupe.ts'
import type { LoopEvent, Outcome, RejectionCode, WireEvent } from './event.ts'
import { instantOf } from './fields.ts'
import { readEvent } from './read.ts'
import { MAX_EVENT_DEPTH, type WireText } from './split.ts'
import { MAX_EVENT_LENGTH, readStrictly, unstorable, withTimes } from './strict.ts'
import { mayHoldBadText } from './text-checks.ts'
import { splitTurn, TURN } from './turn.ts'

/** An event ready to be stored. `type` is 'turn' for a flat row, whose parts stand beside it and are what is folded. */
export interface AcceptedEvent {
  readonly event: LoopEvent
  readonly storedType: string
  /** Milliseconds; the receipt, where the event does not say when it happened. */
  readonly occurredAt: number
  readonly late: boolean
  /** JSON as accepted. */
  readonly body: string
}

/** One item of a request or line of a file: its JSON text, and what that says; without `value` when it is not JSON. */
export interface WireItem extends WireText {
  readonly value?: unknown
}

/**
 * How events are read. `strict` (live HTTP): the server's stamp, and every doubt is refused. `lenient` (replay,
 * import): like the command line, `received_at` from the event.
 */
export type Reading =
  | { readonly kind: 'strict'; readonly receivedAt: number }
  | {
      readonly kind: 'lenient'
      /** Refuses what says that it will be received later than this; null = a clock follows the events. */
      readonly until: number | null
    }

export interface AcceptOptions {
  readonly reading: Reading
  readonly lateness: Lateness
  /** Masks texts before they are stored; null = store them as they came. */
  readonly mask: ((wire: WireEvent) => WireEvent) | null
}

/** Reads one item. One event, or a turn and its parts; the first one stands for the item. */
export function acceptEvent(item: WireItem, options: AcceptOptions): Outcome<readonly AcceptedEvent[]> {
  const { text, depth, value: wire } = item
  if (depth > MAX_EVENT_DEPTH) {
    return rejected('too_deep', `The event nests ${depth} levels; allowed are ${MAX_EVENT_DEPTH}. Send it flatter.`)
  }
  if (text.length > MAX_EVENT_LENGTH) {
    return rejected('too_large', `The event has ${text.length} characters; allowed are ${MAX_EVENT_LENGTH}.`)
  }
  if (wire === undefined) return rejected('not_json', 'This is not JSON in UTF-8.')
  const isObject = typeof wire === 'object' && wire !== null && !Array.isArray(wire)
  const masked = isObject && options.mask ? options.mask(wire as WireEvent) : wire
  const body = masked === wire ? text.trim() : JSON.stringify(masked)
  const search = mayHoldBadText(text)
  if (isObject && (wire as WireEvent).type === TURN)
    return acceptTurn(masked as WireEvent, wire as WireEvent, body, search, options)
  const read = readAs(masked, search, options.reading)
  if (read.kind === 'rejected') return read
  return { kind: 'ok', value: [accepted({ ...read.value, wire: masked as WireEvent }, body, options.lateness)] }
}

function acceptTurn(
  row: WireEvent,
  original: WireEvent,
  body: string,
  search: boolean,
  options: AcceptOptions,
): ReturnType<typeof acceptEvent> {
  const split = splitTurn(row, original)
  if (split.kind === 'rejected') return split
  const parts: AcceptedEvent[] = []
  for (const part of split.value.parts) {
    const read = readAs(part, search, options.reading)
    if (read.kind === 'rejected') return inWordsOfTurn(read, row)
    parts.push(accepted(read.value, JSON.stringify(part), options.lateness))
  }
  const { event, ...first } = parts[0]!
  const turn = { ...first, event: { ...event, id: split.value.id, wire: row }, storedType: TURN, body }
  return { kind: 'ok', value: [turn, ...parts] }
}

/** The parts' `occurred_at` is the `timestamp` of the row: the sender is told of the field that was sent. */
function inWordsOfTurn(read: Extract<Outcome<never>, { kind: 'rejected' }>, row: WireEvent): Outcome<never> {
  if (row.timestamp === undefined || row.timestamp === null) return read
  return { ...read, message: read.message.replaceAll("'occurred_at'", "'timestamp'") }
}

function readAs(wire: unknown, search: boolean, reading: Reading): Outcome<LoopEvent> {
  if (reading.kind === 'strict') return readStrictly(wire, reading.receivedAt, search)
  let read = readEvent(wire)
  if (read.kind === 'rejected' && read.code === 'no_time') {
    const timed = withTimes(wire) // a log whose only times are RFC 3339 text
    if ('wire' in timed) read = readEvent(timed.wire)
  }
  if (read.kind === 'rejected') return read
  if (reading.until !== null && read.value.receivedAt > reading.until) {
    return rejected('not_yet_arrived', `'received_at' is ${read.value.receivedAt}, which is still to come.`)
  }
  return unstorable(read.value) ?? read
}

/** Reads back what was stored: the same event, at the times that it got. */
export function readStored(body: string, receivedAt: number, t: number): LoopEvent {
  const read = readEvent(JSON.parse(body), receivedAt)
  if (read.kind === 'ok') return { ...read.value, t }
  throw new Error(`a stored event cannot be read: ${read.message}`)
}

function accepted(event: LoopEvent, body: string, lateness: Lateness): AcceptedEvent {
  return {
    event,
    storedType: event.type,
    occurredAt: instantOf(event.wire.occurred_at) ?? event.t,
    late: isLate(event, lateness),
    body,
  }
}

const rejected = (code: RejectionCode, message: string): Outcome<never> => ({ kind: 'rejected', code, message })
