/** Where the time goes, by step. */
export interface Stopwatch {
  /** Adds the duration of the work to a step. */
  on<T>(step: string, work: () => Promise<T>): Promise<T>
  /** Seconds per step, and of everything since the start. */
  read(): { steps: { step: string; seconds: number }[]; total: number }
}

/** @param now milliseconds of a clock that only goes forward */
export function startStopwatch(now: () => number): Stopwatch {
  const startedAt = now()
  const spent = new Map<string, number>()
  return {
    async on(step, work) {
      const from = now()
      try {
        return await work()
      } finally {
        spent.set(step, (spent.get(step) ?? 0) + now() - from)
      }
    },
    read: () => ({
      steps: [...spent].map(([step, ms]) => ({ step, seconds: ms / 1000 })),
      total: (now() - startedAt) / 1000,
    }),
  }
}
