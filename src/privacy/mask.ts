import type { WireEvent } from '../events/event.ts'
import { BASIC_RECOGNISERS, type Recogniser } from './recognisers.ts'

/** Fields that name something; masking them would make different things one. */
const NAMES = new Set([
  'type',
  'occurred_at',
  'received_at',
  'timestamp',
  'bundle',
  'arm',
  'currency',
  'channel',
  'product_ids',
])
const isName = (field: string): boolean => NAMES.has(field) || field.endsWith('_id') || field === 'id'

/**
 * Replaces personal data in a text by its kind in brackets. Prices, models and dates stay.
 *
 * @example maskText('call 13812345678 about iPhone 14 for 5999') // 'call [phone] about iPhone 14 for 5999'
 */
export function maskText(text: string, recognisers: readonly Recogniser[] = BASIC_RECOGNISERS): string {
  if (text.length < 6) return text // nothing personal is shorter
  return recognisers.reduce(
    (masked, { kind, pattern, isReal }) => masked.replace(pattern, (found) => (isReal(found) ? `[${kind}]` : found)),
    text,
  )
}

/** Masks every text of an event, at any depth, but those that name something. Gives the same object when nothing was found. */
export function maskEvent(wire: WireEvent): WireEvent {
  return maskValue(wire) as WireEvent
}

function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value)
  if (Array.isArray(value)) {
    const masked = value.map(maskValue)
    return masked.every((part, i) => part === value[i]) ? value : masked
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const masked = entries.map(([field, part]) => [field, isName(field) ? part : maskValue(part)] as const)
  return masked.every(([, part], i) => part === entries[i]?.[1]) ? value : Object.fromEntries(masked)
}
