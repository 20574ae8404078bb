import type { WireEvent } from './event.ts'
import { compareCodePoints } from './order.ts'

/** A piece still to be written: a finished text, or a value that is to be taken apart. */
type Piece = { readonly text: string } | { readonly value: unknown }

/**
 * Canonical JSON of any JSON value: keys sorted by code point at every depth, no spaces, ECMAScript numbers and
 * strings. Works with a stack of its own, so that no depth of nesting overflows.
 */
export function canonicalValue(value: unknown): string {
  const out: string[] = []
  const pending: Piece[] = [{ value }]
  for (let piece = pending.pop(); piece !== undefined; piece = pending.pop()) {
    if ('text' in piece) out.push(piece.text)
    else if (Array.isArray(piece.value)) pushArray(pending, piece.value)
    else if (typeof piece.value === 'object' && piece.value !== null) pushObject(pending, piece.value)
    else out.push(JSON.stringify(piece.value) ?? 'null')
  }
  return out.join('')
}

function pushArray(pending: Piece[], items: readonly unknown[]): void {
  pending.push({ text: ']' })
  for (let i = items.length - 1; i >= 0; i--) {
    pending.push({ value: items[i] })
    if (i > 0) pending.push({ text: ',' })
  }
  pending.push({ text: '[' })
}

function pushObject(pending: Piece[], object: object): void {
  const fields = object as Readonly<Record<string, unknown>>
  const keys = Object.keys(fields)
    .filter((key) => fields[key] !== undefined)
    .sort(compareCodePoints)
  pending.push({ text: '}' })
  for (let i = keys.length - 1; i >= 0; i--) {
    const key = keys[i]!
    pending.push({ value: fields[key] }, { text: `${i > 0 ? ',' : ''}${JSON.stringify(key)}:` })
  }
  pending.push({ text: '{' })
}

/**
 * Canonical JSON of an event as accepted: the whole object without `received_at`, nulls kept. Two copies of an event
 * conflict when these differ (spec/features.md, section 2).
 */
export function canonicalJson(wire: WireEvent): string {
  const { received_at: _, ...rest } = wire
  return canonicalValue(rest)
}
