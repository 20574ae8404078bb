import type { Unit } from './unit.ts'

/** Named inputs of the predicted satisfaction. All are known when a conversation closes, so that none waits for a window. */
const INPUTS: readonly (readonly [string, (unit: Unit) => number])[] = [
  ['repeated_question', (unit) => Number(unit.features.repeated_question === true)],
  ['fsm_stalled', (unit) => Number(unit.features.fsm_stalled === true)],
  ['no_farewell', (unit) => Number(!unit.hardEnd)],
  ['terminal_reached', (unit) => Number(unit.terminalReached)],
  ['human_reply', (unit) => Number(unit.humanReply)],
  ['offered', (unit) => Number(unit.ctasSent > 0)],
  ['low_confidence', (unit) => (unit.leastConfidence === null ? 0 : 1 - unit.leastConfidence)],
  ['no_confidence', (unit) => Number(unit.leastConfidence === null)],
  ['log_user_messages', (unit) => Math.log1p(unit.userMessages)],
]

export const SATISFACTION_INPUTS: readonly string[] = INPUTS.map(([name]) => name)

export const satisfactionInputs = (unit: Unit): number[] => INPUTS.map(([, read]) => read(unit))

const meanRating = (ratings: readonly number[]): number =>
  ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length

/** Was the rating negative (mean of 2 or less)? null = nobody rated. Labels without a rating are left out: only bad ones are known. */
export const ratedNegative = (unit: Unit): boolean | null =>
  unit.ratings.length === 0 ? null : meanRating(unit.ratings) <= 2
