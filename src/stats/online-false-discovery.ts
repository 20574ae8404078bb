/** What the tests so far leave behind; plain data, to be kept between two of them. */
export interface OnlineTesting {
  /** Tests made. */
  readonly tested: number
  /** Numbers of the tests that rejected, from 1, ascending. */
  readonly rejections: readonly number[]
}

export const noTestsYet: OnlineTesting = { tested: 0, rejections: [] }

/** Share of alpha that stands ready before the first discovery. */
const INITIAL_SHARE = 0.5
const GAMMA_SCALE = 0.07720838

/**
 * The level at which the next test of an endless stream of tests may reject, so that at any time at most the share `alpha`
 * of what was rejected is true on average (LORD++). Levels fall while nothing is found; each discovery earns new ones.
 * For tests that do not depend on each other given the past; tests of one moment on many series: benjaminiHochberg.
 *
 * Source: A. Ramdas, F. Yang, M. Wainwright, M. Jordan, Online control of the false discovery rate with decaying memory,
 * NeurIPS 2017, section 3.1; the sequence of levels as in A. Javanmard and A. Montanari, Annals of Statistics 46 (2018),
 * 526-554.
 */
export function onlineLevel({ tested, rejections }: OnlineTesting, alpha: number): number {
  const test = tested + 1
  const initial = alpha * INITIAL_SHARE
  let level = levelShare(test) * initial
  rejections.forEach((rejected, i) => {
    level += levelShare(test - rejected) * (i === 0 ? alpha - initial : alpha)
  })
  return level
}

/** Makes the next test of the stream. */
export function testOnline(
  state: OnlineTesting,
  p: number,
  alpha: number,
): { readonly rejected: boolean; readonly level: number; readonly state: OnlineTesting } {
  const level = onlineLevel(state, alpha)
  const rejected = p <= level
  const tested = state.tested + 1
  return { rejected, level, state: { tested, rejections: rejected ? [...state.rejections, tested] : state.rejections } }
}

/** Falls with its number from 1 on and sums to less than 1 over all of them. */
const levelShare = (j: number): number =>
  (GAMMA_SCALE * Math.log(Math.max(j, 2))) / (j * Math.exp(Math.sqrt(Math.log(j))))
