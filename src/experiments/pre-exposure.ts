import type { Moments } from '../stats/moments.ts'
import type { ArmSums, PastSums } from './arm-sums.ts'
import { type Guarded, momentsOf } from './figure.ts'

/** Two arms' rates, and by how much what was known of the users before has narrowed them. */
export interface AdjustedRates {
  readonly live: Moments
  readonly canary: Moments
  /** Share of the variance of the difference that is gone; null = their past was not used. */
  readonly reduction: number | null
}

/** Fewer users with a past than this in an arm estimate no coefficient. */
const LEAST_USERS = 100
/** A smaller gain is not worth a figure that differs from the plain rate. */
const LEAST_REDUCTION = 0.02

/**
 * Both rates after taking out what the users' own past explains. Arms are drawn at random, so that on average nothing is
 * shifted; users without a past count as they are.
 *
 * @param figure tells whether its values are ones and zeros, or a bounded mean
 * Source: A. Deng, Y. Xu, R. Kohavi, T. Walker, Improving the sensitivity of online controlled experiments by utilizing
 * pre-experiment data (CUPED), WSDM 2013: one coefficient for both arms, on ratios of user sums.
 */
export function adjusted(live: ArmSums, canary: ArmSums, figure: Guarded = 'conversion'): AdjustedRates {
  const plain = { live: momentsOf(figure, live.totals), canary: momentsOf(figure, canary.totals), reduction: null }
  if ((live.past?.users ?? 0) < LEAST_USERS || (canary.past?.users ?? 0) < LEAST_USERS) return plain
  const centre = (live.past!.xn + canary.past!.xn) / (live.past!.n + canary.past!.n)
  const [a, b] = [covariate(live, centre), covariate(canary, centre)]
  const slope = (a.za + b.za) / (a.aa + b.aa)
  if (!Number.isFinite(slope)) return plain
  const [inLive, inCanary] = [taken(live, a, slope, plain.live), taken(canary, b, slope, plain.canary)]
  const reduction = 1 - varianceOf(inLive, inCanary) / varianceOf(plain.live, plain.canary)
  return reduction < LEAST_REDUCTION ? plain : { live: inLive, canary: inCanary, reduction }
}

const varianceOf = (a: Moments, b: Moments): number => a.variance / a.n + b.variance / b.n

/** Sums over users of a = (x - centre) n, and of its products. */
interface Covariate {
  readonly sum: number
  readonly aa: number
  readonly as: number
  readonly an: number
  /** With z = s - rate n. */
  readonly za: number
}

function covariate({ past, totals: { sum, size } }: ArmSums, centre: number): Covariate {
  const { n, nn, sn, xn, xnn, xsn, xxnn } = past as PastSums
  const as = xsn - centre * sn
  const an = xnn - centre * nn
  return {
    sum: xn - centre * n,
    aa: xxnn - 2 * centre * xnn + centre * centre * nn,
    as,
    an,
    za: as - (sum / size) * an,
  }
}

/** The rate of s - slope a; its variance shrinks by as much as the linearised one does. */
function taken({ totals }: ArmSums, a: Covariate, slope: number, plain: Moments): Moments {
  const { sum, size, sumSquares, sizeSquares, products } = totals
  const mean = (sum - slope * a.sum) / size
  const before = sumSquares - 2 * plain.mean * products + plain.mean ** 2 * sizeSquares
  const after =
    sumSquares +
    slope * slope * a.aa +
    mean * mean * sizeSquares -
    2 * slope * a.as -
    2 * mean * products +
    2 * slope * mean * a.an
  const share = before > 0 ? Math.min(1, Math.max(0, after / before)) : 1
  return { n: plain.n, mean, variance: plain.variance * share }
}
