import { sampleRatio } from '../stats/sample-ratio.ts'

/** Did as many users come into each arm as the share says? If not, something other than chance sorts them. */
export interface SplitCheck {
  readonly live: number
  readonly canary: number
  /** Share of users that belongs to the canary. */
  readonly expected: number
  readonly observed: number | null
  /** Evidence against the expected share, valid at every look; from 1,000 on the split is taken to be wrong. */
  readonly e_value: number
  /** Chi-square test of this one look. */
  readonly p: number
  readonly wrong: boolean
}

/** Of a thousand sound experiments at most one is called wrong, however often it is looked at. */
export const WRONG_SPLIT = 1000
const MOST = 1e300

export function checkSplit(live: number, canary: number, expected: number): SplitCheck {
  const { p, eValue } = sampleRatio([live, canary], [1 - expected, expected])
  const users = live + canary
  const observed = users > 0 ? canary / users : null
  return { live, canary, expected, observed, e_value: Math.min(MOST, eValue), p, wrong: eValue >= WRONG_SPLIT }
}
