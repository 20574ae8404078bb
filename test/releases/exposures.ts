import { type ArmSums, NO_SUMS, sumsOf } from '../../src/experiments/arm-sums.ts'
import { NOBODY_EXPOSED } from '../../src/experiments/exposure-check.ts'
import { GUARDED, type Guarded } from '../../src/experiments/figure.ts'
import type { ExposureReader } from '../../src/releases/exposure-reader.ts'
import type { ArmPair, Exposures } from '../../src/releases/stage-check.ts'

/** An arm of users with `size` units each, of whom a share succeeds in all of them. */
export const arm = (users: number, rate: number, size = 1, immature = 0): ArmSums =>
  sumsOf(
    Array.from({ length: users }, (_, i) => ({ sum: i < Math.round(users * rate) ? size : 0, size })),
    immature,
  )

/** The figures that are given; of the others nothing is known. */
export function exposed(figures: Partial<Record<Guarded, ArmPair>>, users = { live: 0, canary: 0 }): Exposures {
  const nothing = { live: NO_SUMS, canary: NO_SUMS }
  const all = GUARDED.map((figure) => [figure, figures[figure] ?? nothing])
  return { users, exposure: NOBODY_EXPOSED, currency: null, figures: Object.fromEntries(all) as Exposures['figures'] }
}

const NO_DELAYS = { counts: [], mature: { units: 0, converted: 0 }, openConverted: 0, waiting: [] }

/** A reader that sees the same at every moment. */
export const seenBy = (see: ExposureReader['exposures']): ExposureReader => ({
  exposures: see,
  course: (stages) => Promise.all(stages.map(({ scope, at }) => Promise.all(at.map(() => see(scope))))),
  delays: async () => ({ live: NO_DELAYS, canary: NO_DELAYS }),
  armsOf: async () => new Map(),
})
