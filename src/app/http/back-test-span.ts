import { LoopError } from '../../errors/loop-error.ts'
import type { Span } from '../../evaluation/rule-history.ts'

const DAY_MS = 86_400_000
export const USUAL_DAYS = 30

/**
 * The span that was asked for; what is left out: until now, from 30 days before. It ends now at the latest: days to come hold nothing,
 * and would thin out what is counted per day. Throws LOOP_BAD_REQUEST.
 */
export function spanOf(asked: { from?: number | undefined; until?: number | undefined }, now: number): Span {
  const until = Math.min(asked.until ?? now + 1, now + 1)
  const from = asked.from ?? Math.max(0, until - USUAL_DAYS * DAY_MS)
  if (from < until) return { from, until }
  throw new LoopError(
    'LOOP_BAD_REQUEST',
    `The span begins at ${from} and ends at ${until}; it must begin before it ends. Correct from or until.`,
  )
}
