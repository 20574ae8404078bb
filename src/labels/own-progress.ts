/** One annotator's own day; nobody else's, and no ranking. Instants are epoch milliseconds. */
export interface OwnProgress {
  /** Samples answered since the day began; what was taken back does not count. */
  readonly answers: number
  readonly skips: number
  /** Single texts answered. */
  readonly texts: number
  /** Median time over these samples; null = none was timed. */
  readonly medianSeconds: number | null
  /** Samples and single texts that this annotator could still be given. */
  readonly waiting: number
  readonly textsWaiting: number
}

export interface ProgressReader {
  /** @param since when the day began */
  of(annotator: string, since: number, now: number): Promise<OwnProgress>
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** @param offsetMinutes of the local time from UTC: 480 in Shanghai. Returns the last local midnight. */
export function dayBegan(now: number, offsetMinutes: number): number {
  const offset = offsetMinutes * MINUTE_MS
  return Math.floor((now + offset) / DAY_MS) * DAY_MS - offset
}
