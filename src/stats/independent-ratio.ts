import type { Bounded } from './independent-difference.ts'

/**
 * Interval of the ratio of two independent estimates that are not negative, from their own intervals (MOVER-R): each bound
 * takes the side of each interval that matters for it, so that Wilson's asymmetry is kept.
 *
 * @returns a / b with both bounds; high is Infinity where b may be 0; estimate NaN for 0 / 0
 * Source: R. G. Newcombe, Statistical Methods in Medical Research 25 (2016), 1774-1778; A. Donner and G. Y. Zou, the same 21
 * (2012), 347-359.
 * @example independentRatio({ estimate: 0.5, low: 0.4, high: 0.6 }, { estimate: 0.25, low: 0.2, high: 0.32 })
 */
export function independentRatio(a: Bounded, b: Bounded): Bounded {
  const product = a.estimate * b.estimate
  return {
    estimate: a.estimate / b.estimate,
    low: a.estimate <= 0 ? 0 : spare(a, a.low) / (product + root(product, spare(a, a.low) * spare(b, b.high))),
    high:
      b.low <= 0
        ? Number.POSITIVE_INFINITY
        : (product + root(product, spare(a, a.high) * spare(b, b.low))) / spare(b, b.low),
  }
}

/** The bounds solve (a - r b)^2 = (a - its bound)^2 + r^2 (b - its bound)^2: a square equation in r with these terms. */
const spare = ({ estimate }: Bounded, bound: number): number => bound * (2 * estimate - bound)
const root = (product: number, spares: number): number => Math.sqrt(Math.max(0, product ** 2 - spares))
