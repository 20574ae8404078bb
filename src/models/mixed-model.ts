import type { BetaCalibration } from './beta-calibration.ts'
import type { Boost } from './boost.ts'
import type { MixedColumns, MixedSchema } from './mixed-columns.ts'
import type { MixedQuality } from './mixed-quality.ts'
import type { LinearScore } from './ridge-expert.ts'

/**
 * A calibrated probability from numbers and texts; plain data.
 *
 * Two experts say log odds: a linear one that reads all columns, and boosted trees that read the numbers and one linear
 * score of each text. score = intercept + linear * first + trees * second; the calibration turns it into a probability.
 */
export interface MixedModel {
  readonly schema: MixedSchema
  readonly columns: MixedColumns
  readonly linear: LinearScore
  /** One score of each text alone, an input of the trees. */
  readonly texts: readonly LinearScore[]
  readonly boost: Boost
  readonly blend: Blend
  readonly calibration: BetaCalibration
  /** Mean of what each input (numbers, then texts) adds to the linear expert's log odds. */
  readonly usual: readonly number[]
  readonly quality: MixedQuality
}

export interface Blend {
  readonly intercept: number
  /** At least 0 each. */
  readonly linear: number
  readonly trees: number
}
