import type { Estimate } from '../stats/bootstrap.ts'
import type { FigureUnit, Guarded, Worse } from './figure.ts'

export type Finding = 'advance' | 'stop' | 'inconclusive'

export interface ArmShown {
  readonly units: number
  readonly users: number
  readonly rate: number | null
  readonly immature: number
}

export interface FigureCheck {
  readonly figure: Guarded
  /** advance: a loss above the margin is excluded. stop: it is worse for sure, and that is not excluded. */
  readonly verdict: Finding
  readonly holds: boolean
  readonly worse: Worse
  /** In what rates, margin and difference are told. */
  readonly unit: FigureUnit
  /** Of money: up to where a conversation's value counts; null for other figures. */
  readonly cap: number | null
  /** As absolute loss; a relative one times the live rate. null = the live rate is not known. */
  readonly margin: number | null
  readonly relative: number | null
  readonly live: ArmShown
  readonly canary: ArmShown
  /** Canary minus live with its confidence sequence; null = an arm is empty. */
  readonly difference: Estimate | null
  /** Is it better for sure: does its whole sequence lie on the good side of no change? Says something of one figure named beforehand. */
  readonly better: boolean
  /** Share of the variance that the users' past took out; null = their past was not used. */
  readonly variance_reduction: number | null
  /** Mature users that the canary still needs until it can advance, if the arms do not differ; null = cannot be told. */
  readonly users_needed: number | null
  readonly text: string
}
