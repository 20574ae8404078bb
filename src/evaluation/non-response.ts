import type { DrawnSample, LabelledTurn, ReviewedUnit } from '../labels/label-reader.ts'
import type { Figure } from '../metrics/figure.ts'
import { ALL } from '../metrics/grouping.ts'
import { TASKS } from '../models/task.ts'
import { type WeightedUnit, weightedFigure } from './weighted-figure.ts'

const OPEN = new Set(['waiting', 'leased'])
const STRATA = ['flagged', 'control'] as const

/** Drawn, and still waiting for people. */
export const openSamples = (drawn: readonly DrawnSample[]): number =>
  drawn.filter((sample) => OPEN.has(sample.state)).length

/**
 * How much the weighted rates may miss: of the samples that are over, those that tell nothing, by 1 over their inclusion
 * probability, with Hajek's interval.
 *
 * - `non_response`: no verdict on the conversation, since it was skipped, withdrawn or expired, or people tie; and the same
 *   within each stratum.
 * - `non_response_random_turn`: the random turn has no label for a task on which it carried a prediction, be it for one of
 *   those reasons, a tie, or an answer that left it out.
 * - `flagged_among_reviewed`, `flagged_among_non_response`: what kind of conversations answers came from, and did not.
 *
 * @param drawn every sample of the conversations in question
 */
export function nonResponse(
  drawn: readonly DrawnSample[],
  reviewed: readonly ReviewedUnit[],
  turns: readonly LabelledTurn[],
): Figure[] {
  const judged = new Set(reviewed.filter((unit) => unit.atFault !== null).map((unit) => unit.sampleId))
  const told = new Set(turns.filter(tellsAll).map((turn) => turn.sampleId))
  const over = drawn.filter((sample) => !OPEN.has(sample.state))
  const lost = (sample: DrawnSample): boolean => !judged.has(sample.sampleId)
  const flagged = (sample: DrawnSample): boolean => sample.stratum === 'flagged'
  const figure = (name: string, among: readonly DrawnSample[], is: (sample: DrawnSample) => boolean): Figure[] =>
    weightedFigure(
      name,
      among.map((sample) => unitOf(sample, is(sample))),
      [],
    )
  const shown = [
    ...figure('non_response', over, lost),
    ...STRATA.flatMap((stratum) =>
      figure(
        `non_response_${stratum}`,
        over.filter((each) => each.stratum === stratum),
        lost,
      ),
    ),
    ...figure(
      'non_response_random_turn',
      over.filter((each) => each.predictedTurns > 0),
      (each) => !told.has(each.sampleId),
    ),
    ...figure(
      'flagged_among_reviewed',
      over.filter((each) => !lost(each)),
      flagged,
    ),
    ...figure('flagged_among_non_response', over.filter(lost), flagged),
  ]
  const immature = openSamples(drawn)
  return shown.map((each) => ({ ...each, immature, settled: immature === 0 }))
}

/** Every task that was predicted on it has its label. */
const tellsAll = (turn: LabelledTurn): boolean =>
  turn.isRandomTurn && TASKS.every((task) => turn.prediction[task] === null || turn.label[task] !== null)

const unitOf = (sample: DrawnSample, is: boolean): WeightedUnit => ({
  group: ALL,
  value: Number(is),
  probability: sample.inclusionProbability,
  cluster: sample.userId ?? `conversation ${sample.conversationId}`,
})
