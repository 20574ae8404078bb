import type { Figure } from '../metrics/figure.ts'

export interface RefreshedRates {
  /** The latest figures; waits only for the first ones. */
  figures(): Promise<readonly Figure[]>
}

const OLD_AFTER_MS = 60_000
/** At most this share of the time goes into counting, however many conversations there are. */
const BUSY_SHARE = 0.05

/** Counts anew in the background when the figures have grown old, so that asking often costs nothing. */
export function refreshedRates(read: () => Promise<Figure[]>): RefreshedRates {
  let latest: readonly Figure[] | null = null
  let under: Promise<void> | null = null
  let nextAt = 0

  async function refresh(): Promise<void> {
    const begunAt = performance.now()
    try {
      latest = await read()
    } finally {
      const tookMs = performance.now() - begunAt
      nextAt = performance.now() + Math.max(OLD_AFTER_MS, tookMs / BUSY_SHARE)
      under = null
    }
  }

  return {
    async figures() {
      if (under === null && (latest === null || performance.now() >= nextAt)) under = refresh()
      if (latest === null) await under
      else under?.catch(() => {}) // shown by the next one that has to wait
      return latest ?? []
    },
  }
}
