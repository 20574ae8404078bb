import { type ArmSums, NO_SUMS, sumsOf } from '../../src/experiments/arm-sums.ts'
import { GUARDED, type Guarded } from '../../src/experiments/guardrail.ts'
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
  return { users, figures: Object.fromEntries(all) }
}
