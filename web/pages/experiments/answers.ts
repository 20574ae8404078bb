import type { Answer } from '../../api/answer.ts'

export type Summary = Answer<'/v1/experiments'>['experiments'][number]
export type Experiment = Answer<'/v1/experiments/{experiment}'>
export type Figure = Experiment['check']['figures'][number]
export type Point = Answer<'/v1/experiments/{experiment}/course'>['points'][number]
export type Entry = Experiment['history'][number]

/** Figures on which a canary may be judged. */
export type FigureName =
  | 'conversion'
  | 'value_per_conversation'
  | 'click_through'
  | 'completion'
  | 'repeated_questions'
  | 'satisfaction_mean'
  | 'satisfaction_4_or_5'
  | 'negative_feedback'
  | 'hand_over'
  | 'failure_rate'
  | 'errors'
