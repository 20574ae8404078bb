import { retryAfterMs } from './backoff.ts'

/** One event that the server would not take. */
export interface Rejection {
  readonly index: number
  readonly code: string
  readonly message: string
}

/** What to do after one try to deliver a batch. */
export type Verdict =
  | { readonly kind: 'delivered'; readonly rejected: readonly Rejection[] }
  /** The server will never take this batch as it is: halve it, and drop an event that is refused alone. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'retry'; readonly retryAfterMs: number | null; readonly why: string }

/** The only answer that says that events are kept; any other 2xx comes from something in between (a proxy, a login page). */
const ACCEPTED = 202
/** These say something about the batch itself. 401 and 403 do not: a key can be put right while the events wait. */
const REFUSALS = new Set([400, 413, 415, 422])

/**
 * @param status HTTP status of the answer to POST /v1/events
 * @param body its parsed JSON, or null
 */
export function verdictOf(status: number, body: unknown, retryAfter: string | null, now: number): Verdict {
  if (status === ACCEPTED) return { kind: 'delivered', rejected: rejections(body) }
  const { code, message } = errorOf(body)
  if (REFUSALS.has(status)) return { kind: 'refused', code: code ?? `http_${status}`, message: message ?? '' }
  return { kind: 'retry', retryAfterMs: retryAfterMs(retryAfter, now), why: code ?? `http_${status}` }
}

function rejections(body: unknown): Rejection[] {
  const list = isRecord(body) && Array.isArray(body.rejected) ? body.rejected : []
  return list.filter(isRecord).map((item) => ({
    index: typeof item.index === 'number' ? item.index : -1,
    code: typeof item.code === 'string' ? item.code : 'unknown',
    message: typeof item.message === 'string' ? item.message : '',
  }))
}

function errorOf(body: unknown): { code: string | null; message: string | null } {
  if (!isRecord(body)) return { code: null, message: null }
  return {
    code: typeof body.code === 'string' ? body.code : null,
    message: typeof body.message === 'string' ? body.message : null,
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
