import { LoopError } from '../../errors/loop-error.ts'
import type { WireItem } from '../../events/accept.ts'
import { depthOf, MAX_EVENT_DEPTH, splitBody } from '../../events/split.ts'
import { decodeUtf8 } from './body.ts'

/** Events that one request may carry. */
export const MAX_EVENTS = 1000
const BLANK = /^[ \t\r]*$/
const NEWLINE = 0x0a

/**
 * The events of a request body, each as its own JSON text: one event, an array, `{"events": […]}`; or lines.
 * A broken line spoils itself alone, broken JSON the whole body. A request without a body has undefined here.
 * Throws LOOP_EMPTY_BODY, LOOP_BAD_UTF8, LOOP_BAD_JSON, LOOP_TOO_DEEP (400), LOOP_TOO_MANY_EVENTS (413).
 */
export function eventsOfBody(
  body: Uint8Array | undefined,
  contentType: string,
): { items: WireItem[]; single: boolean } {
  if (body === undefined || body.length === 0) {
    throw new LoopError('LOOP_EMPTY_BODY', 'The body is empty. Send an event, an array of events, or NDJSON.')
  }
  const lines = contentType.toLowerCase().startsWith('application/x-ndjson')
  const items = lines ? linesOf(body) : jsonItems(decodeUtf8(body))
  if (items.length > MAX_EVENTS) {
    throw new LoopError(
      'LOOP_TOO_MANY_EVENTS',
      `${items.length} events came; a request may carry ${MAX_EVENTS}. Send several.`,
      {
        status: 413,
      },
    )
  }
  return { items, single: items.length === 1 }
}

function jsonItems(text: string): WireItem[] {
  const split = splitBody(text)
  if (split === null) throw badJson('brackets do not match')
  parse(split.envelope)
  return split.items.map((item) => (item.depth > MAX_EVENT_DEPTH ? item : { ...item, value: parse(item.text) }))
}

/** Lines end with a line feed; one that is no UTF-8 or no JSON stays without a value. */
function linesOf(body: Uint8Array): WireItem[] {
  const items: WireItem[] = []
  for (let from = 0; from < body.length; ) {
    const end = body.indexOf(NEWLINE, from)
    const line = lineText(body.subarray(from, end < 0 ? body.length : end))
    if (line === null) items.push({ text: '', depth: 0 })
    else if (!BLANK.test(line)) items.push(lineItem(line))
    from = end < 0 ? body.length : end + 1
  }
  return items
}

/** Reads one line of NDJSON. */
export function lineItem(text: string): WireItem {
  const depth = depthOf(text)
  if (depth === null || depth > MAX_EVENT_DEPTH) return { text, depth: depth ?? 0 }
  try {
    return { text, depth, value: JSON.parse(text) }
  } catch {
    return { text, depth }
  }
}

function lineText(bytes: Uint8Array): string | null {
  try {
    return decodeUtf8(bytes)
  } catch {
    return null
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw badJson((cause as Error).message)
  }
}

const badJson = (why: string): LoopError =>
  new LoopError('LOOP_BAD_JSON', `The body is not JSON: ${why}. Send JSON in UTF-8, or NDJSON as application/x-ndjson.`)
