export interface Backoff {
  /** Wait before the first retry, milliseconds. */
  readonly baseMs: number
  /** Longest wait of our own choice, milliseconds. */
  readonly maxMs: number
  /** Longest wait that a server may ask for, milliseconds; a longer Retry-After is cut to this. */
  readonly maxRetryAfterMs: number
}

export const defaultBackoff: Backoff = { baseMs: 200, maxMs: 30_000, maxRetryAfterMs: 300_000 }

/**
 * How long to wait before the next try: exponential with full jitter in its upper half, and never shorter than
 * what the server asked for.
 *
 * @param failures tries that failed in a row, from 1
 * @param retryAfterMs what the server asked for, or null
 * @param unit a random number in [0, 1)
 * @example retryDelayMs(1, null, 0.5, { baseMs: 200, maxMs: 30_000, maxRetryAfterMs: 300_000 }) // 150
 */
export function retryDelayMs(failures: number, retryAfterMs: number | null, unit: number, backoff: Backoff): number {
  const ceiling = Math.min(backoff.maxMs, backoff.baseMs * 2 ** Math.min(failures - 1, 30))
  const own = ceiling / 2 + (ceiling / 2) * unit
  return retryAfterMs === null ? own : Math.max(own, Math.min(retryAfterMs, backoff.maxRetryAfterMs))
}

/**
 * Reads a Retry-After header: seconds, or an HTTP date (RFC 9110, section 10.2.3).
 *
 * @param now epoch milliseconds
 * @returns milliseconds from `now`, 0 for a date in the past, null when absent or unreadable
 */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null
  const text = header.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const at = /^[A-Za-z]/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
