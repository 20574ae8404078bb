/** Time spent on one decision, without what passed while nobody looked. Milliseconds throughout. */
export interface Stopwatch {
  readonly spentMs: number
  /** When it last went on; null = it stands. */
  readonly since: number | null
}

export const startAt = (now: number, spentMs = 0): Stopwatch => ({ spentMs, since: now })
export const spentAt = ({ spentMs, since }: Stopwatch, now: number): number =>
  spentMs + (since === null ? 0 : Math.max(0, now - since))
export const paused = (watch: Stopwatch, now: number): Stopwatch => ({ spentMs: spentAt(watch, now), since: null })
export const resumed = (watch: Stopwatch, now: number): Stopwatch =>
  watch.since === null ? { spentMs: watch.spentMs, since: now } : watch
