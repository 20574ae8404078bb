import type { Answer } from '../../api/answer.ts'

export type Summary = Answer<'/v1/experiments'>['experiments'][number]
export type Experiment = Answer<'/v1/experiments/{experiment}'>
export type Figure = Experiment['check']['figures'][number]
export type Point = Answer<'/v1/experiments/{experiment}/course'>['points'][number]
export type Entry = Experiment['history'][number]

/** Figures on which a canary may be judged. */
export type FigureName =
  | 'conversion'
  | 'click_through'
  | 'completion'
  | 'repeated_questions'
  | 'hand_over'
  | 'failure_rate'
  | 'errors'
