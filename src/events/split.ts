/** Objects and arrays inside each other, counted from the event itself; JSON engines and stores have limits of their own. */
export const MAX_EVENT_DEPTH = 30

/** The text of one item of a request body, uncut: it is stored as it came. */
export interface WireText {
  readonly text: string
  /** Levels of objects and arrays in it. */
  readonly depth: number
}

/**
 * Cuts the text of a JSON body into its events: the items of an array, of the `events` array of an object without
 * `type`, or the one object. Finds borders only: each item, and the `envelope` around them, is still to be parsed.
 *
 * @returns null when the brackets do not match, so that it cannot be JSON
 */
export function splitBody(text: string): { items: WireText[]; envelope: string; batch: boolean } | null {
  const start = skipSpace(text, 0)
  if (text[start] === '[') return splitArray(text, start, 0)
  if (text[start] === '{') {
    const events = eventsArray(text, start)
    if (events !== null) return splitArray(text, events, 1)
  }
  const depth = depthOf(text)
  return depth === null ? null : { items: [{ text, depth }], envelope: 'null', batch: false }
}

/** Borders of the items of the array that opens at `open`, `outer` levels deep. */
function splitArray(text: string, open: number, outer: number): ReturnType<typeof splitBody> {
  const items: WireText[] = []
  let depth = 0
  let deepest = 0
  let from = open + 1
  for (let i = open + 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) i = endOfString(text, i)
    else if (c === BRACE_OPEN || c === BRACKET_OPEN) {
      if (++depth > deepest) deepest = depth
    } else if (c === COMMA && depth === 0) {
      items.push({ text: text.slice(from, i), depth: deepest })
      from = i + 1
      deepest = 0
    } else if (c === BRACE_CLOSE || c === BRACKET_CLOSE) {
      if (--depth >= 0) continue
      if (c !== BRACKET_CLOSE) return null
      const last = text.slice(from, i)
      if (items.length > 0 || last.trim() !== '') items.push({ text: last, depth: deepest })
      const envelope = `${text.slice(0, open)}[]${text.slice(i + 1)}`
      const around = depthOf(envelope)
      return around === null || around > outer + 1 + MAX_EVENT_DEPTH ? null : { items, envelope, batch: true }
    }
  }
  return null
}

/** Where the array under the key `events` opens, in an object without a key `type`; null when there is none. */
function eventsArray(text: string, open: number): number | null {
  let depth = 0
  let key = ''
  let found: number | null = null
  for (let i = open; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) {
      const end = endOfString(text, i)
      if (depth === 1) {
        const next = skipSpace(text, end + 1)
        if (text.charCodeAt(next) === COLON) key = text.slice(i + 1, end)
        if (key === 'type') return null
      }
      i = end
    } else if (c === BRACE_OPEN || c === BRACKET_OPEN) {
      if (depth === 1 && c === BRACKET_OPEN && key === 'events') found = i
      depth++
    } else if (c === BRACE_CLOSE || c === BRACKET_CLOSE) depth--
    else if (c === COMMA && depth === 1) key = ''
  }
  return found
}

/** Deepest level of nesting; null when brackets are left open or close too early. */
export function depthOf(text: string): number | null {
  let depth = 0
  let deepest = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) i = endOfString(text, i)
    else if (c === BRACE_OPEN || c === BRACKET_OPEN) {
      if (++depth > deepest) deepest = depth
    } else if (c === BRACE_CLOSE || c === BRACKET_CLOSE) {
      if (--depth < 0) return null
    }
  }
  return depth === 0 ? deepest : null
}

function endOfString(text: string, quote: number): number {
  for (let i = quote + 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) return i
    if (c === BACKSLASH) i++
  }
  return text.length
}

function skipSpace(text: string, from: number): number {
  let i = from
  while (i < text.length && text.charCodeAt(i) <= 0x20) i++
  return i
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
const [BRACE_OPEN, BRACE_CLOSE, BRACKET_OPEN, BRACKET_CLOSE] = [0x7b, 0x7d, 0x5b, 0x5d]
