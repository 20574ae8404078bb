/**
 * Texts that PostgreSQL (and much else) cannot hold: those with U+0000 or half of a surrogate pair.
 * The whole value is searched, keys too; with a stack of its own, so that no depth overflows.
 *
 * @returns the first bad text's reason, null when all are good
 */
export function badTextIn(value: unknown): 'nul' | 'lone_surrogate' | 'number' | null {
  const pending: unknown[] = [value]
  while (pending.length > 0) {
    const item = pending.pop()
    if (typeof item === 'string') {
      const bad = badText(item)
      if (bad) return bad
    } else if (typeof item === 'number') {
      if (!Number.isFinite(item)) return 'number'
    } else if (Array.isArray(item)) {
      for (const part of item) pending.push(part)
    } else if (typeof item === 'object' && item !== null) {
      for (const [key, part] of Object.entries(item)) pending.push(key, part)
    }
  }
  return null
}

export function badText(text: string): 'nul' | 'lone_surrogate' | null {
  if (text.includes('\u0000')) return 'nul'
  return text.isWellFormed() ? null : 'lone_surrogate'
}

/**
 * Can JSON text hold a bad text or an endless number at all? Decoded UTF-8 has no lone surrogates and JSON no raw
 * control characters, so both need an escape; an endless number needs a long exponent, or a short one and hundreds of
 * digits. Cheap, and rarely true: only then is the parsed value searched. Digits are counted from the first of a run
 * only: from each of them, texts of many digits would take seconds.
 */
export const mayHoldBadText = (json: string): boolean =>
  json.includes('\\u') || /\d[eE]\+?\d{3}|(?<!\d)\d{200}/.test(json)
