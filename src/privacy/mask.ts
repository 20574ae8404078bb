import type { WireEvent } from '../events/event.ts'
import type { FoundSpan, Kind, Recogniser } from './recogniser.ts'
import { viewOf } from './view.ts'

/** Fields of an event that name or measure something; masking them would make different things one. Only at its top. */
const NAMES = new Set([
  ...['event_id', 'conversation_id', 'user_id', 'assistant_id', 'turn_id', 'cta_id', 'order_id', 'decision_id'],
  ...['product_id', 'product_ids', 'type', 'occurred_at', 'received_at', 'timestamp'],
  ...['bundle', 'arm', 'currency', 'channel', 'amount'],
])

/** Nothing personal is shorter (a Chinese name behind its cue). */
const SHORTEST = 4

/**
 * Where personal data stands in a text, in order and without overlaps: of two that overlap, the one whose recogniser comes
 * first stays.
 */
export function findPersonal(text: string, recognisers: readonly Recogniser[]): FoundSpan[] {
  if (text.length < SHORTEST) return []
  const view = viewOf(text)
  const kept: FoundSpan[] = []
  let taken: Uint8Array | null = null
  for (const { name, kind, find } of recognisers) {
    for (const { from, to } of find(view)) {
      taken ??= new Uint8Array(text.length)
      if (taken.subarray(from, to).includes(1)) continue
      taken.fill(1, from, to)
      kept.push({ from, to, kind, by: name })
    }
  }
  return kept.sort((a, b) => a.from - b.from)
}

/** Told of each thing that was masked. */
export type OnMasked = (kind: Kind) => void

/**
 * Replaces personal data in a text by its kind in capitals and brackets, the same for everybody. Prices, models, dates
 * and order numbers stay. Masking a masked text changes nothing.
 *
 * @example maskText('call 13812345678 about iPhone 14 for 5999', RECOGNISERS) // 'call [PHONE] about iPhone 14 for 5999'
 */
export function maskText(text: string, recognisers: readonly Recogniser[], onMasked?: OnMasked): string {
  const found = findPersonal(text, recognisers)
  if (found.length === 0) return text
  let masked = ''
  let end = 0
  for (const { from, to, kind } of found) {
    masked += `${text.slice(end, from)}[${kind.toUpperCase()}]`
    end = to
    onMasked?.(kind)
  }
  return masked + text.slice(end)
}

/**
 * Masks every text of an event, at any depth, and every whole number that is somebody's, but not its ids. Gives the
 * same object when nothing was found.
 */
export function maskEvent(wire: WireEvent, recognisers: readonly Recogniser[], onMasked?: OnMasked): WireEvent {
  return maskFields(wire, NAMES, { recognisers, onMasked }) as WireEvent
}

interface Masking {
  readonly recognisers: readonly Recogniser[]
  readonly onMasked: OnMasked | undefined
}

/** Up to so many digits, JSON numbers may be an identity or card number; beyond 2^53 their digits are lost to us. */
const LONGEST_NUMBER = 1e19

function maskNumber(value: number, { recognisers, onMasked }: Masking): unknown {
  if (!Number.isInteger(value) || Math.abs(value) >= LONGEST_NUMBER) return value
  if (!Number.isSafeInteger(value)) return '[NUMBER]'
  const text = String(value)
  const masked = maskText(text, recognisers, onMasked)
  return masked === text ? value : masked
}

function maskValue(value: unknown, masking: Masking): unknown {
  if (typeof value === 'string') return maskText(value, masking.recognisers, masking.onMasked)
  if (typeof value === 'number') return maskNumber(value, masking)
  if (Array.isArray(value)) {
    const masked = value.map((part) => maskValue(part, masking))
    return masked.every((part, i) => part === value[i]) ? value : masked
  }
  return typeof value === 'object' && value !== null ? maskFields(value, NONE, masking) : value
}

const NONE: ReadonlySet<string> = new Set()

function maskFields(value: object, names: ReadonlySet<string>, masking: Masking): object {
  const entries = Object.entries(value)
  const masked = entries.map(([field, part]) => [field, names.has(field) ? part : maskValue(part, masking)] as const)
  return masked.every(([, part], i) => part === entries[i]?.[1]) ? value : Object.fromEntries(masked)
}
